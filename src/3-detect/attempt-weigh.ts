/** How likely tried passwords are an attack, in log-odds with their reasons, and what is said of them. */
import type { Event } from '../0-event/event.ts'
import { type Doings, doings, expected, surprise, type Tried } from './attempt-tally.ts'
import type { Group } from './attempts.ts'
import type { Involved, Moment, Verdict } from './detection.ts'
import { probability, total } from './doubt.ts'
import { higher, levelOf } from './episode.ts'
import type { Contribution, Level } from './finding.ts'

/**
 * Priors and ratios. No published figures exist but Microsoft's 98 % precision for its own model (Weinert, 2020); these are chosen so that the
 * published thresholds (five names in an hour, all failing, nobody at home there) come out a little above even, and double as many above 0.9.
 */
export const odds = {
  prior: -4,
  each: 0.55,
  eachSpread: 0.3,
  eachMax: 5,
  allFail: 1.5,
  mostFail: 0.7,
  nobodyAtHome: 0.8,
  shared: -3,
  script: 1.5,
  unknownNames: 1,
  right: 1,
  manyAddresses: 1,
} as const

/**
 * What a source must exceed what is usual for it by, as minus the logarithm of the chance: 12 is 1 in 160,000. At a hundred quarters of an
 * hour a day and a few groups that see tries at all, that is less than one in a year.
 */
export const surpriseMin = 12
/** An app is used by everybody: far more must come together. */
export const appSurpriseMin = 25

export interface Outstanding extends Doings {
  readonly group: Group
  readonly minutes: number
  readonly usual: number
  readonly surprise: number
}

/** What a group did in the most surprising of these windows. */
export function outstanding(group: Group, moment: Moment, windows: readonly number[]): Outstanding | undefined {
  let best: Outstanding | undefined
  for (const minutes of windows) {
    const did = doings(group.tally, moment.now, minutes)
    const usual = expected(group.tally, moment.books.attempts.watch(), moment.now, minutes)
    const one = { ...did, group, minutes, usual, surprise: surprise(did.failed.length, usual) }
    if (best === undefined || one.surprise > best.surprise) best = one
  }
  return best
}

/** Programs that are no browsers: they sign in for nobody who sits there. */
const scripts =
  /^(?:fasthttp|go-http|python|curl|axios|node|undici|okhttp|java|ruby|perl|libwww|wget|powershell|httpx|aiohttp|got|postman|restsharp|hydra)/i
export const isScript = (event: Event | undefined): boolean => scripts.test(event?.src?.userAgent ?? '')

/** Reasons that hold for every attack on many. */
export function reasons(one: Outstanding, moment: Moment, each: number): Contribution[] {
  const { failed, right, failingShare, unknownShare, group } = one
  const met = Math.round(failed.length / Math.max(failingShare, 0.01))
  const found: Contribution[] = [
    { because: 'before anything is known', logOdds: odds.prior },
    { because: `${failed.length} names tried within ${windowWords(one.minutes)}`, logOdds: Math.min(odds.eachMax, each * failed.length) },
    { because: `${failed.length} of ${met} names met there failed`, logOdds: failingShare >= 0.95 ? odds.allFail : odds.mostFail },
  ]
  const isOwn = moment.about.trusted === true || moment.isShared(moment.event?.src?.ip)
  if (group.by === 'address' && isOwn) found.push({ because: 'an address of the organisation', logOdds: odds.shared })
  else if ((group.by === 'address' || group.by === 'network') && group.tally.good.length === 0)
    found.push({ because: 'nobody works from there', logOdds: odds.nobodyAtHome })
  if (isScript(moment.event)) found.push({ because: 'a program and no browser', logOdds: odds.script })
  if (unknownShare >= 0.2) found.push({ because: `${share(unknownShare)} of the names do not exist`, logOdds: odds.unknownNames })
  if (right.length > 0 && failingShare >= 0.8)
    found.push({ because: `${right.length} ${right.length === 1 ? 'password was' : 'passwords were'} right`, logOdds: odds.right })
  return found
}

/** People of the organisation mistype from its own networks every morning: only so many times the usual count is worth a word there. */
const ownTimes = 3
export const isOwnMorning = (one: Outstanding, { about }: Moment, { level }: Pick<Verdict, 'level'>, personsMin: number): boolean =>
  about.trusted === true && level === 'low' && one.failed.length < personsMin * ownTimes

export function judged(contributions: readonly Contribution[], floor: Level = 'low'): Pick<Verdict, 'level' | 'score' | 'contributions'> {
  const sorted = [...contributions].sort((one, other) => Math.abs(other.logOdds) - Math.abs(one.logOdds))
  const score = probability(total(sorted))
  return { level: higher(levelOf(score), floor), score, contributions: sorted }
}

/** The finding's events, persons and subject. A name that does not exist is nobody. Those entered come last, where they are kept. */
export function involved(one: Outstanding, moment: Moment): Pick<Verdict, 'events' | 'persons' | 'subject' | 'digest'> {
  const tried = [...one.failed, ...one.right]
  return {
    events: moment.books.attempts.eventsOf(tried),
    persons: persons(tried),
    subject: { kind: 'source', key: `${one.group.by} ${one.group.key}` },
    digest: `${steps(one.failed.length)} ${one.right.length}`,
  }
}

export const persons = (tried: readonly Tried[]): Involved[] =>
  tried.filter(({ exists }) => exists).map(({ id, name }) => ({ person: id, name }))

/** Told again at 8, 11, 16, 23, 32 … and not at each. */
export const steps = (count: number): number => Math.floor(Math.log2(Math.max(1, count)) * 2)

/** `ada@example.com, bob@example.com and others`. */
export function someNames(people: readonly { readonly name: string }[]): string {
  const names = [...new Set(people.map(({ name }) => name).filter((name) => name !== ''))]
  return `${names.slice(0, 3).join(', ')}${names.length > 3 ? ' and others' : ''}`
}

/** `Right for bob@example.com.` */
export const tellRight = (right: readonly Tried[]): string => (right.length === 0 ? '' : `; right for ${someNames(right)}`)

export const windowWords = (minutes: number): string =>
  minutes < 120 ? `${minutes} minutes` : minutes < 2880 ? `${Math.round(minutes / 60)} hours` : `${Math.round(minutes / 1440)} days`

export const share = (part: number): string => `${Math.round(part * 100)} %`

/** What the log does not say, where that leaves something out. */
export function lacking({ event }: Moment): string[] {
  const lacks: string[] = []
  if (event?.src?.asn === undefined) lacks.push('which network the address belongs to')
  if (event?.src?.userAgent === undefined && event?.src?.browser === undefined) lacks.push('the program that asked')
  return lacks
}

/** Whether the password was right for somebody who is not at home there. */
export const isStrangeRight = (moment: Moment): boolean =>
  moment.event?.kind === 'password' && moment.event.outcome === 'right' && !moment.source.own
