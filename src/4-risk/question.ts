/** The one question that decides an incident, in plain words, and what each answer means. */
import { placeName } from '../0-event/country.ts'
import type { Endpoint, Event } from '../0-event/event.ts'
import { dayMs } from '../0-event/time.ts'
import type { Finding } from '../3-detect/finding.ts'
import type { Incident } from './incident.ts'
import { addressesOf } from './story.ts'
import { whose } from './victims.ts'

export interface Question {
  /** Whom to ask. */
  readonly whom: string
  readonly text: string
  readonly answers: readonly { readonly answer: string; readonly means: string }[]
}

/** An instant in words, as whoever is asked reads a clock: `01:04 today`. */
export type ClockWords = (time: number) => string

/** `now` in milliseconds since 1970. Throws RangeError for a zone that does not exist. */
export function clockWords(now: number, zone: string): ClockWords {
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const day = new Intl.DateTimeFormat('en-GB', { timeZone: zone, weekday: 'long', day: 'numeric', month: 'long' })
  const suffix = zone === 'UTC' ? ' UTC' : ''
  return (time) => {
    const on = day.format(time)
    const words = on === day.format(now) ? 'today' : on === day.format(now - dayMs) ? 'yesterday' : `on ${on}`
    return `${clock.format(time)}${suffix} ${words}`
  }
}

export function questionOf(
  incident: Pick<Incident, 'subject' | 'person' | 'victims' | 'stage'>,
  findings: readonly Finding[],
  clock: ClockWords,
): Question {
  const { subject, person, victims } = incident
  const name = person.displayName ?? person.name
  switch (subject.kind) {
    case 'tenant':
      return ofWhoever(findings, clock)
    case 'app':
    case 'factor':
      return ofShared(incident, name)
    case 'source': {
      const entry = decisive(findings, true)
      const whom = entry === undefined ? undefined : whose(victims.map((victim) => victim.person))(entry)
      return entry === undefined || whom === undefined ? ofNetwork(findings) : { whom: whom.displayName ?? whom.name, ...ask(entry, clock) }
    }
    case 'person':
    case 'session': {
      const event = decisive(findings, false)
      return { whom: name, ...(event === undefined ? fallback(findings, clock) : ask(event, clock)) }
    }
  }
}

type Asked = Omit<Question, 'whom'>

const answers = (yes: string, no: string, unsure: string): Asked['answers'] => [
  { answer: 'Yes', means: yes },
  { answer: 'No', means: no },
  { answer: 'Not sure', means: unsure },
]

const isOwn = 'It was their own. Close this as expected activity.'
const isStolen = 'Somebody else is in. Take the next steps in their order, now.'
const unsureIn = 'Treat it as a no: a wrong no costs a password, a wrong yes the account.'

/** What an answer tells most about: being in, then what was done inside, then being asked, then passwords; of each the last from the attacker's place. */
function decisive(findings: readonly Finding[], isMany: boolean): Event | undefined {
  const attackers = new Set(findings.flatMap(addressesOf))
  const events = findings.flatMap((finding) => finding.events).sort((one, other) => one.time - other.time)
  const followed = findings.flatMap((finding) => finding.followed).filter(isDone)
  const theirs = events.filter(({ src }) => src?.ip === undefined || attackers.has(src.ip))
  return (
    theirs.findLast(isIn) ??
    (isMany
      ? undefined
      : ([...events.filter(isDone), ...followed].at(-1) ??
        theirs.findLast(({ kind }) => kind === 'prompt') ??
        theirs.findLast(({ kind }) => kind === 'password' || kind === 'sign_in')))
  )
}

const isIn = (event: Event): boolean =>
  (event.kind === 'sign_in' && event.outcome === 'success') || (event.kind === 'prompt' && event.outcome === 'approved')
const isDone = (event: Event): boolean =>
  (event.kind === 'enrolment' && event.what !== 'removed') ||
  (event.kind === 'change' && event.what !== 'other' && event.outcome === 'success')

function ask(event: Event, clock: ClockWords): Asked {
  const at = clock(event.time)
  const from = where(event.src)
  const app = event.app?.name === undefined ? '' : ` to ${event.app.name}`
  switch (event.kind) {
    case 'sign_in':
      return event.outcome === 'success'
        ? { text: `Did you sign in${app}${from} at ${at}?`, answers: answers(isOwn, isStolen, unsureIn) }
        : { text: `Did you try to sign in${app}${from} at ${at}?`, answers: answers(isOwn, tried, unsureTried) }
    case 'password':
      return { text: `Did you try to sign in${app}${from} at ${at}?`, answers: answers(isOwn, tried, unsureTried) }
    case 'prompt':
      return event.outcome === 'approved'
        ? { text: `Did you sign in${app}${from} at ${at}, and approve it yourself?`, answers: answers(isOwn, isStolen, unsureIn) }
        : { text: `Were you signing in${app}${from} at ${at}, when you were asked to approve it?`, answers: answers(fumbled, known, known) }
    case 'enrolment':
      return { text: `Did you add or change a way to sign in (${event.target ?? event.factor}) at ${at}?`, answers: done }
    case 'change':
      return {
        text: `Did you do this at ${at}: ${event.operation}${event.target === undefined ? '' : ` (${event.target})`}?`,
        answers: done,
      }
    case 'token':
    case 'vendor_risk':
    case 'report':
      return { text: `Were you working${app}${from} at ${at}?`, answers: answers(isOwn, isStolen, unsureIn) }
  }
}

const tried = 'Somebody tries their passwords. Nobody is in by this; set a new password if theirs is old or used elsewhere.'
const unsureTried = 'Look whether a phone, mail program or script of theirs still uses an old password; that looks the same.'
const fumbled = 'They fumbled their own sign-in. Close this as expected activity.'
const known = 'Somebody else has their password. Set a new one now, and end their sessions.'
const done = answers(isOwn, 'Somebody did it in their name: they are in. Undo it, and take the next steps in their order.', unsureIn)

function fallback(findings: readonly Finding[], clock: ClockWords): Asked {
  const last = findings.at(-1)
  const at = last === undefined ? '' : ` at ${clock(last.time)}`
  return {
    text: `Was this you${at}: ${last?.title ?? 'what is told here'}?`,
    answers: answers(isOwn, 'It was not them. Read what happened around it, then take the next steps.', unsureIn),
  }
}

const ofNetwork = (findings: readonly Finding[]): Question => ({
  whom: 'whoever runs your network',
  text: `Do you know ${addressWords([...new Set(findings.flatMap(addressesOf))])}: an office, a VPN, a partner, a test?`,
  answers: answers(
    'It is yours. Close this as expected activity, and find out why so many sign-ins fail there.',
    'It is an attacker. Block it, and take the next steps.',
    'Block it for now: who works there will call.',
  ),
})

function addressWords(addresses: readonly string[]): string {
  const [first = 'where this comes from', ...others] = addresses
  return others.length === 0 ? first : `${first} and ${others.length} ${others.length === 1 ? 'other address' : 'other addresses'}`
}

function ofShared({ subject, victims }: Pick<Incident, 'subject' | 'victims'>, name: string): Question {
  const whom = victims.length > 1 ? `${name} and the other victims` : name
  const text =
    subject.kind === 'app'
      ? `Did you give the app ${subject.key} access to your account yourself, and know what it is for?`
      : 'Is this way to sign in yours, and do you share it with anybody?'
  return { whom, text, answers: done }
}

function ofWhoever(findings: readonly Finding[], clock: ClockWords): Question {
  const last = findings.at(-1)
  const by = last?.person.displayName ?? last?.person.name ?? 'whoever did it'
  const at = last === undefined ? '' : ` at ${clock(last.time)}`
  return {
    whom: by,
    text: `Did you do this${at}: ${last?.title ?? 'what is told here'}?`,
    answers: answers(
      'Ask for the change request. With one, close this as expected activity.',
      'An administrator’s account is in somebody else’s hands. Undo the change, and end all sessions of that account.',
      'Undo it until somebody knows.',
    ),
  }
}

/** ` from Lagos, Nigeria`; the address where the place is not known. */
function where(src: Endpoint | undefined): string {
  const place = [src?.city, src?.country === undefined ? undefined : placeName(src.country)].filter((part) => part !== undefined).join(', ')
  if (place !== '') return ` from ${place}`
  return src?.ip === undefined ? '' : ` from ${src.ip}`
}
