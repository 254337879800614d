/** What happens in the simulation before any provider writes it down: tries to sign in with their prompts, and changes to accounts. */
import type { PromptOutcome } from '../0-event/event.ts'
import type { Chance } from './simulate-chance.ts'
import type { Change } from './simulate-change.ts'
import type { Client } from './simulate-clients.ts'
import type { AskedFactor, Person, ProviderName } from './simulate-people.ts'
import type { Place } from './simulate-places.ts'

/** One prompt; for `otp` one code typed, which nobody is asked for on a phone. */
export interface SimulatedPrompt {
  readonly factor: AskedFactor
  /** Milliseconds since 1970. */
  readonly sent: number
  /** When it was answered, or given up by the provider. */
  readonly ended: number
  readonly outcome: Exclude<PromptOutcome, 'open' | 'withheld' | 'locked' | 'unknown'>
  /** Where the phone was. */
  readonly phone: Place
}

export type AppName =
  | 'office'
  | 'office-app'
  | 'teams'
  | 'mail'
  | 'broker'
  | 'azure-portal'
  | 'azure-cli'
  | 'powershell'
  | 'vpn'
  | 'okta-dashboard'
  | 'crm'
  | 'payroll'

/** `ropc`: the program has the password itself. The last three are mail protocols that can ask for nothing but a password. */
export type Protocol = 'browser' | 'app' | 'device-code' | 'ropc' | 'smtp' | 'imap' | 'activesync'

export interface SignIn {
  readonly kind: 'sign-in'
  readonly provider: ProviderName
  readonly person: Person
  readonly time: number
  readonly place: Place
  readonly client: Client
  readonly app: AppName
  /**
   * `held`: the session or token still holds, nothing was typed. `none`: passwordless, only the name was typed. `expired`: right, and too old.
   * `disabled`: right, for an account that is switched off. `empty`: the directory holds no password for this account.
   */
  readonly password: 'right' | 'wrong' | 'held' | 'none' | 'unknown-name' | 'locked' | 'expired' | 'disabled' | 'empty'
  /** The name typed, where it is nobody's. */
  readonly typed?: string
  readonly interactive: boolean
  readonly prompts: readonly SimulatedPrompt[]
  readonly success: boolean
  /** With a right password that succeeds without a prompt: nothing but the password was asked for. */
  readonly single?: true
  /**
   * What ended a sign-in after the right password: a policy's block, a device that is not compliant, the wish for a second factor that nobody
   * went on with, the wish to enrol one, or an authenticator that saw another page than its own (FastPass).
   */
  readonly stopped?: 'policy' | 'device' | 'factor' | 'enrolment' | 'phishing'
  /** By default a browser on a computer and an app on a phone or in the background. */
  readonly protocol?: Protocol
  /** The page asked whether to stay signed in; by default a share of the successful flows. */
  readonly keep?: true
  /** Of a held token: it was revoked in the meantime, or the provider saw it used twice (Okta alone tells). */
  readonly token?: 'revoked' | 'reused'
  /** A uuid: the provider's session, the same for all that is done in it. Without one `simulate-sessions.ts` finds it. */
  readonly session?: string
  /** Why it happened: `ordinary`, a look-alike's name, or an attack's. */
  readonly cause: string
  /** A stream of its own, for ids and delays. */
  readonly chance: Chance
}

export type Happening = SignIn | Change

export const ordinary = 'ordinary'
