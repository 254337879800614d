/** A passkey made on the phone only to confirm answers by fingerprint, face or passcode: it signs nobody in. */
import { generateRegistrationOptions, type RegistrationResponseJSON, verifyRegistrationResponse } from '@simplewebauthn/server'
import { decodeClientDataJSON } from '@simplewebauthn/server/helpers'
import { credentialOf, field } from '../methods/credential.ts'
import type { PhoneData } from '../push/phone-data.ts'
import type { ProviderSettings } from '../settings.ts'

/** As `PhoneData` keeps it. */
export type ConfirmingKey = NonNullable<PhoneData['confirming']>

/** ES256 and RS256: what phones have in hardware. */
const algorithms = [-7, -257]

const rpIdOf = ({ origin }: ProviderSettings): string => new URL(origin).hostname

/**
 * Creation options as JSON. `phone`: the method's id, which is what this passkey belongs to, so that it replaces no passkey by which the person signs in.
 */
export async function confirmingOptions(
  settings: ProviderSettings,
  phone: string,
  accountName: string,
  challenge: string,
): Promise<string> {
  const options = await generateRegistrationOptions({
    rpName: settings.organisation,
    rpID: rpIdOf(settings),
    userName: `${accountName} (confirms)`,
    userID: Uint8Array.from(Buffer.from(`confirms ${phone}`).subarray(0, 64)),
    challenge: Uint8Array.from(Buffer.from(challenge, 'base64url')),
    attestationType: 'none',
    timeout: settings.enrolmentMs,
    authenticatorSelection: { authenticatorAttachment: 'platform', residentKey: 'discouraged', userVerification: 'required' },
    supportedAlgorithmIDs: algorithms,
  })
  return JSON.stringify(options)
}

/** The key where the registration holds (WebAuthn §7.1), by the device itself, with the person verified, in no frame. Undefined otherwise. */
export async function confirmingKeyOf(
  settings: ProviderSettings,
  credential: unknown,
  challenge: string,
): Promise<ConfirmingKey | undefined> {
  const given = credentialOf(credential, ['clientDataJSON', 'attestationObject'])
  if (given === undefined || isElsewhere(credential)) return undefined
  try {
    const { crossOrigin, topOrigin } = decodeClientDataJSON(field(given, 'clientDataJSON') ?? '')
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: given as unknown as RegistrationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: settings.origin,
      expectedRPID: rpIdOf(settings),
      requireUserVerification: true,
      supportedAlgorithmIDs: algorithms,
    })
    if (!verified || crossOrigin === true || topOrigin !== undefined) return undefined
    const { id, publicKey, counter } = registrationInfo.credential
    return { id, publicKey: Buffer.from(publicKey).toString('base64url'), counter }
  } catch {
    // The library throws for whatever does not hold.
    return undefined
  }
}

/** A security key or another device says so itself; the phone that asks is to confirm by its own means. */
const isElsewhere = (credential: unknown): boolean =>
  typeof credential === 'object' &&
  credential !== null &&
  'authenticatorAttachment' in credential &&
  credential.authenticatorAttachment === 'cross-platform'
