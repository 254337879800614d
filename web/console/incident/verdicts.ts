/** What an incident can have been, in words. */
import type { Classification, Determination } from '../../../src/4-risk/incident.ts'

export const classificationText: Readonly<Record<Classification, string>> = {
  unknown: 'Not said',
  truePositive: 'A real attack',
  falsePositive: 'A false alarm',
  informationalExpectedActivity: 'Expected activity',
}

export const determinationText: Readonly<Record<Determination, string>> = {
  unknown: 'Not said',
  multiStagedAttack: 'Attack in several stages',
  compromisedAccount: 'Account in somebody else’s hands',
  phishing: 'Phishing',
  maliciousUserActivity: 'Malicious activity',
  apt: 'Persistent, organised attacker',
  malware: 'Malware',
  unwantedSoftware: 'Unwanted software',
  securityPersonnel: 'Security staff',
  securityTesting: 'Security test',
  lineOfBusinessApplication: 'One of our own applications',
  confirmedActivity: 'The person confirmed it',
  notMalicious: 'Not malicious',
  notEnoughDataToValidate: 'Too little to say',
  other: 'Something else',
}

/** Which determinations go with which classification. */
export const determinationsFor: Readonly<Record<Classification, readonly Determination[]>> = {
  unknown: [],
  truePositive: [
    'compromisedAccount',
    'phishing',
    'multiStagedAttack',
    'maliciousUserActivity',
    'apt',
    'malware',
    'unwantedSoftware',
    'other',
  ],
  falsePositive: ['notMalicious', 'notEnoughDataToValidate', 'other'],
  informationalExpectedActivity: ['confirmedActivity', 'securityTesting', 'securityPersonnel', 'lineOfBusinessApplication', 'other'],
}
