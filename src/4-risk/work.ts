/** How people work an incident: who has it, how it stands, what it was; each change is history. */
import { type Classification, classifications, type Determination, determinations, type Status, statuses } from './incident.ts'

export interface Work {
  readonly status: Status
  readonly assignedTo: string | undefined
  readonly classification: Classification
  readonly determination: Determination
}

export type WorkPart = 'status' | 'assignedTo' | 'classification' | 'determination'

/** One thing that changed. Empty text where there was or is nothing. */
export interface WorkChange {
  readonly what: WorkPart
  readonly before: string
  readonly after: string
}

export const newWork: Work = { status: 'new', assignedTo: undefined, classification: 'unknown', determination: 'unknown' }

/** What somebody asks to change; `assignedTo` null gives it back. */
export interface WorkWish {
  readonly status?: Status | undefined
  readonly assignedTo?: string | null | undefined
  readonly classification?: Classification | undefined
  readonly determination?: Determination | undefined
}

/** Whoever takes an incident, or says something about it, works on it. */
export function changed(work: Work, wish: WorkWish, isComment = false): Work {
  const assignedTo = wish.assignedTo === undefined ? work.assignedTo : (wish.assignedTo ?? undefined)
  const touched = isComment || (assignedTo !== undefined && assignedTo !== work.assignedTo)
  const status = wish.status ?? (work.status === 'new' && touched ? 'active' : work.status)
  const classification = wish.classification ?? work.classification
  // What it was in detail is said of one classification, and falls with it.
  const kept = classification === work.classification ? work.determination : 'unknown'
  return { status, assignedTo, classification, determination: wish.determination ?? kept }
}

/** New evidence came after it was closed: what was said of it is open again. */
export const reopened = (work: Work): Work => ({ ...work, status: 'active', classification: 'unknown', determination: 'unknown' })

export function changesOf(before: Work, after: Work): readonly WorkChange[] {
  const parts: readonly WorkPart[] = ['status', 'assignedTo', 'classification', 'determination']
  return parts
    .filter((what) => before[what] !== after[what])
    .map((what) => ({ what, before: before[what] ?? '', after: after[what] ?? '' }))
}

/** Whether somebody said now what the incident was: closed with a word, or another word for one that is closed. */
export const isVerdict = (before: Work, after: Work): boolean =>
  after.status === 'closed' &&
  after.classification !== 'unknown' &&
  (before.status !== 'closed' || before.classification !== after.classification)

export const isStatus = (text: string): text is Status => statuses.some((one) => one === text)
export const isClassification = (text: string): text is Classification => classifications.some((one) => one === text)
export const isDetermination = (text: string): text is Determination => determinations.some((one) => one === text)
