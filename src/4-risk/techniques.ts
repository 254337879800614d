/** MITRE ATT&CK: the names of the techniques that findings carry and the tactics they serve, from attack.mitre.org (Enterprise, version 17). */
import type { Finding, Phase } from '../3-detect/finding.ts'
import { phases } from '../3-detect/finding.ts'
import { phaseOf } from './story.ts'

export interface Technique {
  readonly id: string
  /** The id alone where we do not know it. */
  readonly name: string
  /** As ATT&CK names them, those that fit the phase its findings stand in first. */
  readonly tactics: readonly string[]
  /** The earliest phase of the incident's findings that carry it. */
  readonly phase: Phase
}

const known: Readonly<Record<string, readonly [name: string, ...tactics: string[]]>> = {
  T1070: ['Indicator Removal', 'Defense Evasion'],
  'T1070.008': ['Indicator Removal: Clear Mailbox Data', 'Defense Evasion'],
  T1078: ['Valid Accounts', 'Initial Access', 'Persistence', 'Privilege Escalation', 'Defense Evasion'],
  'T1078.004': ['Valid Accounts: Cloud Accounts', 'Initial Access', 'Persistence', 'Privilege Escalation', 'Defense Evasion'],
  T1090: ['Proxy', 'Command and Control'],
  T1098: ['Account Manipulation', 'Persistence', 'Privilege Escalation'],
  'T1098.003': ['Account Manipulation: Additional Cloud Roles', 'Persistence', 'Privilege Escalation'],
  'T1098.005': ['Account Manipulation: Device Registration', 'Persistence', 'Privilege Escalation'],
  T1110: ['Brute Force', 'Credential Access'],
  'T1110.001': ['Brute Force: Password Guessing', 'Credential Access'],
  'T1110.003': ['Brute Force: Password Spraying', 'Credential Access'],
  'T1110.004': ['Brute Force: Credential Stuffing', 'Credential Access'],
  'T1114.003': ['Email Collection: Email Forwarding Rule', 'Collection'],
  'T1484.002': ['Domain or Tenant Policy Modification: Trust Modification', 'Defense Evasion', 'Privilege Escalation'],
  T1528: ['Steal Application Access Token', 'Credential Access'],
  T1539: ['Steal Web Session Cookie', 'Credential Access'],
  'T1550.001': ['Use Alternate Authentication Material: Application Access Token', 'Lateral Movement', 'Defense Evasion'],
  'T1550.004': ['Use Alternate Authentication Material: Web Session Cookie', 'Lateral Movement', 'Defense Evasion'],
  'T1556.006': ['Modify Authentication Process: Multi-Factor Authentication', 'Persistence', 'Credential Access', 'Defense Evasion'],
  'T1556.009': ['Modify Authentication Process: Conditional Access Policies', 'Persistence', 'Credential Access', 'Defense Evasion'],
  T1557: ['Adversary-in-the-Middle', 'Credential Access', 'Collection'],
  'T1564.008': ['Hide Artifacts: Email Hiding Rules', 'Defense Evasion'],
  'T1566.002': ['Phishing: Spearphishing Link', 'Initial Access'],
  'T1589.001': ['Gather Victim Identity Information: Credentials', 'Reconnaissance'],
  T1621: ['Multi-Factor Authentication Request Generation', 'Credential Access'],
}

/** Which tactic a technique that serves several most likely serves there. */
const firstAt: Readonly<Record<Phase, readonly string[]>> = {
  password: ['Credential Access', 'Reconnaissance'],
  prompt: ['Credential Access'],
  entry: ['Initial Access', 'Credential Access', 'Lateral Movement'],
  foothold: ['Persistence'],
  action: ['Collection', 'Privilege Escalation', 'Defense Evasion', 'Persistence'],
}

/** Each once, in the order of an attack. */
export function techniquesOf(findings: readonly Finding[]): readonly Technique[] {
  const earliest = new Map<string, Phase>()
  for (const finding of findings) {
    const phase = phaseOf(finding)
    for (const id of finding.technique) {
      const before = earliest.get(id)
      if (before === undefined || phases.indexOf(phase) < phases.indexOf(before)) earliest.set(id, phase)
    }
  }
  return [...earliest]
    .map(([id, phase]) => technique(id, phase))
    .sort((one, other) => phases.indexOf(one.phase) - phases.indexOf(other.phase) || (one.id < other.id ? -1 : 1))
}

function technique(id: string, phase: Phase): Technique {
  const [name = id, ...tactics] = known[id] ?? []
  const rank = (tactic: string): number => {
    const at = firstAt[phase].indexOf(tactic)
    return at === -1 ? firstAt[phase].length : at
  }
  return { id, name, tactics: tactics.toSorted((one, other) => rank(one) - rank(other)), phase }
}

/** The tactic a finding serves, for tools that want one word; of a rule the first it names. */
export function categoryOf(finding: Finding): string {
  const tactic = finding.rule?.tactics[0] ?? techniquesOf([finding])[0]?.tactics[0]
  return (tactic ?? byPhase[phaseOf(finding)]).replaceAll(' ', '')
}

const byPhase: Readonly<Record<Phase, string>> = {
  password: 'Credential Access',
  prompt: 'Credential Access',
  entry: 'Initial Access',
  foothold: 'Persistence',
  action: 'Suspicious Activity',
}
