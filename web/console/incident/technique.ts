/** The names of the MITRE ATT&CK techniques that findings carry. */

const names: Readonly<Record<string, string>> = {
  T1078: 'Valid Accounts',
  'T1078.004': 'Valid Accounts: Cloud Accounts',
  T1110: 'Brute Force',
  'T1110.001': 'Brute Force: Password Guessing',
  'T1110.003': 'Brute Force: Password Spraying',
  'T1110.004': 'Brute Force: Credential Stuffing',
  T1621: 'Multi-Factor Authentication Request Generation',
  'T1098.005': 'Account Manipulation: Device Registration',
  'T1556.006': 'Modify Authentication Process: Multi-Factor Authentication',
}

/** Empty where we do not know it; the number alone says enough. */
export const techniqueText = (id: string): string => names[id] ?? ''
