/** How far a provider's own verdict is to be believed, by its name: log-odds beyond the prior, before its level is counted. */
import type { VendorRiskEvent } from '../0-event/event.ts'

/**
 * `sure`: the provider matched a fact (a leaked password, an origin that was not its own, an administrator's word). `good`: it saw an attack's
 * pattern. `noisy`: it saw something unusual. Classes follow what the providers document of each (Microsoft entra-docs,
 * `concept-identity-protection-risks` 2026-03-17, says of anomalousToken that it is noisier than others of its level; Okta
 * `user.risk.detect` levels; Duo risk-based-auth); the sizes are ours.
 */
export type VendorClass = 'sure' | 'good' | 'noisy'

export const vendorSize: Readonly<Record<VendorClass, number>> = { sure: 7.5, good: 5.3, noisy: 3.2 }
export const vendorLevelSize: Readonly<Record<VendorRiskEvent['level'], number>> = { high: 1, medium: 0, low: -1.5, unknown: -0.5 }

const sure = [
  'adminConfirmedUserCompromised',
  'adminConfirmedSigninCompromised',
  'attackerinTheMiddle',
  'attemptedPrtAccess',
  'leakedCredentials',
  'maliciousIPAddressValidCredentialsBlockedIP',
  'nationStateIP',
  'passwordSpray',
  'aiCompoundAccountRisk',
  'Admin reported user risk',
  'Breached credential detected',
  'Okta Threat Intelligence',
  "This wasn't me",
  'fastpass_phishing',
  'USER_MARKED_FRAUD',
  'account_disabled_hijacked',
  'account_disabled_password_leak',
  'gov_attack_warning',
  'pwd_leak',
  'signup_pwd_leak',
  'reset_pwd_leak',
]

const good = [
  'investigationsThreatIntelligence',
  'investigationsThreatIntelligenceSigninLinked',
  'maliciousIPAddress',
  'mcasSuspiciousInboxManipulationRules',
  'suspiciousInboxForwarding',
  'suspiciousAPITraffic',
  'suspiciousSendingPatterns',
  'mcasFinSuspiciousFileAccess',
  'tokenIssuerAnomaly',
  'malwareInfectedIPAddress',
  'suspiciousIPAddress',
  'riskyUser',
  'Password Spray',
  'Suspected Brute Force Attack',
  'Entity critical action from high threat IP',
  'Suspicious login from IP flagged by FastPass',
  'Suspicious login from IP flagged in credential attack',
  'Session influenced user risk',
  'PUSH_HARASSMENT',
  'PUSH_SPRAY',
  'user_signed_out_due_to_suspicious_session_cookie',
]

const classes: ReadonlyMap<string, VendorClass> = new Map([
  ...sure.map((name) => [name.toLowerCase(), 'sure'] as const),
  ...good.map((name) => [name.toLowerCase(), 'good'] as const),
])

/** What is not known by name is noisy. */
export const vendorClass = (risk: string): VendorClass => classes.get(risk.toLowerCase()) ?? 'noisy'

/** The provider took it back, or somebody there dealt with it. */
const settled: ReadonlySet<string> = new Set(['dismissed', 'remediated', 'confirmedSafe'])
export const isSettled = ({ detail }: VendorRiskEvent): boolean => detail !== undefined && settled.has(detail)
