/** How long the number is that a person carries from the sign-in page to the phone. */

/** `qr`: 128 bits that the phone's camera carries; typing is not offered. */
export type NumberLength = 2 | 3 | 6 | 'qr'

export interface NumberPolicy {
  /** `nist-800-63b`: six digits or QR everywhere (SP 800-63B-4 §3.1.3.2 wants six decimal digits at least). */
  readonly profile: 'standard' | 'nist-800-63b'
  /** For a browser and place that the person has used before. */
  readonly familiar: NumberLength
  /** For anything strange, for administrators, and where the risk is not known. */
  readonly strange: NumberLength
}

export const defaultNumbers: NumberPolicy = { profile: 'standard', familiar: 2, strange: 6 }

export interface NumberNeeds {
  /** The browser is one the person used before. */
  readonly familiar: boolean
  readonly privileged: boolean
  readonly level: 'none' | 'low' | 'medium' | 'high' | 'unknown'
  /** The person starts it from the phone, because prompts are suppressed. */
  readonly quiet: boolean
}

/** As many decimal digits as it is worth; 39 for 128 bits. */
export const digits = (length: NumberLength): number => (length === 'qr' ? 39 : length)

export function numberLength(policy: NumberPolicy, { familiar, privileged, level, quiet }: NumberNeeds): NumberLength {
  const isOrdinary = familiar && !privileged && !quiet && level === 'none'
  const wanted = isOrdinary ? policy.familiar : longer(policy.strange, policy.familiar)
  return policy.profile === 'nist-800-63b' ? longer(wanted, 6) : wanted
}

const longer = (one: NumberLength, other: NumberLength): NumberLength => (digits(one) >= digits(other) ? one : other)

/** The chance that one random answer is right. */
export const guessChance = (length: NumberLength): number => (length === 'qr' ? 2 ** -128 : 10 ** -length)
