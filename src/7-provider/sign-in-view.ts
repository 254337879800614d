/** What a sign-in page is to show at each moment, and what a person can do next: the words between the flow and its pages. */
import type { Acr } from './methods/method.ts'
import type { AppNames } from './parts.ts'

/** Why somebody signs in, and what is asked of it. */
export interface Purpose {
  /** `account`: to see and change their own methods. `oidc`: for an application, by oidc-provider's interaction. */
  readonly kind: 'account' | 'oidc'
  /** The interaction's uid. */
  readonly uid?: string | undefined
  readonly app: AppNames
  /** Demanded, not wished for: without it the sign-in fails. */
  readonly acr?: Acr | undefined
  /** A proof older than this does not count. */
  readonly maxAgeMs?: number | undefined
  readonly loginHint?: string | undefined
  /** An existing session is not enough. */
  readonly anew: boolean
}

export type Offer = 'passkey' | 'push' | 'totp' | 'recovery-code' | 'access-pass' | 'quiet-push'

/** Why no prompt was sent, in a word; the page says it in a sentence. */
export type Withheld = 'suppressed' | 'budget' | 'cool-down' | 'gap' | 'busy' | 'high-risk'

export type SignInView =
  /** `passkey`: WebAuthn request options as JSON, for the browser's own list of passkeys (conditional mediation). */
  | {
      readonly step: 'name'
      readonly app: AppNames
      readonly name: string
      readonly passkey: string
      /** For the browser's proof of its key, see `devices`. */
      readonly nonce: string
      readonly problem?: Problem | undefined
    }
  | {
      readonly step: 'password'
      readonly app: AppNames
      readonly name: string
      /** Passkey first, where the browser said it has one; the same for every name, known or not. */
      readonly passkey: string
      readonly nonce: string
      readonly problem?: Problem | undefined
    }
  | {
      readonly step: 'method'
      readonly app: AppNames
      readonly name: string
      readonly offers: readonly Offer[]
      readonly passkey: string
      readonly withheld?: { readonly why: Withheld; readonly until?: number | undefined } | undefined
      readonly problem?: Problem | undefined
    }
  /** The number to type on the phone. `qr` instead of it where the policy wants that: the text to draw. */
  | {
      readonly step: 'push'
      readonly app: AppNames
      readonly name: string
      readonly number: string
      readonly qr?: string | undefined
      readonly expires: number
      /** The person opens the authenticator themselves: nothing pops up. */
      readonly quiet: boolean
      readonly offers: readonly Offer[]
      readonly passkey: string
    }
  | {
      readonly step: 'code'
      readonly app: AppNames
      readonly name: string
      readonly factor: 'totp' | 'recovery-code' | 'access-pass'
      readonly offers: readonly Offer[]
      readonly passkey: string
      readonly problem?: Problem | undefined
    }
  /** Right, but nothing more to prove it with: an administrator has to give an access pass. */
  | { readonly step: 'no-method'; readonly app: AppNames; readonly name: string }
  | { readonly step: 'done'; readonly app: AppNames; readonly purpose: Purpose }
  /** Too long ago, finished, or begun in another browser. */
  | { readonly step: 'over'; readonly why: 'expired' | 'unknown' | 'refused' }

export type Problem =
  /** Name or password: never which. */
  | 'wrong'
  | 'wrong-code'
  | 'used-code'
  | 'expired-code'
  /** The phone said no, or nothing, or the wrong number. */
  | 'denied'
  | 'reported'
  | 'mistyped'
  | 'wrong-number'
  | 'unanswered'
  | 'passkey-failed'
  | 'too-many'
  | 'busy'
  | 'acr-not-reached'
