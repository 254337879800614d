/** How a person signs in: how many proofs they give, whether by old protocols or device codes, and what was stopped just now. */
import type { SignInEvent } from '../0-event/event.ts'
import { dayMs, minuteMs } from '../0-event/time.ts'
import type { Book } from './books.ts'
import type { Moment } from './detection.ts'
import type { PersonState } from './person.ts'

export interface EntryNotes {
  /** Completed sign-ins with two proofs and with one, from the person's own places; both halved at `countMax`. */
  readonly multi: number
  readonly single: number
  /** The last use of an old protocol, and the one before it; 0 where there was none. */
  readonly legacy: number
  readonly legacyBefore: number
  /** Such sign-ins, counted to `countMax`. */
  readonly legacyCount: number
  /** Device codes used on different days; the last one's time. */
  readonly codes: number
  readonly lastCode: number
  /** Sign-ins interrupted or blocked lately: at most `stoppedMax`, the newest. */
  readonly stopped: readonly Stopped[]
}

export interface Stopped {
  readonly time: number
  readonly flow: string
  readonly code: string
  readonly app: string
}

const noNotes: EntryNotes = { multi: 0, single: 0, legacy: 0, legacyBefore: 0, legacyCount: 0, codes: 0, lastCode: 0, stopped: [] }
const countMax = 1000
const stoppedMax = 8
const stoppedMs = 10 * minuteMs

export const createEntries = (): Book => ({
  take: (event, moment, person) => {
    if (event.kind === 'token' && event.what === 'device_code') noteCode(person, event.time)
    if (event.kind !== 'sign_in') return
    if (event.outcome === 'interrupted' || event.outcome === 'blocked') noteStopped(person, event)
    if (event.outcome !== 'success') return
    if (event.legacyProtocol !== undefined) noteLegacy(person, event.time)
    if (event.interactive && event.proof !== undefined && moment.source.own) count(person, event.proof)
  },
  changes: () => [],
  size: () => 0,
})

export const entryOf = ({ person }: { readonly person: Readonly<PersonState> }): EntryNotes => person.notes.entry ?? noNotes

function put(person: PersonState, changed: Partial<EntryNotes>): void {
  person.notes = { ...person.notes, entry: { ...entryOf({ person }), ...changed } }
}

function count(person: PersonState, proof: 'single' | 'multi'): void {
  const { multi, single } = entryOf({ person })
  const half = multi + single >= countMax ? 2 : 1
  put(person, {
    multi: Math.floor(multi / half) + (proof === 'multi' ? 1 : 0),
    single: Math.floor(single / half) + (proof === 'single' ? 1 : 0),
  })
}

function noteLegacy(person: PersonState, time: number): void {
  const { legacy, legacyCount } = entryOf({ person })
  if (time > legacy + minuteMs) put(person, { legacy: time, legacyBefore: legacy, legacyCount: Math.min(countMax, legacyCount + 1) })
}

function noteCode(person: PersonState, time: number): void {
  const { codes, lastCode } = entryOf({ person })
  if (time > lastCode + dayMs || lastCode === 0) put(person, { codes: codes + 1, lastCode: time })
}

function noteStopped(person: PersonState, { time, flow = '', code = '', app }: SignInEvent): void {
  const recent = entryOf({ person }).stopped.filter((one) => one.time > time - stoppedMs)
  put(person, { stopped: [...recent, { time, flow, code, app: app?.name ?? '' }].slice(-stoppedMax) })
}

/** Sign-ins stopped within ten minutes before now. */
export const stoppedLately = (moment: Moment): readonly Stopped[] =>
  entryOf(moment).stopped.filter(({ time }) => time > moment.now - stoppedMs && time <= moment.now)

/** With so many sign-ins by old protocols, and none with two proofs, only programs use the account. */
const programMin = 3

/** A service's own account, which signs in from its servers, by its program, day after day. */
export function isForPrograms(moment: Moment): boolean {
  const { legacyCount, multi } = entryOf(moment)
  return multi === 0 && legacyCount >= programMin
}
