/** What a phone's method row holds in `data`: written when it is enrolled, read when it answers. */
import type { PhoneKey } from '../wire.ts'

export interface PhoneData {
  readonly jwk: PhoneKey
  /** RFC 7638, SHA-256, base64url; also the row's `key`. */
  readonly thumbprint: string
  /** The passkey on the phone that confirms approvals: its credential id and COSE key in base64url, and its signature counter. */
  readonly confirming?: { readonly id: string; readonly publicKey: string; readonly counter: number } | undefined
}

export const readPhoneData = (data: string): PhoneData => JSON.parse(data) as PhoneData

export const writePhoneData = (data: PhoneData): string => JSON.stringify(data)
