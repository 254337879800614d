/** Who signs in: names as Entra logs them, the home address of guests, and passwords that were typed into the name field. */
import type { User } from '../../0-event/event.ts'
import { isUnknownAccount } from './entra-id-codes.ts'
import { masked } from './typed-secret.ts'

export const maskedUser: User = { uid: undefined, name: masked, email: undefined, displayName: undefined }

/** The person, or `undefined` where nothing names one. */
export function userOf(uid: string | undefined, name: string | undefined, displayName: string | undefined): User | undefined {
  if (uid === undefined && name === undefined) return undefined
  const lower = name?.toLowerCase()
  return { uid, name: lower, email: lower === undefined ? undefined : emailOf(lower), displayName }
}

/** The address in a lower-case user principal name: guests keep theirs as `ada_example.com#ext#@tenant.onmicrosoft.com`. */
export function emailOf(name: string): string | undefined {
  const guest = name.indexOf('#ext#')
  if (guest === -1) return name.includes('@') ? name : undefined
  const at = name.lastIndexOf('_', guest - 1)
  return at > 0 && at < guest - 1 ? `${name.slice(0, at)}@${name.slice(at + 1, guest)}` : undefined
}

/**
 * Whether what stands as a name may be a password. Only for accounts that do not exist, since a name the directory knows is none; then
 * anything that could not be a user principal name is hidden, and what looks like one is kept as a mistyped name.
 */
export function isSecret(code: string | undefined, typed: string | undefined): boolean {
  return code !== '0' && isUnknownAccount(code) && typed !== undefined && !isPlausible(typed)
}

const nameLengthMax = 320
const plausible = /^[a-z0-9._'+-]{1,64}(?:#ext#)?@(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,63}$/i

const isPlausible = (name: string): boolean => name.length <= nameLengthMax && plausible.test(name)
