/** Reads what was scanned, pasted or typed as an enrolment's code. */

export type ReadCode =
  | { readonly kind: 'code'; readonly code: string }
  | { readonly kind: 'other-server'; readonly address: string }
  | { readonly kind: 'none' }

/** 128 bits in base64url are 22 characters; a server may use more, never fewer. */
const form = /^[\w-]{22,64}$/

/** `text`: the code itself, spaces allowed between its letters, or a link `ORIGIN/authenticator#enrol=CODE`. */
export function readCode(text: string, origin: string): ReadCode {
  const trimmed = text.trim()
  if (/^https?:\/\//i.test(trimmed)) {
    if (!URL.canParse(trimmed)) return { kind: 'none' }
    const url = new URL(trimmed)
    const code = /^#enrol=(.+)$/.exec(url.hash)?.[1] ?? ''
    if (!form.test(code) || url.pathname.replace(/\/$/, '') !== '/authenticator') return { kind: 'none' }
    return url.origin === origin ? { kind: 'code', code } : { kind: 'other-server', address: `${url.origin}/authenticator` }
  }
  const code = trimmed.replaceAll(/\s/g, '')
  return form.test(code) ? { kind: 'code', code } : { kind: 'none' }
}
