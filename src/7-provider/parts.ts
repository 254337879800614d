/** What the provider is given: its records, its seals, the clock, chance, and the ways to the rest of the product. */
import type { Endpoint } from '../0-event/event.ts'
import type { Identity } from '../2-store/identity/identity.ts'
import type { Seals } from '../2-store/identity/seal.ts'
import type { Activity } from './activity.ts'
import type { ProviderSettings } from './settings.ts'

/** Chance, handed in so that a test can repeat itself. */
export interface Chance {
  bytes(count: number): Buffer
  /** A whole number from 0 up to and without `max`, each as likely. */
  below(max: number): number
}

/** What the detections think of an attempt before it is let through; `unknown` where they could not be asked in time. */
export interface Weighed {
  readonly level: 'none' | 'low' | 'medium' | 'high' | 'unknown'
  /** What is unusual for this person, in words that a person with a phone understands: "This country has not been seen for you". Strongest first, at most 5. */
  readonly unusual: readonly string[]
}

export interface AttemptToWeigh {
  readonly account: AccountNames
  readonly app: AppNames
  readonly src: Endpoint
  readonly time: number
  /** What was proved so far. */
  readonly factor?: 'password' | 'access-pass' | 'passkey' | 'otp' | 'push' | undefined
}

export interface AccountNames {
  readonly id: string
  /** What the person types to sign in, as it was given. */
  readonly name: string
  readonly displayName: string
  readonly email?: string | undefined
}

export interface AppNames {
  readonly id: string
  readonly name: string
}

/** Whoever is at the other end of a request. */
export interface Visitor {
  /** With network and place where they are known. */
  readonly src: Endpoint
  readonly userAgent: string
}

export interface ProviderParts {
  readonly identity: Identity
  readonly seals: Seals
  readonly settings: ProviderSettings
  readonly passwords: PasswordHashes
  readonly chance: Chance
  /** Milliseconds since 1970. What expires is judged by `identity.now`. */
  readonly clock: () => number
  readonly weigh: (attempt: AttemptToWeigh) => Promise<Weighed>
  /** Writes down what was done: for the detections, the logs and the person's own history. Never rejects; never waits for the detections. */
  readonly tell: (activities: readonly Activity[]) => void
  /** Says something of ours that went wrong, for the server's log. Never a secret. */
  readonly fault: (error: unknown, doing: string) => void
}

/** Argon2id, few at once; rejects with `busy` where too many wait. */
export interface PasswordHashes {
  hash(password: string): Promise<string>
  /** Takes as long where `kept` is undefined. */
  verify(kept: string | undefined, password: string): Promise<boolean>
}
