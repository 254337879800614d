/** What an administrator can set about the provider, with the defaults. */
import { dayMs, hourMs, minuteMs, secondMs } from '../0-event/time.ts'
import { defaultNumbers, type NumberPolicy } from '../5-policy/number.ts'
import { type BudgetLimits, defaultLimits } from '../5-policy/prompt-budget.ts'

export interface ProviderSettings {
  /** How the organisation calls itself on its pages. */
  readonly organisation: string
  /** Where browsers find us: `https://id.example.com`, without a slash at the end. The host is the passkeys' relying party. */
  readonly origin: string
  readonly numbers: NumberPolicy
  readonly budget: BudgetLimits
  readonly passkeys: PasskeyPolicy
  /** How long a push waits for its answer. Entra drops its side after 300 s; NIST SP 800-63B-4 §3.1.3.2 allows 600 s. */
  readonly challengeMs: number
  readonly enrolmentMs: number
  /** Changes of methods want a proof no older than this (ASVS 7.5.1). */
  readonly stepUpMs: number
  /** NIST SP 800-63B-4 §2.2.3 for AAL2: at most 24 h, and 1 h without a sign of life. */
  readonly sessionMs: number
  readonly idleMs: number
  /** A browser once used counts as familiar for so long after its last use. */
  readonly deviceMs: number
  readonly accessPassMs: number
  /** Hosts that take web push besides those of the browsers' makers: `push.example.com`. */
  readonly pushHosts: readonly string[]
}

export interface PasskeyPolicy {
  readonly attestation: 'none' | 'direct'
  /** Authenticator models by AAGUID; empty allows all. */
  readonly allowed: readonly string[]
  readonly refused: readonly string[]
  /** Privileged accounts may use only keys that cannot be copied to another device. */
  readonly deviceBoundForPrivileged: boolean
}

export const defaultProviderSettings: Omit<ProviderSettings, 'origin'> = {
  organisation: 'Tocsin',
  numbers: defaultNumbers,
  budget: defaultLimits,
  passkeys: { attestation: 'none', allowed: [], refused: [], deviceBoundForPrivileged: false },
  challengeMs: 120 * secondMs,
  enrolmentMs: 10 * minuteMs,
  stepUpMs: 5 * minuteMs,
  sessionMs: dayMs,
  idleMs: hourMs,
  deviceMs: 90 * dayMs,
  accessPassMs: hourMs,
  pushHosts: [],
}
