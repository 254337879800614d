/** What every way to sign in says of itself: what it proves, and how strong that is. */
import type { MethodKind } from '../../2-store/identity/schema.ts'

/** RFC 8176, for ordinary relying parties. */
export interface Proof {
  readonly kind: MethodKind | 'password'
  readonly method?: string | undefined
  readonly time: number
  readonly amr: readonly string[]
  /** Bound to the origin by the device: cannot be relayed by a phishing page. */
  readonly resistant: boolean
  /** Proves two kinds of things at once (a passkey with user verification). */
  readonly multi: boolean
  /** The key cannot leave its device. */
  readonly deviceBound: boolean
}

/** `phrh`, `phr`: phishing-resistant, with a key bound to its hardware or not (OpenID EAP ACR values); `aal2`: two factors; `aal1`: one. */
export const acrs = ['phrh', 'phr', 'aal2', 'aal1'] as const
export type Acr = (typeof acrs)[number]

/** The strongest that these proofs together reach; undefined for none. */
export function acrOf(proofs: readonly Proof[]): Acr | undefined {
  if (proofs.some(({ resistant, multi, deviceBound }) => resistant && multi && deviceBound)) return 'phrh'
  if (proofs.some(({ resistant, multi }) => resistant && multi)) return 'phr'
  if (isTwofold(proofs)) return 'aal2'
  return proofs.length === 0 ? undefined : 'aal1'
}

/** Whether what was reached is at least what is wanted. */
export const reaches = (reached: Acr, wanted: Acr): boolean => acrs.indexOf(reached) <= acrs.indexOf(wanted)

export const amrOf = (proofs: readonly Proof[]): readonly string[] => {
  const all = new Set(proofs.flatMap(({ amr }) => amr))
  if (isTwofold(proofs)) all.add('mfa')
  return [...all].sort()
}

/** Something known and something had: two things that are had are one factor twice. */
const isTwofold = (proofs: readonly Proof[]): boolean =>
  proofs.some(({ multi }) => multi) || (proofs.some(({ kind }) => kind === 'password') && proofs.some(({ kind }) => kind !== 'password'))
