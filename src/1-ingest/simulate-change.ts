/** What is changed in the simulation before any provider writes it down: methods, accounts, devices, apps, mailboxes and policies. */
import type { Chance } from './simulate-chance.ts'
import type { Client } from './simulate-clients.ts'
import type { AskedFactor, Person, ProviderName } from './simulate-people.ts'
import type { Place } from './simulate-places.ts'

interface Made {
  readonly kind: 'change'
  readonly provider: ProviderName
  /** Whose account it is; of a policy, who changed it. */
  readonly person: Person
  readonly time: number
  /** Where, and with what, it was done: that of `by`, where it is given. */
  readonly place: Place
  readonly client: Client
  /** Who did it, where that is another. */
  readonly by?: Person
  readonly cause: string
  /** A stream of its own, for ids and delays. */
  readonly chance: Chance
}

export interface RegisteredDevice {
  readonly id: string
  readonly name: string
  readonly os: 'Windows' | 'Mac' | 'Ios' | 'Android'
  readonly build: string
}

export interface MailRule {
  readonly name: string
  readonly forwardTo?: string
  readonly moveTo?: string
  readonly deletes?: true
  readonly marksRead?: true
  readonly words?: readonly string[]
}

/**
 * `off`: a policy no longer holds. `excludes`: for somebody, or with one factor. `methods`: a weaker way to prove oneself is enough. `place`: a
 * network is trusted. `federated`: another issuer signs people in. `tuned`: as safe as before.
 */
type PolicyChange = 'off' | 'excludes' | 'methods' | 'place' | 'federated' | 'tuned'

type Plain<Name extends string> = Name extends string ? { readonly what: Name } : never

type Method<Name extends string> = Name extends string
  ? {
      readonly what: Name
      readonly factor: AskedFactor
      /** The phone that is enrolled; the client itself where it is not given. */
      readonly phone?: Client
      /** The number, where it is not the person's own. */
      readonly number?: string
    }
  : never

export type What =
  | Method<'method-added' | 'method-removed' | 'methods-reset-by-admin'>
  | Plain<
      | 'password-changed'
      | 'password-reset-by-self'
      | 'password-reset-by-admin'
      | 'access-pass'
      | 'bypass-code'
      | 'bypass-status'
      | 'disabled'
      | 'enabled'
      | 'sessions-revoked'
      | 'impersonation'
      | 'admin-console'
    >
  | { readonly what: 'device-registered'; readonly device: RegisteredDevice }
  | { readonly what: 'role-granted'; readonly role: string; readonly activated?: true }
  | { readonly what: 'consent'; readonly app: { readonly id: string; readonly name: string }; readonly scopes: readonly string[] }
  | { readonly what: 'policy'; readonly policy: PolicyChange; readonly name: string }
  | { readonly what: 'inbox-rule'; readonly rule: MailRule }
  | { readonly what: 'mail-forwarding'; readonly to: string }
  | { readonly what: 'mail-deleted'; readonly subject: string; readonly forGood: boolean }

export type Change = Made & What
export type ChangeOf<Name extends Change['what']> = Extract<Change, { readonly what: Name }>

const dialling: Readonly<Record<string, string>> = { NL: '+31', DE: '+49', GB: '+44' }

/** The person's own number, wholly: what is enrolled; sign-in logs show only the end of it. */
export const numberOf = (who: Person): string =>
  `${dialling[who.home.country] ?? '+1'} ${who.chance.fork('number').whole(200_000_000, 899_999_999)}${who.phoneNumber.slice(-2)}`

/** A number that belongs to nobody here. */
export const strangeNumber = (chance: Chance): string => `+44 7${chance.fork('strange-number').whole(100_000_000, 999_999_999)}`

/** What a push service calls the phone: the same phone, the same token. */
export const tokenOf = (phone: Client): string => `apns2-${phone.token.slice(0, 40)}`
