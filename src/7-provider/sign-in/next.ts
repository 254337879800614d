/** What a sign-in needs next, decided from what is proved, what the person has, and what is asked for: pure, and on the server alone. */
import { type Acr, acrOf, type Proof, reaches } from '../methods/method.ts'
import type { Weighed } from '../parts.ts'
import type { Offer, Purpose, Withheld } from '../sign-in-view.ts'

/** What of the person's methods counts here: those that can be used at this moment. */
export interface Usable {
  /** One for each passkey: whether it stays on its device. */
  readonly passkeys: readonly boolean[]
  readonly phone: boolean
  readonly totp: boolean
  readonly recoveryCodes: boolean
  readonly accessPass: boolean
  readonly password: boolean
}

export interface Held {
  readonly why: Withheld
  readonly until?: number | undefined
  /** Whether the person may start it from the phone. */
  readonly quiet: boolean
}

export interface Standing {
  readonly purpose: Pick<Purpose, 'kind' | 'acr'>
  readonly proofs: readonly Proof[]
  readonly usable: Usable
  readonly weighed: Weighed
  readonly familiar: boolean
  /** Only passkeys that stay on their device count: an administrator, where the policy says so. */
  readonly boundOnly: boolean
  /** Why no prompt may be sent, as the prompt budget says. */
  readonly held?: Held | undefined
}

export type Next =
  | { readonly step: 'done'; readonly acr: Acr; readonly enrolOnly: boolean }
  | { readonly step: 'password' }
  | { readonly step: 'no-method' }
  | {
      readonly step: 'method'
      readonly offers: readonly Offer[]
      readonly withheld?: { readonly why: Withheld; readonly until?: number | undefined } | undefined
      /** Nothing the person has reaches what the application demands. */
      readonly isShort: boolean
    }

export function next(standing: Standing): Next {
  const { purpose, proofs, usable } = standing
  const acr = acrOf(proofs)
  if (acr === undefined) return { step: 'password' }
  const hasPassword = proofs.some(({ kind }) => kind === 'password')
  if (proofs.some(({ resistant }) => resistant)) return isEnough(purpose, acr) ? { step: 'done', acr, enrolOnly: false } : asking(standing)
  if (proofs.some(({ kind }) => kind === 'access-pass')) return withPass(standing, acr, hasPassword)
  if (!hasPassword) return { step: 'password' }
  if (acr !== 'aal1' && isEnough(purpose, acr)) return { step: 'done', acr, enrolOnly: false }
  if (!hasSecond(usable) && !(usable.accessPass && purpose.kind === 'account')) return { step: 'no-method' }
  return asking(standing)
}

/** A pass alone, or of a person who has nothing else, opens the page where methods are added and nothing more. */
function withPass(standing: Standing, acr: Acr, hasPassword: boolean): Next {
  const { purpose, usable } = standing
  if (hasPassword && hasSecond(usable)) return isEnough(purpose, acr) ? { step: 'done', acr, enrolOnly: false } : asking(standing)
  if (purpose.kind === 'account' && isEnough(purpose, acr)) return { step: 'done', acr, enrolOnly: true }
  return usable.password && !hasPassword && hasSecond(usable) ? { step: 'password' } : { step: 'no-method' }
}

const isEnough = ({ acr: wanted }: Standing['purpose'], acr: Acr): boolean => wanted === undefined || reaches(acr, wanted)

export const hasSecond = ({ passkeys, phone, totp, recoveryCodes }: Usable): boolean =>
  passkeys.length > 0 || phone || totp || recoveryCodes

function asking(standing: Standing): Next {
  const { purpose, usable } = standing
  const isResistantOnly = purpose.acr === 'phr' || purpose.acr === 'phrh'
  const isBoundOnly = standing.boundOnly || purpose.acr === 'phrh'
  const passkey: Offer[] = usable.passkeys.some((bound) => bound || !isBoundOnly) ? ['passkey'] : []
  if (isResistantOnly) return { step: 'method', offers: passkey, isShort: passkey.length === 0 }
  const push = usable.phone ? pushOffer(standing) : { offers: [] }
  const rest: readonly (Offer | undefined)[] = [
    usable.totp ? 'totp' : undefined,
    usable.recoveryCodes ? 'recovery-code' : undefined,
    usable.accessPass ? 'access-pass' : undefined,
  ]
  const offers = [...passkey, ...push.offers, ...rest.filter((offer) => offer !== undefined)]
  return { step: 'method', offers, withheld: push.withheld, isShort: false }
}

/** Whoever has a passkey is not asked by push where the attempt looks wrong: a push can be relayed by a phishing page, a passkey cannot. */
function pushOffer({ usable, weighed, familiar, held }: Standing): {
  offers: readonly Offer[]
  withheld?: Omit<Held, 'quiet'> | undefined
} {
  const { level } = weighed
  const isDoubtful = level === 'medium' || (level === 'unknown' && !familiar)
  if (level === 'high' || (isDoubtful && usable.passkeys.length > 0)) return { offers: [], withheld: { why: 'high-risk' } }
  if (held === undefined) return { offers: ['push'] }
  return { offers: held.quiet ? ['quiet-push'] : [], withheld: { why: held.why, until: held.until } }
}
