/** Base64url without padding (RFC 4648 §5), as JOSE and WebAuthn write bytes. */

export function toBase64url(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

export const textBytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)

export const textToBase64url = (text: string): string => toBase64url(textBytes(text))

/** SHA-256 of a text's UTF-8 bytes, in base64url. */
export async function digest(text: string): Promise<string> {
  return toBase64url(new Uint8Array(await crypto.subtle.digest('SHA-256', textBytes(text))))
}
