/** Levels and states of a person's risk in words. */
import type { PersonRisk } from '../../../src/8-server/risk-wire.ts'

export const levelWords: Readonly<Record<PersonRisk['level'], string>> = {
  none: 'No risk',
  low: 'Low risk',
  medium: 'Medium risk',
  high: 'High risk',
}

export const stateWords: Readonly<Record<PersonRisk['state'], string>> = {
  none: 'Nothing is open.',
  atRisk: 'Something is open that nobody has settled.',
  confirmedSafe: 'An analyst confirmed the account safe.',
  remediated: 'The person changed the password, and nothing is open since.',
  dismissed: 'What was open was dismissed.',
  confirmedCompromised: 'An analyst confirmed the account compromised.',
}

export const saidWords: Readonly<Record<string, string>> = {
  compromised: 'Confirmed compromised',
  safe: 'Confirmed safe',
  dismissed: 'Dismissed',
  was_me: 'The person said it was them',
  was_not_me: 'The person said it was not them',
}
