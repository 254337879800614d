/** Passkeys: WebAuthn registration and authentication, discoverable, with the person verified by their own device. */
import { createHash } from 'node:crypto'
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import { decodeClientDataJSON } from '@simplewebauthn/server/helpers'
import type { MethodRow } from '../../2-store/identity/schema.ts'
import type { AccountNames, Chance } from '../parts.ts'
import type { ProviderSettings } from '../settings.ts'
import { type Credential, credentialOf, field } from './credential.ts'
import type { Proof } from './method.ts'

/** What is public of a passkey, as JSON in `MethodRow.data`. */
export interface PasskeyData {
  /** COSE, base64url. */
  readonly publicKey: string
  readonly aaguid: string
  /** Backup eligible: may be copied to the person's other devices. Never changes. */
  readonly eligible: boolean
  readonly backedUp: boolean
  readonly transports: readonly string[]
}

/** 256 bits; WebAuthn §13.4.3 asks for 128 at least. */
export const newChallenge = (chance: Chance): string => chance.bytes(32).toString('base64url')

const bytesOf = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(text, 'base64url'))

/** What a passkey calls its person: says nothing about them (WebAuthn §14.6.1). */
const userHandle = (account: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(createHash('sha256').update(`tocsin user handle ${account}`).digest())

const rpIdOf = ({ origin }: ProviderSettings): string => new URL(origin).hostname

/** ES256, EdDSA, RS256. */
const algorithms = [-7, -8, -257]

/** Request options as JSON. No list of credentials: the browser shows what it has, and nobody learns whether a name exists (§14.6.2). */
export async function passkeyRequest(settings: ProviderSettings, challenge: string): Promise<string> {
  const options = await generateAuthenticationOptions({
    rpID: rpIdOf(settings),
    challenge: bytesOf(challenge),
    userVerification: 'required',
    timeout: settings.challengeMs,
  })
  return JSON.stringify(options)
}

/** Creation options as JSON; `have`: the person's passkeys, of which the browser makes no second. */
export async function passkeyCreation(
  settings: ProviderSettings,
  account: AccountNames,
  challenge: string,
  have: readonly MethodRow[],
): Promise<string> {
  const options = await generateRegistrationOptions({
    rpName: settings.organisation,
    rpID: rpIdOf(settings),
    userName: account.name,
    userDisplayName: account.displayName,
    userID: userHandle(account.id),
    challenge: bytesOf(challenge),
    attestationType: settings.passkeys.attestation,
    timeout: settings.enrolmentMs,
    excludeCredentials: have.flatMap(({ key, data }) => (key === null ? [] : [{ id: key, transports: [...passkeyData(data).transports] }])),
    authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
    supportedAlgorithmIDs: algorithms,
  })
  return JSON.stringify(options)
}

export const passkeyData = (data: string): PasskeyData => JSON.parse(data) as PasskeyData

export type Registered =
  | { readonly ok: true; readonly key: string; readonly data: PasskeyData; readonly counter: number }
  | { readonly ok: false; readonly why: string }

/**
 * Checks what a browser says of a new passkey (WebAuthn §7.1). `challenge` was given once to this session; whether the credential id is new is for
 * the database to say. `why` is a sentence for the person.
 */
export async function registered(
  settings: ProviderSettings,
  credential: unknown,
  challenge: string,
  privileged: boolean,
): Promise<Registered> {
  const given = credentialOf(credential, ['clientDataJSON', 'attestationObject'])
  if (given === undefined) return { ok: false, why: 'The browser sent no passkey. Try again.' }
  try {
    const { verified, registrationInfo: info } = await verifyRegistrationResponse({
      response: given as unknown as RegistrationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: settings.origin,
      expectedRPID: rpIdOf(settings),
      requireUserVerification: true,
      supportedAlgorithmIDs: algorithms,
    })
    // The library does not compare the id that the browser names with the one that the authenticator vouches for.
    if (!verified || info.credential.id !== given.id || isFramed(given))
      return { ok: false, why: 'The passkey could not be checked. Try again.' }
    const eligible = info.credentialDeviceType === 'multiDevice'
    const refusal = refusedModel(settings, info.aaguid, info.fmt) ?? (privileged ? refusedKey(settings, eligible) : undefined)
    if (refusal !== undefined) return { ok: false, why: refusal }
    const transports = (info.credential.transports ?? []).filter((one) => typeof one === 'string' && one.length <= 20).slice(0, 8)
    const publicKey = Buffer.from(info.credential.publicKey).toString('base64url')
    return {
      ok: true,
      key: info.credential.id,
      counter: info.credential.counter,
      data: { publicKey, aaguid: info.aaguid, eligible, backedUp: info.credentialBackedUp, transports },
    }
  } catch {
    // The library throws for whatever does not hold; which of its checks it was helps only an attacker.
    return { ok: false, why: 'The passkey could not be checked. Try again.' }
  }
}

/** An AAGUID is worth something only where the model vouched for it by an attestation; without one it is the authenticator's own word. */
function refusedModel({ passkeys }: ProviderSettings, aaguid: string, format: string): string | undefined {
  const { attestation, allowed, refused } = passkeys
  if (attestation === 'direct' && allowed.length > 0 && format === 'none')
    return 'This passkey did not say which model it is, and only some are allowed here. Use a security key that your organisation gives out.'
  if ((allowed.length > 0 && !allowed.includes(aaguid)) || refused.includes(aaguid))
    return 'This model of passkey is not allowed here. Use one that your organisation gives out.'
  return undefined
}

const refusedKey = ({ passkeys }: ProviderSettings, eligible: boolean): string | undefined =>
  passkeys.deviceBoundForPrivileged && eligible
    ? 'Administrators need a passkey that stays on one device, such as a security key. This one can be copied to others.'
    : undefined

export type Asserted =
  | { readonly ok: true; readonly proof: Proof; readonly counter: number; readonly data: PasskeyData; readonly odd?: string | undefined }
  | { readonly ok: false; readonly why: string }

/**
 * Checks an assertion by a passkey that was found by its credential id (WebAuthn §7.2). `challenge` was given once, to this attempt. `why` and `odd` are
 * words for the log: the person learns only that it did not work.
 */
export async function asserted(
  settings: ProviderSettings,
  method: MethodRow,
  credential: unknown,
  challenge: string,
  privileged: boolean,
  now: number,
): Promise<Asserted> {
  const given = credentialOf(credential, ['clientDataJSON', 'authenticatorData', 'signature'])
  if (given === undefined || method.key !== given.id) return { ok: false, why: 'no assertion of this passkey' }
  const data = passkeyData(method.data)
  const handle = field(given, 'userHandle')
  if (handle !== Buffer.from(userHandle(method.account_id)).toString('base64url')) return { ok: false, why: 'made for another person' }
  if (data.eligible && privileged && settings.passkeys.deviceBoundForPrivileged) return { ok: false, why: 'not bound to one device' }
  try {
    const { verified, authenticationInfo: info } = await verifyAuthenticationResponse({
      response: given as unknown as AuthenticationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: settings.origin,
      expectedRPID: rpIdOf(settings),
      requireUserVerification: true,
      // The counter is a signal and no proof (§6.1.1): the library would refuse, and is therefore not told the last one.
      credential: { id: given.id, publicKey: bytesOf(data.publicKey), counter: 0 },
    })
    if (!verified || isFramed(given)) return { ok: false, why: 'the signature or the page was wrong' }
    if ((info.credentialDeviceType === 'multiDevice') !== data.eligible) return { ok: false, why: 'its backup eligibility changed' }
    const last = Number(method.counter)
    const odd = last > 0 && info.newCounter <= last ? 'its counter went back: it may have been copied' : undefined
    const backedUp = info.credentialBackedUp
    return { ok: true, proof: proofOf(method.id, data, now), counter: Math.max(last, info.newCounter), data: { ...data, backedUp }, odd }
  } catch {
    return { ok: false, why: 'the assertion did not hold' }
  }
}

const proofOf = (method: string, { eligible }: PasskeyData, time: number): Proof => ({
  kind: 'passkey',
  method,
  time,
  amr: [eligible ? 'swk' : 'hwk', 'user'],
  resistant: true,
  multi: true,
  deviceBound: !eligible,
})

/** Our pages are in no frame, so whatever was made in one is another page's doing (§13.4.9). */
const isFramed = (given: { readonly response: Readonly<Record<string, unknown>> }): boolean => {
  const text = given.response['clientDataJSON']
  if (typeof text !== 'string') return true
  const { crossOrigin, topOrigin } = decodeClientDataJSON(text)
  return crossOrigin === true || topOrigin !== undefined
}

/** The challenge that a browser's answer names, to find where it was given; it is compared again when the answer is checked. */
export function challengeOf(credential: unknown): string | undefined {
  const text = field(credentialOf(credential, ['clientDataJSON']) ?? empty, 'clientDataJSON')
  if (text === undefined) return undefined
  try {
    const { challenge } = decodeClientDataJSON(text)
    return typeof challenge === 'string' ? challenge : undefined
  } catch {
    return undefined
  }
}

const empty: Credential = { id: '', rawId: '', type: 'public-key', response: {}, clientExtensionResults: {} }
