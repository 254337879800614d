/** Signs JSON with the phone's key as a compact JWS (RFC 7515), ES256. */
import { textBytes, textToBase64url, toBase64url } from './base64url.ts'

/** `payload` is signed byte for byte as given, already in base64url. */
export async function signSegment(header: object, payload: string, key: CryptoKey): Promise<string> {
  const signed = `${textToBase64url(JSON.stringify(header))}.${payload}`
  const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key, textBytes(signed))
  return `${signed}.${toBase64url(new Uint8Array(signature))}`
}

export const signJson = (header: object, payload: object, key: CryptoKey): Promise<string> =>
  signSegment(header, textToBase64url(JSON.stringify(payload)), key)
