/** Scores alarms against the truth: how many attacks were found, how early, and how often somebody was woken for nothing. */
import { minuteMs, secondMs } from '../0-event/time.ts'
import type { Label, LookAlike, Truth } from '../1-ingest/scenario.ts'
import { atLeast, type Level } from './finding.ts'

/** One finding, as far as scoring goes. */
export interface Alarm {
  readonly id: string
  /** E-mails in lower case; several where it is about several people. */
  readonly persons: readonly string[]
  /** Event time in milliseconds since 1970 at which it first spoke. */
  readonly time: number
  readonly level: Level
  readonly detection: string
  readonly why: string
}

/** An alarm belongs to an attack on the same person from so long before the first prompt until so long after the last. */
const beforeMs = 5 * minuteMs
const afterMs = 60 * minuteMs
/** Alarms about one person so close together wake somebody once. */
const episodeMs = 60 * minuteMs
/** Nobody reads a prompt and approves it faster (our assumption; a push takes nearly 8 seconds on average). */
const fastestApprovalMs = 2 * secondMs
/** Those shown for a look; all are counted. */
const worstMax = 20

/** A share with its 95 % interval. */
export interface Share {
  readonly count: number
  readonly of: number
  readonly low: number
  readonly high: number
}

export interface Scores {
  readonly name: string
  readonly attacks: number
  /** By an alarm of at least medium level; by any. */
  readonly found: Share
  readonly foundAtAny: Share
  /** Prompts sent when the first alarm of at least medium level spoke, over the attacks that were found. */
  readonly promptsMedian: number | undefined
  readonly promptsNinth: number | undefined
  /** Of all attacks, found when at most so many prompts had been sent. */
  readonly byFirst: Share
  readonly bySecond: Share
  readonly byThird: Share
  /** Of the attacks with three prompts or more, found before an approval of the third could have come. */
  readonly beforeThirdApproval: Share
  /** Of the attacks that somebody approved, found before that. */
  readonly beforeApproval: Share
  /** From the first prompt to the alarm, in milliseconds, over the attacks that were found. */
  readonly detectMedianMs: number | undefined
}

export interface FalseAlarm {
  readonly alarm: Alarm
  /** The look-alike behind it, or `ordinary`. */
  readonly cause: string
  /** Alarms in the same hour about the same person. */
  readonly alarms: number
}

export interface Evaluation {
  readonly scenarios: readonly Scores[]
  /** All attacks that prompt somebody; everything together. */
  readonly bombing: Scores
  readonly total: Scores
  /** Of the episodes of at least medium level, those that belong to an attack. */
  readonly precision: Share
  readonly personDays: number
  /** Episodes of at least medium level that belong to no attack, for 10,000 person-days, with the 95 % interval. */
  readonly falsePer10k: { readonly count: number; readonly rate: number; readonly low: number; readonly high: number }
  readonly falseByCause: Readonly<Record<string, number>>
  /** High before medium, many alarms before few. */
  readonly worst: readonly FalseAlarm[]
}

interface Outcome {
  readonly label: Label
  readonly first: Alarm | undefined
  readonly any: Alarm | undefined
}

export function evaluate(truth: Pick<Truth, 'labels' | 'lookAlikes' | 'personDays'>, given: readonly Alarm[]): Evaluation {
  const alarms = inFull(given, truth.labels[0] ?? truth.lookAlikes[0])
  const byPerson = new Map<string, Alarm[]>()
  for (const alarm of alarms) {
    for (const person of alarm.persons) {
      const known = byPerson.get(person)
      if (known === undefined) byPerson.set(person, [alarm])
      else known.push(alarm)
    }
  }
  const outcomes = truth.labels.map((label) => outcomeOf(label, byPerson.get(label.person.toLowerCase()) ?? []))
  const names = [...new Set(truth.labels.map(({ scenario }) => scenario))].sort()
  const loud = alarms.filter(({ level }) => atLeast(level, 'medium'))
  const episodes = episodesOf(loud)
  const labels = Map.groupBy(truth.labels, ({ person }) => person.toLowerCase())
  const wrong = episodes.filter((episode) => !episode.some((alarm) => belongs(alarm, labels)))
  const falseAlarms = wrong.map((episode) => falseAlarm(episode, truth.lookAlikes))
  return {
    scenarios: names.map((name) =>
      scores(
        name,
        outcomes.filter(({ label }) => label.scenario === name),
      ),
    ),
    bombing: scores(
      'bombing',
      outcomes.filter(({ label }) => label.kind === 'bombing'),
    ),
    total: scores('total', outcomes),
    precision: share(episodes.length - wrong.length, episodes.length),
    personDays: truth.personDays,
    falsePer10k: { count: wrong.length, ...poissonPer10k(wrong.length, truth.personDays) },
    falseByCause: countBy(falseAlarms.map(({ cause }) => cause)),
    worst: [...falseAlarms].sort(worse).slice(0, worstMax),
  }
}

/** Duo knows people by bare names; where a finding has one, it means the person of that name in the truth's domain. */
function inFull(alarms: readonly Alarm[], anybody: { readonly person: string } | undefined): readonly Alarm[] {
  const domain = anybody?.person.toLowerCase().split('@')[1]
  if (domain === undefined) return alarms
  return alarms.map((alarm) => ({ ...alarm, persons: alarm.persons.map((name) => (name.includes('@') ? name : `${name}@${domain}`)) }))
}

function outcomeOf(label: Label, alarms: readonly Alarm[]): Outcome {
  const mine = alarms.filter(({ time }) => within(label, time)).sort((one, other) => one.time - other.time)
  return { label, first: mine.find(({ level }) => atLeast(level, 'medium')), any: mine[0] }
}

const within = ({ firstTime, lastTime }: { readonly firstTime: number; readonly lastTime: number }, time: number): boolean =>
  time >= firstTime - beforeMs && time <= lastTime + afterMs

const belongs = ({ persons, time }: Alarm, labels: ReadonlyMap<string, readonly Label[]>): boolean =>
  persons.some((person) => labels.get(person)?.some((label) => within(label, time)) === true)

function scores(name: string, outcomes: readonly Outcome[]): Scores {
  const found = outcomes.flatMap(({ label, first }) => (first === undefined ? [] : [{ label, first }]))
  const sent = found.map(({ label, first }) => sentBy(label, first.time))
  const long = outcomes.filter(({ label }) => label.promptTimes.length >= 3)
  const approved = outcomes.filter(({ label }) => label.approvedTime !== undefined)
  const all = outcomes.length
  const by = (most: number): Share => share(sent.filter((count) => count <= most).length, all)
  return {
    name,
    attacks: all,
    found: share(found.length, all),
    foundAtAny: share(outcomes.filter(({ any }) => any !== undefined).length, all),
    promptsMedian: quantile(sent, 0.5),
    promptsNinth: quantile(sent, 0.9),
    byFirst: by(1),
    bySecond: by(2),
    byThird: by(3),
    beforeThirdApproval: share(long.filter(isBeforeThird).length, long.length),
    beforeApproval: share(
      approved.filter(({ label, first }) => first !== undefined && first.time < (label.approvedTime ?? 0)).length,
      approved.length,
    ),
    detectMedianMs: quantile(
      found.map(({ label, first }) => Math.max(0, first.time - label.firstTime)),
      0.5,
    ),
  }
}

/** By the truth, not by what the detector believes. */
const sentBy = ({ promptTimes }: Label, time: number): number => promptTimes.filter((sent) => sent <= time).length

const isBeforeThird = ({ label, first }: Outcome): boolean =>
  first !== undefined && first.time <= (label.promptTimes[2] ?? 0) + fastestApprovalMs

/** Alarms of one person, or of overlapping groups, close together. */
function episodesOf(alarms: readonly Alarm[]): readonly (readonly Alarm[])[] {
  const episodes: Alarm[][] = []
  const open = new Map<string, { readonly episode: Alarm[]; until: number }>()
  for (const alarm of [...alarms].sort((one, other) => one.time - other.time)) {
    const known = alarm.persons.map((person) => open.get(person)).find((one) => one !== undefined && alarm.time <= one.until)
    const entry = known ?? { episode: [], until: 0 }
    if (known === undefined) episodes.push(entry.episode)
    entry.episode.push(alarm)
    entry.until = alarm.time + episodeMs
    for (const person of alarm.persons) open.set(person, entry)
  }
  return episodes
}

function falseAlarm(episode: readonly Alarm[], lookAlikes: readonly LookAlike[]): FalseAlarm {
  const [first] = [...episode].sort((one, other) => Number(atLeast(other.level, 'high')) - Number(atLeast(one.level, 'high')))
  if (first === undefined) throw new RangeError('an episode without alarms')
  const behind = lookAlikes.find((one) => first.persons.includes(one.person.toLowerCase()) && within(one, first.time))
  return { alarm: first, cause: behind?.cause ?? 'ordinary', alarms: episode.length }
}

const worse = (one: FalseAlarm, other: FalseAlarm): number =>
  Number(other.alarm.level === 'high') - Number(one.alarm.level === 'high') ||
  other.alarms - one.alarms ||
  one.alarm.time - other.alarm.time

function countBy(names: readonly string[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return Object.fromEntries([...counts].sort(([, one], [, other]) => other - one))
}

/** Wilson's interval, which holds for few cases and for shares near 0 and 1. */
export function share(count: number, of: number): Share {
  if (of === 0) return { count, of, low: 0, high: 1 }
  const z = 1.959964
  const p = count / of
  const middle = (p + (z * z) / (2 * of)) / (1 + (z * z) / of)
  const half = (z / (1 + (z * z) / of)) * Math.sqrt((p * (1 - p)) / of + (z * z) / (4 * of * of))
  return { count, of, low: Math.max(0, middle - half), high: Math.min(1, middle + half) }
}

/** Byar's approximation to the 95 % interval of a Poisson count. */
function poissonPer10k(count: number, personDays: number): { rate: number; low: number; high: number } {
  const per = (events: number): number => (personDays === 0 ? 0 : (events / personDays) * 10_000)
  const low = count === 0 ? 0 : count * (1 - 1 / (9 * count) - 1.959964 / (3 * Math.sqrt(count))) ** 3
  const more = count + 1
  return { rate: per(count), low: per(low), high: per(more * (1 - 1 / (9 * more) + 1.959964 / (3 * Math.sqrt(more))) ** 3) }
}

/** The smallest value that so large a part of the values does not exceed. */
function quantile(values: readonly number[], part: number): number | undefined {
  const sorted = [...values].sort((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(part * sorted.length) - 1))]
}
