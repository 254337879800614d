/** How far the attacker came, in words. */
import type { Level } from '../../../src/3-detect/finding.ts'
import type { Stage } from '../../../src/4-risk/incident.ts'

/** A person who gave in where the detections have little doubt; a low level says that it may well have been themselves. */
export const isLetIn = ({ stage, level }: { readonly stage: Stage; readonly level: Level }): boolean =>
  stage === 'approved' && level !== 'low'

/** Worst first. */
export const stages: readonly Stage[] = ['approved', 'reported', 'refused', 'asked', 'noticed']

export const stageText: Readonly<Record<Stage, string>> = {
  approved: 'Let in',
  reported: 'Reported',
  refused: 'Refused',
  asked: 'Asked',
  noticed: 'Noticed',
}

/** Of an approval at a low level. */
export const doubtfulMeaning = 'A prompt was approved in the end. It may well have been the person; ask them.'

export const stageMeaning: Readonly<Record<Stage, string>> = {
  approved: 'Somebody else may be signed in now.',
  reported: 'The person said that it was not them.',
  refused: 'The person refused the prompts or let them pass.',
  asked: 'Prompts came and are not settled yet.',
  noticed: 'Something was noticed; nobody was prompted.',
}
