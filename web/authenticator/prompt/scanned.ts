/** Reads the code of a sign-in page: the number itself, or a link that ends in `#number=…`. */

/** 128 bits: 22 characters of base64url, or 39 digits. */
const form = /^[\w-]{22,64}$/

export function readScanned(text: string): string | undefined {
  const trimmed = text.trim()
  const number = /^https?:\/\/[^#]*#number=(.+)$/i.exec(trimmed)?.[1] ?? trimmed
  return form.test(number) ? number : undefined
}
