/** Everything the engine keeps about one person: who they are, what is usual for them, their prompts and what was already said. */

import type { Endpoint, Event, User } from '../0-event/event.ts'
import type { AccountNotes } from './account.ts'
import type { PersonTries } from './attempts.ts'
import type { EntryNotes } from './entry.ts'
import { type Familiar, newFamiliar } from './familiar.ts'
import type { DetectionId, Finding, Level } from './finding.ts'
import type { Habits } from './freeman-person.ts'
import type { LeakNotes } from './leaks.ts'
import type { Prompt } from './prompts.ts'
import type { TravelNotes } from './travel.ts'

export interface PersonState {
  readonly id: string
  /** The best name known: e-mail, else UPN, else the provider's id. */
  name: string
  displayName: string | undefined
  /** Account keys joined as this person; at most 24, the first ones kept. */
  aliases: readonly string[]
  /** The user as the last event named them, so that the common case needs no look-up of every alias. */
  last: User | undefined
  newest: number
  readonly familiar: Familiar
  /** Hash of the flow last learnt from, so that the records of one sign-in teach once. */
  learnt: number
  /** What that flow's source was to the person before it was learnt from: its further records are judged by it. */
  learntMarks: number
  /** When habits were last learnt from a sign-in. */
  taught: number
  /** Completed sign-ins from elsewhere, not yet learnt from: a refusal or report may still arrive; at most 8, the oldest is dropped. */
  pending: readonly Pending[]
  prompts: readonly Prompt[]
  /** The newest right password from a source that is not the person's own. */
  password: Event | undefined
  /** The provider's newest doubt. */
  vendorRisk: { readonly time: number; readonly level: 'medium' | 'high' } | undefined
  /** Open findings, one a detection. */
  raised: readonly Raised[]
  /** What families of detections note about the person. */
  notes: PersonNotes
}

/** Plain JSON, each bounded by its family; left out where there is nothing to note, as for most persons. Replaced, never changed in place. */
export interface PersonNotes {
  /** How they sign in: proofs, old protocols, device codes, and what was stopped just now. */
  readonly entry?: EntryNotes | undefined
  /** When they were last in, and what was changed about their account lately. */
  readonly account?: AccountNotes | undefined
  readonly attempts?: PersonTries | undefined
  /** What they sign in with, as counts. */
  readonly signs?: Habits | undefined
  /** What is known of leaks of their account. */
  readonly leaks?: LeakNotes | undefined
  /** Where they signed in from within a day. */
  readonly travel?: TravelNotes | undefined
}

export interface Pending {
  readonly src: Endpoint | undefined
  readonly time: number
}

export interface Raised {
  readonly detection: DetectionId
  readonly id: string
  level: Level
  score: number
  detectedTime: number
  promptsBefore: number
  lastTime: number
  /** When the same happened again and was not said. */
  again?: number
  /** As it was last said. */
  last: Finding | undefined
  /** What it was raised on, so that the same moment does not say it twice. */
  digest: string
}

export const aliasesMax = 24

/** Shared by all that have none: empty lists of their own would be a tenth of a person. */
const none: readonly never[] = []
const noNotes: PersonNotes = {}

export const newPerson = (id: string, user: User): PersonState => ({
  id,
  name: nameOf(user),
  displayName: user.displayName,
  aliases: none,
  last: undefined,
  newest: 0,
  familiar: newFamiliar(),
  learnt: 0,
  learntMarks: 0,
  taught: 0,
  pending: none,
  prompts: none,
  password: undefined,
  vendorRisk: undefined,
  raised: none,
  notes: noNotes,
})

export const nameOf = (user: User): string => user.email ?? user.name ?? user.uid ?? 'unknown'

/** Joins two persons who turned out to be one: the one with the longer history keeps its habits. */
export function absorb(into: PersonState, from: PersonState): void {
  const { familiar } = from.familiar.count > into.familiar.count ? from : into
  Object.assign(into.familiar, familiar)
  into.prompts = [...into.prompts, ...from.prompts].sort((one, other) => one.time - other.time)
  into.raised = [...into.raised, ...from.raised.filter(({ detection }) => !into.raised.some((raised) => raised.detection === detection))]
  into.aliases = [...new Set([...into.aliases, ...from.aliases])].slice(0, aliasesMax)
  into.newest = Math.max(into.newest, from.newest)
  into.taught = Math.max(into.taught, from.taught)
  into.password ??= from.password
  into.notes = { ...from.notes, ...into.notes }
  into.displayName ??= from.displayName
}
