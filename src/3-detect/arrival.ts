/** Weighs a completed sign-in by where it came from and how it was proved: what the detections of places, networks and devices share. */
import { placeName } from '../0-event/country.ts'
import type { SignInEvent } from '../0-event/event.ts'
import { minuteMs } from '../0-event/time.ts'
import { type About, isAnonymous } from '../1-ingest/networks.ts'
import type { Moment, Verdict } from './detection.ts'
import { probability, source, total } from './doubt.ts'
import { isForPrograms } from './entry.ts'
import { article, higher, levelOf, listed, strangeWords } from './episode.ts'
import { mark } from './familiar.ts'
import type { Contribution, Level } from './finding.ts'

/**
 * Our reasoning, as in `doubt.ts`: one completed sign-in in some 300 from a strange place is an attacker's; honest people who travel bring a
 * device that is known, attackers rent servers; a passkey cannot be phished, so whoever gave one is nearly always the person.
 */
const arrivalLogOdds = {
  prior: -5.7,
  tor: 2.5,
  hidden: 0.4,
  hosting: 2,
  threat: 3,
  passkey: -4,
  managed: -2.5,
  numberMatched: -0.7,
  single: 0.8,
  alarmMedium: 2.5,
  alarmHigh: 4,
  vendorMedium: 1.5,
  vendorHigh: 2.5,
  forPrograms: -2,
  privileged: 0.5,
} as const

/** The sign-in that just completed, or undefined where the moment is another. */
export const arrivalOf = ({ event }: Moment): SignInEvent | undefined =>
  event?.kind === 'sign_in' && event.outcome === 'success' ? event : undefined

export function weighArrival(moment: Moment, event: SignInEvent): Contribution[] {
  const found: Contribution[] = [{ because: 'before anything is known', logOdds: arrivalLogOdds.prior }, ...source(moment.source.marks)]
  const add = (because: string, logOdds: number): unknown => found.push({ because, logOdds })
  for (const one of network(moment.about)) found.push(one)
  const proof = proofOf(moment, event)
  if (proof === 'passkey') add('proved with a passkey', arrivalLogOdds.passkey)
  if (proof === 'number') add('the number at the prompt was right', arrivalLogOdds.numberMatched)
  if (proof === 'single') add('one proof only', arrivalLogOdds.single)
  if (event.src?.managed === true) add('a device the organisation manages', arrivalLogOdds.managed)
  const { context } = moment
  const alarm = alarmBefore(moment, event)
  if (alarm === 'medium') add('an alarm about this person is open', arrivalLogOdds.alarmMedium)
  if (alarm === 'high') add('a high alarm about this person is open', arrivalLogOdds.alarmHigh)
  if (context.vendorRisk === 'medium') add('the provider doubts it', arrivalLogOdds.vendorMedium)
  if (context.vendorRisk === 'high') add('the provider is sure of it', arrivalLogOdds.vendorHigh)
  if (isForPrograms(moment)) add('an account that only programs use', arrivalLogOdds.forPrograms)
  if (context.privileged) add('a privileged account', arrivalLogOdds.privileged)
  return found
}

function network(about: About): Contribution[] {
  if (about.threat !== undefined) return [{ because: `on the list of threats ${about.threat.list}`, logOdds: arrivalLogOdds.threat }]
  if (about.tor === true) return [{ because: 'through Tor', logOdds: arrivalLogOdds.tor }]
  if (about.hosting === true) return [{ because: 'from a network of servers for hire', logOdds: arrivalLogOdds.hosting }]
  return isAnonymous(about) ? [{ because: 'through a VPN or proxy', logOdds: arrivalLogOdds.hidden }] : []
}

const alarmMs = 30 * minuteMs

/** What other kinds of finding say about the person lately; other detections of arrivals stand on the same facts and count once. */
function alarmBefore({ person, now }: Moment, event: SignInEvent): Level | undefined {
  let highest: Level | undefined
  for (const { last, lastTime, level } of person.raised) {
    if (last === undefined || last.phase === 'entry' || lastTime < now - alarmMs || (last.flow !== undefined && last.flow === event.flow))
      continue
    highest = highest === undefined ? level : higher(highest, level)
  }
  return highest
}

/** How the sign-in was proved, by the prompts of its flow. */
function proofOf({ prompts }: Moment, event: SignInEvent): 'passkey' | 'number' | 'single' | 'other' {
  const answered = prompts.findLast(({ flow, outcome }) => flow !== undefined && flow === event.flow && outcome === 'approved')
  if (answered?.factor === 'passkey' || answered?.factor === 'certificate') return 'passkey'
  if (answered?.events.some(({ numberMatching }) => numberMatching === true) === true) return 'number'
  return event.proof === 'single' ? 'single' : 'other'
}

/** The verdict these reasons make; `floor` is the least level the detection's own condition gives. */
export function verdictOf(event: SignInEvent, contributions: readonly Contribution[], why: string, floor: Level = 'low'): Verdict {
  const sorted = contributions.filter(({ logOdds }) => logOdds !== 0).sort((one, other) => Math.abs(other.logOdds) - Math.abs(one.logOdds))
  const score = probability(total(sorted))
  return { level: higher(levelOf(score), floor), score, why, events: [event], contributions: sorted }
}

/** `from an address, network and device never seen for this person (203.0.113.9 in the Netherlands)`. */
export function whereFrom(moment: Moment, { src }: SignInEvent): string {
  const strange = strangeWords(moment.source.marks)
  const place = src?.ip === undefined ? '' : ` (${src.ip}${src.country === undefined ? '' : ` in ${placeName(src.country)}`})`
  if (moment.source.marks & mark.noHistory) return `from a person of whom nothing is known yet${place}`
  return strange.length === 0 ? `from a known place${place}` : `from ${article(listed(strange))} never seen for this person${place}`
}

/** Too little is known of the person to say what is new. */
export const isUnknown = (moment: Moment): boolean => (moment.source.marks & (mark.noHistory | mark.noAddress)) !== 0

/** Added to what the arrival weighs. */
export const also = (contributions: readonly Contribution[], because: string, logOdds: number): readonly Contribution[] => [
  ...contributions,
  { because, logOdds },
]
