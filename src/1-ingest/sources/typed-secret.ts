/** Knows passwords that people type into the name field, and hides them wherever the record repeats them. */
import { isObject, type Json, type JsonObject } from '../../0-event/json.ts'
import { isAddress } from './told.ts'

/** What stands in the place of a hidden name. It is itself never taken for a name. */
export const masked = '(masked)'

/** What names look like in a tenant: `addresses` where everyone signs in by an e-mail address or UPN, `words` where by anything. */
type NameForm = 'addresses' | 'words'

const nameLengthMax = 254
const word = /^[\p{L}\p{N}._@\\/'+-]+$/u
const mixedMin = 8

/**
 * Whether a name that no account has looks like something secret. Ask only of names in failed sign-ins of unknown users: whoever knows an
 * account typed its name.
 *
 * It does where addresses are expected and it is none; and anywhere where it holds a blank or a character that names do not have, is longer
 * than any address, or mixes small letters, capitals and digits over 8 characters or more as passwords must. A password that happens to be
 * a well-formed address or an ordinary word cannot be told from a name.
 */
export function isSecret(name: string, form: NameForm): boolean {
  if (name === masked) return true
  if (name.length > nameLengthMax) return true
  if (isAddress(name)) return false
  if (form === 'addresses') return true
  const bare = name.slice(name.lastIndexOf('\\') + 1)
  return !word.test(name) || (bare.length >= mixedMin && /\p{Ll}/u.test(bare) && /\p{Lu}/u.test(bare) && /\p{N}/u.test(bare))
}

/** The name, or the mask where it is the secret in whatever case. */
export const unlessSecret = (name: string | undefined, secret: string | undefined): string | undefined =>
  secret !== undefined && name?.toLowerCase() === secret.toLowerCase() ? masked : name

/** The deepest place in a record where names were seen. */
const depthMax = 8

/** The record with `secret` replaced, in whatever case, under each of `keys` at any depth; the same record where there is nothing to hide. */
export function hide(record: JsonObject, secret: string | undefined, keys: ReadonlySet<string>): JsonObject {
  if (secret === undefined || secret === masked) return record
  return hideIn(record, secret.toLowerCase(), keys, 0)
}

function hideIn(record: JsonObject, secret: string, keys: ReadonlySet<string>, depth: number): JsonObject {
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => [
      key,
      isHidden(value, secret) && keys.has(key) ? masked : hideBelow(value, secret, keys, depth),
    ]),
  )
}

const isHidden = (value: Json | undefined, secret: string): boolean => typeof value === 'string' && value.toLowerCase() === secret

function hideBelow(value: Json | undefined, secret: string, keys: ReadonlySet<string>, depth: number): Json | undefined {
  if (depth === depthMax) return value
  if (Array.isArray(value)) return value.map((entry: Json) => hideBelow(entry, secret, keys, depth + 1) ?? null)
  return isObject(value) ? hideIn(value, secret, keys, depth + 1) : value
}
