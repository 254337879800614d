/** The confirming passkey: made once on this phone, asked for with each number. */
import { startAuthentication, startRegistration } from '@simplewebauthn/browser'

/** The phone has fingerprint, face or passcode, and the browser lets us ask for it. */
export async function canConfirm(): Promise<boolean> {
  const kind = globalThis.PublicKeyCredential as typeof PublicKeyCredential | undefined
  return (await kind?.isUserVerifyingPlatformAuthenticatorAvailable?.().catch(() => false)) ?? false
}

/** `options`: registration options of WebAuthn as JSON. Throws where the person cancels. */
export const makeConfirming = (options: string): Promise<unknown> => startRegistration({ optionsJSON: JSON.parse(options) })

/** Throws where the person cancels or the phone does not know them. */
export const confirm = (
  challenge: string,
  { credential, rpId }: { readonly credential: string; readonly rpId: string },
): Promise<unknown> =>
  startAuthentication({
    optionsJSON: {
      challenge,
      rpId,
      allowCredentials: [{ id: credential, type: 'public-key', transports: ['internal'] }],
      userVerification: 'required',
      timeout: 60_000,
    },
  })
