/** When a person last changed their password, and which leak of their account was met since: what `pwd.leaked` goes by. */
import type { Event } from '../0-event/event.ts'
import type { Leak } from '../1-ingest/networks.ts'
import type { Book } from './books.ts'
import type { Moment } from './detection.ts'

export interface LeakNotes {
  /** When the password was last changed or reset, ms; 0 where no log says. */
  readonly changedTime: number
  /** The newest leak met that is younger than the password, and the event it was met at. */
  readonly met: { readonly leak: Leak; readonly event: string } | undefined
}

const nothing: LeakNotes = { changedTime: 0, met: undefined }

/** A person is looked up when they sign in or their password is tried; each leak is met once. */
export const createLeaks = (): Book => ({
  take: (event, moment, person) => {
    const before = person.notes.leaks ?? nothing
    if (isPasswordChange(event)) {
      person.notes = { ...person.notes, leaks: { changedTime: Math.max(before.changedTime, event.time), met: undefined } }
      return
    }
    if (!usesPassword(event)) return
    const leak = moment.leaked.about([event.user.email, event.user.name], event.time)
    if (leak === undefined || !isYounger(leak, before) || isSame(leak, before.met?.leak)) return
    person.notes = { ...person.notes, leaks: { ...before, met: { leak, event: event.id } } }
  },
  changes: () => [],
  size: () => 0,
})

const isPasswordChange = (event: Event): boolean =>
  event.kind === 'change' && event.outcome === 'success' && (event.what === 'password_changed' || event.what === 'password_reset')

const usesPassword = (event: Event): boolean =>
  (event.kind === 'sign_in' && event.outcome === 'success' && event.interactive) || (event.kind === 'password' && event.outcome === 'right')

/** Of a leak without a date nobody knows whether it is older than the password: any change since we look counts as the cure. */
const isYounger = ({ since }: Leak, { changedTime }: LeakNotes): boolean => (since === undefined ? changedTime === 0 : since > changedTime)

const isSame = (one: Leak, other: Leak | undefined): boolean => one.list === other?.list && one.since === other.since

/** The leak that was met for the first time with this moment's event. */
export function metNow({ event, person }: Moment): Leak | undefined {
  const met = person.notes.leaks?.met
  return met !== undefined && met.event === event?.id ? met.leak : undefined
}
