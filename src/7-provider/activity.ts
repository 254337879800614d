/** What is done with an account here, as the provider itself tells it: it goes into the logs in Entra's shape, and into the person's history. */
import type { Endpoint } from '../0-event/event.ts'
import type { MethodKind } from '../2-store/identity/schema.ts'
import type { AccountNames, AppNames } from './parts.ts'

interface Common {
  /** Unique; a later activity with the same id replaces the earlier one (a prompt that was sent, then answered). */
  readonly id: string
  /** Milliseconds since 1970. */
  readonly time: number
  /** Where nobody has this name: id '' and the name as typed, masked where it looks like a secret. */
  readonly account: AccountNames
  readonly src?: Endpoint | undefined
  readonly app?: AppNames | undefined
  /** The same for everything of one attempt to sign in. */
  readonly flow?: string | undefined
  readonly session?: string | undefined
}

/** Who did it, where that was not the person: an administrator's name, `scim`, a command. */
export type By = string | undefined

export interface MethodNames {
  readonly id: string
  readonly kind: MethodKind
  readonly name: string
  /** What the method's key is told by. */
  readonly key?: string | undefined
}

export type PromptResult =
  | 'sent'
  | 'approved'
  | 'denied'
  /** "I mistyped": their own sign-in, their own mistake. */
  | 'mistyped'
  | 'reported'
  | 'wrong_number'
  | 'unanswered'
  /** The browser that asked gave up. */
  | 'cancelled'
  /** Not sent: the budget, a suppression, or another sign-in that was waiting. */
  | 'withheld'

export interface PromptActivity extends Common {
  readonly kind: 'prompt'
  readonly result: PromptResult
  readonly numberLength: number
  readonly familiar: boolean
  /** The person started it from the phone: nothing popped up. */
  readonly quiet: boolean
  readonly protocol: string
  /** `withheld`: why, in words. */
  readonly why?: string | undefined
  readonly method?: MethodNames | undefined
  readonly answeredFrom?: Endpoint | undefined
}

export type Activity =
  | (Common & { readonly kind: 'password'; readonly result: 'right' | 'wrong' | 'unknown_user' | 'locked' | 'disabled' })
  | PromptActivity
  /** A code typed: of an app, a recovery code, an access pass. */
  | (Common & {
      readonly kind: 'code'
      readonly factor: 'totp' | 'recovery-code' | 'access-pass'
      readonly result: 'right' | 'wrong' | 'used' | 'expired' | 'locked'
      readonly method?: MethodNames | undefined
    })
  | (Common & {
      readonly kind: 'passkey'
      readonly result: 'right' | 'wrong'
      readonly why?: string | undefined
      readonly deviceBound?: boolean | undefined
      readonly method?: MethodNames | undefined
    })
  | (Common & {
      readonly kind: 'sign_in'
      readonly result: 'success' | 'failure' | 'interrupted' | 'blocked'
      readonly why?: string | undefined
      readonly acr?: string | undefined
      readonly amr?: readonly string[] | undefined
      readonly methods: readonly MethodKind[]
      readonly single: boolean
      readonly browserKnown: boolean
    })
  | (Common & {
      readonly kind: 'method'
      readonly what: 'added' | 'removed' | 'suspended' | 'resumed' | 'disabled' | 'renamed' | 'access_pass' | 'refused'
      readonly method: MethodNames
      readonly by: By
      readonly why?: string | undefined
    })
  | (Common & { readonly kind: 'password_changed'; readonly how: 'changed' | 'reset'; readonly by: By })
  | (Common & {
      readonly kind: 'account'
      readonly what: 'created' | 'changed' | 'disabled' | 'enabled' | 'removed' | 'privileged' | 'unprivileged'
      readonly by: By
      readonly changes?: readonly string[] | undefined
    })
  | (Common & { readonly kind: 'sessions_revoked'; readonly by: By; readonly why: string; readonly count: number })
  | (Common & {
      readonly kind: 'suppression'
      readonly what: 'begun' | 'lifted'
      readonly lane: 'familiar' | 'unfamiliar'
      readonly why: string
      readonly until?: number | undefined
      readonly by: By
    })
  /** "This was not me": of a prompt, a past sign-in or a change. */
  | (Common & { readonly kind: 'report'; readonly of: 'prompt' | 'sign_in' | 'change'; readonly about: string })
  | (Common & { readonly kind: 'consent'; readonly scopes: readonly string[] })
  | (Common & { readonly kind: 'token'; readonly what: 'refreshed' | 'reused' | 'revoked' })
