/** Asking a person's phone: the words between the prompt, those who ask for it, and the phone. */
import type { Endpoint } from '../../0-event/event.ts'
import type { MethodRow } from '../../2-store/identity/schema.ts'
import type { NumberLength } from '../../5-policy/number.ts'
import type { Proof } from '../methods/method.ts'
import type { AccountNames, AppNames, Weighed } from '../parts.ts'
import type { Withheld } from '../sign-in-view.ts'
import type { Answered, PhonePrompt } from '../wire.ts'

/** Only for somebody whose password (or another first proof) was right. */
export interface Ask {
  readonly account: AccountNames
  readonly kind: 'sign-in' | 'step-up' | 'help-desk' | 'ciba' | 'drill'
  /** `account`, `oidc`, `ciba`; later `radius`, `entra`: all share one budget. */
  readonly protocol: string
  readonly app: AppNames
  /** What an application wants shown besides; hostile text. */
  readonly message?: string | undefined
  readonly src: Endpoint
  readonly flow: string
  /** Only the asking browser has it; only with it can the outcome be had. */
  readonly browserSecret: string
  /** The browser proved to be one that this person has used before. */
  readonly familiar: boolean
  readonly privileged: boolean
  /** Nothing pops up: the person opens the authenticator themselves. */
  readonly quiet: boolean
  readonly weighed: Weighed
}

export type Asked =
  | { readonly state: 'sent'; readonly challenge: string; readonly number: string; readonly length: NumberLength; readonly expires: number }
  /** `quiet`: whether the person may start it from the phone instead. */
  | { readonly state: 'withheld'; readonly why: Withheld; readonly until?: number | undefined; readonly quiet: boolean }
  | { readonly state: 'no-phone' }

export type PromptOutcome =
  | 'pending'
  | 'approved'
  | 'denied'
  | 'mistyped'
  | 'reported'
  | 'wrong-number'
  | 'unanswered'
  | 'cancelled'
  | 'unknown'

export interface Suppression {
  readonly lane: 'familiar' | 'unfamiliar'
  readonly until: number
  readonly why: string
}

export interface Push {
  ask(ask: Ask): Promise<Asked>
  /** `unknown` also for another browser's. Changes nothing but what time has ended. */
  outcome(challenge: string, browserSecret: string): Promise<PromptOutcome>
  /** The proof, once; `unknown` the second time. */
  collect(challenge: string, browserSecret: string): Promise<Proof | Exclude<PromptOutcome, 'approved'>>
  /** The browser gives up; costs what was sent. */
  cancel(challenge: string, browserSecret: string): Promise<void>
  /** What the phone is to show. `wake`: the id in the notice; another is not given in its place. `quiet`: the person asked for it themselves. */
  current(phone: MethodRow, asked: { readonly wake?: string | undefined; readonly quiet: boolean }): Promise<PhonePrompt | undefined>
  /** `answer` is the compact JWS and its assertion as they came. `gone`: unknown, over, or another's. Throws nothing for what strangers send. */
  answer(
    phone: MethodRow,
    answer: { readonly answer: string; readonly assertion?: unknown },
    from: Endpoint,
  ): Promise<Answered | { readonly outcome: 'gone' } | { readonly outcome: 'refused'; readonly why: string }>
  /** A sign-in succeeded by this proof: the count of prompts starts anew, and a passkey or code lifts a suppression. */
  succeeded(account: AccountNames, proof: Proof, familiar: boolean): Promise<void>
  suppressions(account: string): Promise<readonly Suppression[]>
  /** Says "not me" of something else than an open prompt: suppresses as a report does. */
  suppress(account: AccountNames, why: string): Promise<void>
  lift(account: AccountNames, by: string): Promise<void>
  /** Ends what time has ended and forgets what is old; called every few seconds. Answers how many prompts it ended. */
  sweep(): Promise<number>
  /** Told of each prompt that is to reach phones (not quiet ones), and of each that is over. On this node only. */
  listen(listener: (told: { readonly type: 'prompt' | 'over'; readonly challenge: string; readonly account: string }) => void): () => void
}
