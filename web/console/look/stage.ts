/** How far the attacker came, in words. */
import type { Stage } from '../../../src/4-risk/incident.ts'

/** Worst first. */
export const stages: readonly Stage[] = ['approved', 'reported', 'refused', 'asked']

export const stageText: Readonly<Record<Stage, string>> = {
  approved: 'Let in',
  reported: 'Reported',
  refused: 'Refused',
  asked: 'Asked',
}

export const stageMeaning: Readonly<Record<Stage, string>> = {
  approved: 'A prompt was approved. Somebody else may be signed in as this person now.',
  reported: 'The person said that it was not them.',
  refused: 'The person refused the prompts or let them pass.',
  asked: 'Prompts came and are not settled yet.',
}
