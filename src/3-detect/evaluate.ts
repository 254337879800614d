/** Scores alarms against the truth: how many attacks were found, how early, by what, and how often somebody was woken for nothing. */
import type { AttackKind, Label, LookAlike, Truth } from '../1-ingest/scenario.ts'
import { attackKinds } from '../1-ingest/scenario.ts'
import {
  type Alarm,
  alarmKeys,
  attacksOf,
  episodesOf,
  fits,
  type Index,
  indexed,
  inFull,
  isNear,
  type Target,
  targetKeys,
  targetOf,
} from './evaluate-match.ts'
import { type Outcome, type Scores, scoresOf } from './evaluate-scores.ts'
import { per10k, type Rate, type Share, share } from './evaluate-share.ts'
import { atLeast } from './finding.ts'

/** Those shown for a look; all are counted. */
const worstMax = 20

export interface FalseAlarm {
  readonly alarm: Alarm
  /** The look-alike behind it, or `ordinary`. */
  readonly cause: string
  /** Alarms in the same hour about the same person. */
  readonly alarms: number
}

/** What one detection is worth, by its own alarms of at least medium level. */
export interface DetectionScores {
  readonly detection: string
  /** Episodes it has a part in: those of an attack, and the others. */
  readonly trueEpisodes: number
  readonly falseEpisodes: number
  /** Others that nothing else has a part in: those that would go with it. */
  readonly falseAlone: number
  /** Attacks it found; found before all others; found when nothing else did: those that would be lost with it. */
  readonly found: number
  readonly foundFirst: number
  readonly foundAlone: number
  readonly falsePer10k: Rate
}

export interface FalseCause {
  readonly detection: string
  readonly cause: string
  readonly falsePer10k: Rate
}

export interface Evaluation {
  /** By scenario, in the order of the kinds. What follows a spray has the spray's scenario and a kind of its own. */
  readonly scenarios: readonly Scores[]
  /** By kind of attack, those that there are; everything together. */
  readonly kinds: readonly Scores[]
  readonly total: Scores
  /** Of the episodes of at least medium level, those that belong to an attack; the same by family of detections (`pwd`, `mfa`). */
  readonly precision: Share
  readonly families: readonly { readonly family: string; readonly precision: Share }[]
  readonly detections: readonly DetectionScores[]
  readonly personDays: number
  /** Episodes of at least medium level that belong to no attack, for 10,000 person-days. */
  readonly falsePer10k: Rate
  readonly falseByCause: Readonly<Record<string, number>>
  /** By the episode's gravest, else first alarm. Many before few. */
  readonly falseBy: readonly FalseCause[]
  /** High before medium, many alarms before few. */
  readonly worst: readonly FalseAlarm[]
  /** Attacks that no alarm of at least medium level found, oldest first. */
  readonly missed: readonly Label[]
}

interface Episode {
  readonly alarms: readonly Alarm[]
  readonly isTrue: boolean
  /** Whose alarms belong to an attack, in a true one; whose there are, in a false one. */
  readonly detections: ReadonlySet<string>
}

export function evaluate(truth: Pick<Truth, 'labels' | 'lookAlikes' | 'personDays'>, given: readonly Alarm[]): Evaluation {
  const alarms = inFull(given, truth.labels[0] ?? truth.lookAlikes[0])
  const targets = truth.labels.map(targetOf)
  const about = indexed(targets, targetKeys)
  const outcomes = outcomesOf(targets, alarms)
  const loud = alarms.filter(({ level }) => atLeast(level, 'medium'))
  const episodes = episodesOf(loud).map((episode) => judged(episode, about))
  const wrong = episodes.filter(({ isTrue }) => !isTrue)
  const lookAlikes = indexed(truth.lookAlikes, ({ person }) => [person.toLowerCase()])
  const falseAlarms = wrong.map((episode) => falseAlarm(episode.alarms, lookAlikes))
  const { personDays } = truth
  return {
    scenarios: scenariosOf(outcomes),
    kinds: attackKinds.flatMap((kind) => some(kind, kind, ofKind(outcomes, kind))),
    total: scoresOf('total', undefined, outcomes),
    precision: share(episodes.length - wrong.length, episodes.length),
    families: familiesOf(loud, about),
    detections: detectionsOf(loud, episodes, outcomes, personDays),
    personDays,
    falsePer10k: per10k(wrong.length, personDays),
    falseByCause: Object.fromEntries(counted(falseAlarms.map(({ cause }) => cause))),
    falseBy: counted(falseAlarms.map(({ alarm, cause }) => `${alarm.detection} ${cause}`)).map(([both, count]) => {
      const [detection = '', cause = ''] = both.split(' ')
      return { detection, cause, falsePer10k: per10k(count, personDays) }
    }),
    worst: [...falseAlarms].sort(worse).slice(0, worstMax),
    missed: outcomes
      .filter(({ first }) => first === undefined)
      .map(({ target }) => target.label)
      .sort((one, other) => one.firstTime - other.firstTime),
  }
}

function outcomesOf(targets: readonly Target[], alarms: readonly Alarm[]): readonly Outcome[] {
  const about = indexed(alarms, alarmKeys)
  return targets.map((target) => {
    const mine = new Set(targetKeys(target).flatMap((key) => (about.get(key) ?? []).filter((alarm) => fits(target, alarm))))
    const sorted = [...mine].sort((one, other) => one.time - other.time)
    const loud = sorted.filter(({ level }) => atLeast(level, 'medium'))
    const by = new Map(loud.toReversed().map(({ detection, time }) => [detection, time]))
    return { target, first: loud[0], any: sorted[0], by }
  })
}

const ofKind = (outcomes: readonly Outcome[], kind: AttackKind): readonly Outcome[] =>
  outcomes.filter(({ target }) => target.label.kind === kind)

const some = (name: string, kind: AttackKind, outcomes: readonly Outcome[]): readonly Scores[] =>
  outcomes.length === 0 ? [] : [scoresOf(name, kind, outcomes)]

const scenariosOf = (outcomes: readonly Outcome[]): readonly Scores[] =>
  attackKinds.flatMap((kind) =>
    [...Map.groupBy(ofKind(outcomes, kind), ({ target }) => target.label.scenario)]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, mine]) => scoresOf(name, kind, mine)),
  )

function judged(alarms: readonly Alarm[], about: Index<Target>): Episode {
  const belonging = alarms.filter((alarm) => attacksOf(alarm, about).length > 0)
  const isTrue = belonging.length > 0
  return { alarms, isTrue, detections: new Set((isTrue ? belonging : alarms).map(({ detection }) => detection)) }
}

/** `pwd` of `pwd.spray_low_slow`. */
const familyOf = ({ detection }: Alarm): string => detection.split('.')[0] ?? detection

const familiesOf = (loud: readonly Alarm[], about: Index<Target>): Evaluation['families'] =>
  [...Map.groupBy(loud, familyOf)]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([family, alarms]) => {
      const episodes = episodesOf(alarms).map((episode) => judged(episode, about))
      return { family, precision: share(episodes.filter(({ isTrue }) => isTrue).length, episodes.length) }
    })

function detectionsOf(
  loud: readonly Alarm[],
  episodes: readonly Episode[],
  outcomes: readonly Outcome[],
  personDays: number,
): readonly DetectionScores[] {
  return [...new Set(loud.map(({ detection }) => detection))].sort().map((detection) => {
    const taking = episodes.filter(({ detections }) => detections.has(detection))
    const wrong = taking.filter(({ isTrue }) => !isTrue)
    const found = outcomes.filter(({ by }) => by.has(detection))
    return {
      detection,
      trueEpisodes: taking.length - wrong.length,
      falseEpisodes: wrong.length,
      falseAlone: wrong.filter(({ detections }) => detections.size === 1).length,
      found: found.length,
      foundFirst: found.filter(({ first, by }) => by.get(detection) === first?.time).length,
      foundAlone: found.filter(({ by }) => by.size === 1).length,
      falsePer10k: per10k(wrong.length, personDays),
    }
  })
}

function falseAlarm(episode: readonly Alarm[], lookAlikes: Index<LookAlike>): FalseAlarm {
  const [first] = [...episode].sort((one, other) => Number(atLeast(other.level, 'high')) - Number(atLeast(one.level, 'high')))
  if (first === undefined) throw new RangeError('an episode without alarms')
  const behind = first.persons
    .flatMap((person) => lookAlikes.get(person) ?? [])
    .filter((one) => isNear(one, first.time))
    .sort((one, other) => lengthOf(one) - lengthOf(other))
  return { alarm: first, cause: behind[0]?.cause ?? 'ordinary', alarms: episode.length }
}

/** A wrong tap explains more than the month abroad in which it fell. */
const lengthOf = ({ firstTime, lastTime }: LookAlike): number => lastTime - firstTime

const worse = (one: FalseAlarm, other: FalseAlarm): number =>
  Number(other.alarm.level === 'high') - Number(one.alarm.level === 'high') ||
  other.alarms - one.alarms ||
  one.alarm.time - other.alarm.time

const counted = (names: readonly string[]): readonly (readonly [string, number])[] =>
  [...Map.groupBy(names, (name) => name)].map(([name, all]) => [name, all.length] as const).sort(([, one], [, other]) => other - one)
