/** What a browser sends of a passkey, checked for its shape before anything reads it. */

export interface Credential {
  readonly id: string
  readonly rawId: string
  readonly type: 'public-key'
  readonly response: Readonly<Record<string, unknown>>
  readonly clientExtensionResults: Readonly<Record<string, unknown>>
}

/** A credential id has at most 1023 bytes (WebAuthn §7.1); attestation certificates take a few thousand. */
const idLengthMax = 1364
const fieldLengthMax = 40_000
const base64url = /^[A-Za-z0-9_-]+$/

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The credential where it has an id and these fields as base64url, or undefined. */
export function credentialOf(value: unknown, fields: readonly string[]): Credential | undefined {
  if (!isRecord(value) || !isRecord(value['response'])) return undefined
  const { id, rawId, type, response } = value
  if (typeof id !== 'string' || id !== rawId || id.length > idLengthMax || !base64url.test(id) || type !== 'public-key') return undefined
  const fits = (text: unknown): boolean => typeof text === 'string' && text.length <= fieldLengthMax && base64url.test(text)
  if (!isRecord(response) || !fields.every((name) => fits(response[name]))) return undefined
  const transports = Array.isArray(response['transports']) ? response['transports'].slice(0, 8) : []
  const kept = Object.fromEntries([...fields, 'userHandle'].map((name) => [name, response[name] ?? undefined]))
  return { id, rawId: id, type: 'public-key', response: { ...kept, transports }, clientExtensionResults: {} }
}

export const field = (credential: Credential, name: string): string | undefined => {
  const value = credential.response[name]
  return typeof value === 'string' ? value : undefined
}
