/** What was done to an account lately, and when its owner was last in: what the detections of methods, devices and mailboxes share. */

import { connection } from '../0-event/address.ts'
import type { ChangeEvent, EnrolmentEvent, Event, Factor, User } from '../0-event/event.ts'
import { dayMs, minuteMs } from '../0-event/time.ts'
import type { Book } from './books.ts'
import type { Moment, Verdict } from './detection.ts'
import { probability, source, total } from './doubt.ts'
import { higher, levelOf } from './episode.ts'
import { hash, mark } from './familiar.ts'
import type { Contribution, Level } from './finding.ts'
import { nameOf, type PersonState } from './person.ts'
import { raisedLevel } from './raise.ts'

export type AccountEvent = EnrolmentEvent | ChangeEvent

export interface AccountNotes {
  /** The last completed sign-in, and the last one at least an hour before it; 0 where there was none. */
  readonly lastIn: number
  readonly lastInBefore: number
  /** Methods, passwords and devices changed within a day, oldest first; at most `recentMax`. */
  readonly recent: readonly AccountEvent[]
  /** Addresses first signed in from within two days, with what was strange about them then; at most `arrivalsMax`. */
  readonly arrivals: readonly NewPlace[]
}

export interface NewPlace {
  /** Hash of the connection. */
  readonly at: number
  readonly time: number
  readonly marks: number
}

const noNotes: AccountNotes = { lastIn: 0, lastInBefore: 0, recent: [], arrivals: [] }
/** A place is learnt from after a quarter of an hour; what is changed from it on the first two days is still changed from a new place. */
const arrivalMs = 2 * dayMs
/** At the bound the oldest is forgotten. */
const arrivalsMax = 6
const recentMs = dayMs
/** At the bound the oldest is forgotten: whoever makes more changes in a day has been noticed for the first ones. */
const recentMax = 12
/** Sign-ins nearer than this are one visit; renewals are written down no more often. */
const visitMs = 60 * minuteMs

const noted: ReadonlySet<ChangeEvent['what']> = new Set(['password_reset', 'password_changed', 'unlocked', 'enabled', 'device_registered'])

export const createAccounts = (): Book => ({
  take: (event, moment, person) => {
    if (event.kind === 'sign_in' && event.outcome === 'success') {
      visit(person, event.time)
      if ((moment.source.marks & mark.newAddress) !== 0 && !moment.isShared(event.src?.ip)) arrive(person, event, moment.source.marks)
    }
    if (event.kind === 'enrolment' || (event.kind === 'change' && event.outcome === 'success' && noted.has(event.what))) note(person, event)
  },
  changes: () => [],
  size: () => 0,
})

function visit(person: PersonState, time: number): void {
  const known = person.notes.account ?? noNotes
  if (time < known.lastIn + visitMs) return
  person.notes = { ...person.notes, account: { ...known, lastIn: time, lastInBefore: known.lastIn } }
}

function arrive(person: PersonState, { src, time }: Event, marks: number): void {
  if (src?.ip === undefined) return
  const known = person.notes.account ?? noNotes
  const at = hash(connection(src.ip))
  if (known.arrivals.some((one) => one.at === at)) return
  const arrivals = known.arrivals.filter((one) => one.time > time - arrivalMs).concat({ at, time, marks })
  person.notes = { ...person.notes, account: { ...known, arrivals: arrivals.slice(-arrivalsMax) } }
}

/** What the source of a change is to the person; a place they first came from lately is as strange as it was then. */
function marksOf(moment: Moment): number {
  const ip = moment.event?.src?.ip
  const { arrivals } = accountOf(moment)
  const at = ip === undefined || arrivals.length === 0 ? undefined : hash(connection(ip))
  const place = at === undefined ? undefined : arrivals.find((one) => one.at === at && one.time > moment.now - arrivalMs)
  // Logs of changes name no device, so that none is missing.
  return (place?.marks ?? moment.source.marks) & ~mark.noDeviceId
}

function note(person: PersonState, event: AccountEvent): void {
  const known = person.notes.account ?? noNotes
  const recent = known.recent.filter(({ time }) => time > event.time - recentMs).concat(event)
  person.notes = { ...person.notes, account: { ...known, recent: recent.slice(-recentMax) } }
}

export const accountOf = ({ person }: Moment): AccountNotes => person.notes.account ?? noNotes

/** What was done to the account within so many minutes before now, without the moment's own event. */
export const lately = (moment: Moment, minutes: number): readonly AccountEvent[] =>
  accountOf(moment).recent.filter(({ id, time }) => id !== moment.event?.id && time > moment.now - minutes * minuteMs && time <= moment.now)

/** Whether somebody else did it. What nobody is named for was done by the person, or by the system. */
export function isByAnother(person: Readonly<PersonState>, by: User | undefined): boolean {
  if (by === undefined) return false
  const names = [by.email, by.name, by.uid].filter((name) => name !== undefined).map((name) => name.toLowerCase())
  if (names.length === 0) return false
  return !names.some(
    (name) =>
      name === person.name.toLowerCase() || person.aliases.some((alias) => alias === name || alias.toLowerCase().endsWith(` ${name}`)),
  )
}

/** Passwords and methods as an attacker wants them changed: by talking to the help desk, or by the self-service. */
export const isReset = (event: AccountEvent): boolean =>
  event.kind === 'change'
    ? event.what === 'password_reset'
    : event.what === 'reset' || event.what === 'access_pass' || event.what === 'bypass'

/** How hard each way to sign in is to take over; NIST SP 800-63B restricts what goes over the telephone network. */
const strengths: Readonly<Record<Factor, number>> = {
  password: 0,
  email: 1,
  sms: 1,
  call: 1,
  'recovery-code': 1,
  'access-pass': 1,
  other: 2,
  otp: 2,
  push: 3,
  certificate: 4,
  passkey: 4,
}
export const strengthOf = (factor: Factor): number => strengths[factor]

/** Our reasoning: a change after an alarm is the attacker's more often than not; one from an own place hardly ever. */
const changeLogOdds = {
  alarmLow: 0.5,
  alarmMedium: 3.5,
  alarmHigh: 5,
  vendorMedium: 1.5,
  vendorHigh: 2.5,
  privileged: 0.7,
  hosting: 2,
  hidden: 1,
  threat: 3,
} as const

/** What is strange about a change: where it was made from, and what stands against the person already. `prior` is the detection's own. */
export function weighChange(moment: Moment, prior: number, riskMinutes: number): Contribution[] {
  const { context, about, person, now } = moment
  const found: Contribution[] = [{ because: 'before anything is known', logOdds: prior }, ...source(marksOf(moment))]
  const add = (because: string, logOdds: number): unknown => found.push({ because, logOdds })
  if (about.threat !== undefined) add(`on the list of threats ${about.threat.list}`, changeLogOdds.threat)
  else if (about.hosting === true || about.tor === true) add('from a network of servers for hire', changeLogOdds.hosting)
  else if (about.vpn === true || about.proxy === true) add('through a VPN or proxy', changeLogOdds.hidden)
  const alarm = riskBefore(moment, riskMinutes)
  if (alarm === 'low') add('something about this person was noted before', changeLogOdds.alarmLow)
  if (alarm === 'medium') add('an alarm about this person before', changeLogOdds.alarmMedium)
  if (alarm === 'high') add('a high alarm about this person before', changeLogOdds.alarmHigh)
  if (context.vendorRisk === 'medium') add('the provider doubts this person', changeLogOdds.vendorMedium)
  if (context.vendorRisk === 'high') add('the provider is sure of it', changeLogOdds.vendorHigh)
  if (context.privileged) add('a privileged account', changeLogOdds.privileged)
  if (
    person.pending.some(({ src, time }) => src?.ip !== undefined && src.ip === moment.event?.src?.ip && time > now - riskMinutes * minuteMs)
  )
    add('a first sign-in from there just before', 1)
  return found
}

/** The highest level of what was found about the person within so many minutes, by anything but changes like this one. */
export const riskBefore = ({ person, now }: Moment, minutes: number): Level | undefined =>
  raisedLevel(
    { ...person, raised: person.raised.filter(({ last }) => last?.phase !== 'foothold' && last?.phase !== 'action') },
    now,
    minutes * minuteMs,
  )

/** Less likely than this is not worth a line. */
const worthMin = 0.12

/** The verdict these reasons make, or undefined where it is not worth a line. */
export function changeVerdict(
  events: readonly Event[],
  contributions: readonly Contribution[],
  why: string,
  floor?: Level,
): Verdict | undefined {
  const sorted = contributions.filter(({ logOdds }) => logOdds !== 0).sort((one, other) => Math.abs(other.logOdds) - Math.abs(one.logOdds))
  const score = probability(total(sorted))
  if (floor === undefined && score < worthMin) return undefined
  return { level: higher(levelOf(score), floor ?? 'low'), score, why, events, contributions: sorted }
}

/** `, by helpdesk@example.com`. */
export const byWhom = (person: Readonly<PersonState>, by: User | undefined): string =>
  by !== undefined && isByAnother(person, by) ? `, by ${nameOf(by)}` : ''

/** `from 203.0.113.9`. */
export const fromWhere = ({ src }: Event): string => (src?.ip === undefined ? 'from a place that was not logged' : `from ${src.ip}`)
