/** What happens in the simulation before any provider writes it down: tries to sign in with their prompts, and changes to accounts. */
import type { PromptOutcome } from '../0-event/event.ts'
import type { Chance } from './simulate-chance.ts'
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

export type AppName = 'office' | 'teams' | 'mail' | 'azure-portal' | 'vpn' | 'okta-dashboard' | 'crm'

export interface SignIn {
  readonly kind: 'sign-in'
  readonly provider: ProviderName
  readonly person: Person
  readonly time: number
  readonly place: Place
  readonly client: Client
  readonly app: AppName
  /** `held`: the session or token still holds, nothing was typed. `none`: passwordless, only the name was typed. */
  readonly password: 'right' | 'wrong' | 'held' | 'none' | 'unknown-name' | 'locked'
  /** The name typed, where it is nobody's. */
  readonly typed?: string
  readonly interactive: boolean
  readonly prompts: readonly SimulatedPrompt[]
  readonly success: boolean
  /** Why it happened: `ordinary`, a look-alike's name, or an attack's. */
  readonly cause: string
  /** A stream of its own, for ids and delays. */
  readonly chance: Chance
}

export interface Change {
  readonly kind: 'change'
  readonly provider: ProviderName
  readonly person: Person
  readonly time: number
  readonly what: 'method-added' | 'method-removed' | 'password-changed' | 'password-reset-by-admin' | 'methods-reset-by-admin'
  readonly factor: AskedFactor
  readonly place: Place
  readonly client: Client
  /** The administrator, where it was one. */
  readonly by?: Person
  readonly cause: string
  readonly chance: Chance
}

export type Happening = SignIn | Change

export const ordinary = 'ordinary'
