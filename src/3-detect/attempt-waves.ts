/** The slow tide: how many persons a day have a wrong password from elsewhere, against the days before. */
import { dayMs, hourMs } from '../0-event/time.ts'

export interface Wave {
  /** Number of the newest quarter of a day. */
  readonly newest: number
  /** Persons newly tried in each quarter of a day, the newest last. */
  readonly counts: readonly number[]
  /** Whom, the newest last, once each. */
  readonly persons: readonly Swept[]
}

interface Swept {
  readonly id: string
  readonly name: string
  readonly time: number
  readonly at: number
}

const quarterMs = 6 * hourMs
const quartersADay = dayMs / quarterMs
/** Four weeks to compare with, and the week that is looked at. */
const daysMax = 35
const quartersMax = daysMax * quartersADay
const personsMax = 100
const keepMs = 7 * dayMs

export const emptyWave: Wave = { newest: 0, counts: [], persons: [] }

/** The wave with one more person tried; what is older than all that is counted changes the persons alone. */
export function sweep(wave: Wave, one: Swept): Wave {
  const quarter = Math.floor(one.time / quarterMs)
  const persons = [...wave.persons.filter(({ id, time }) => id !== one.id && time > one.time - keepMs).slice(-personsMax + 1), one]
  const gone = quarter - wave.newest
  if (wave.counts.length === 0 || gone >= quartersMax) return { newest: quarter, counts: [1], persons }
  const counts = gone > 0 ? [...wave.counts, ...Array<number>(gone).fill(0)].slice(-quartersMax) : [...wave.counts]
  const place = counts.length - 1 + Math.min(gone, 0)
  if (place >= 0) counts[place] = (counts[place] ?? 0) + 1
  return { newest: Math.max(quarter, wave.newest), counts, persons }
}

/** The wave without persons who turned out to belong to something fast. */
export function ebb(wave: Wave, ids: ReadonlySet<string>, from: number): Wave {
  const gone = wave.persons.filter(({ id, time }) => ids.has(id) && time >= from)
  if (gone.length === 0) return wave
  const counts = [...wave.counts]
  for (const { time } of gone) {
    const place = counts.length - 1 + Math.floor(time / quarterMs) - wave.newest
    if (place >= 0) counts[place] = Math.max(0, (counts[place] ?? 0) - 1)
  }
  return { ...wave, counts, persons: wave.persons.filter((one) => !gone.includes(one)) }
}

/** Quarters of a day in which anything came: the newest, and for each of the last five weeks whether it was one. */
export interface Seen {
  readonly newest: number
  readonly quarters: readonly (0 | 1)[]
}

export function seen(known: Seen | undefined, time: number): Seen | undefined {
  const quarter = Math.floor(time / quarterMs)
  if (known === undefined || quarter - known.newest >= quartersMax) return { newest: quarter, quarters: [1] }
  if (quarter <= known.newest) return undefined
  const silent = Array<0>(quarter - known.newest - 1).fill(0)
  return { newest: quarter, quarters: [...known.quarters, ...silent, 1 as const].slice(-quartersMax) }
}

/** The count so many quarters before the newest. */
const at = (wave: Wave, back: number): number => (back < 0 ? 0 : (wave.counts[wave.counts.length - 1 - back] ?? 0))

export interface Tide {
  readonly days: number
  /** Persons newly tried in these days, and how many would be by custom. */
  readonly count: number
  readonly usual: number
  /** How many robust standard deviations above. */
  readonly z: number
  readonly persons: readonly Swept[]
}

const daysBeforeMax = 28
/** Days before the window needed to say what is usual; with few of them it takes more to stand out. */
const daysMin = 3
/** A quarter of a day counts for no more than so many times the middle one of its window, and a few: a burst is no tide. */
const burstTimes = 3
const burstMore = 3
/** The part of the days before that is left out, the fullest ones: earlier attacks. */
const fullestShare = 0.2
const windows = [1, 2, 4, 7] as const

/** The most surprising of the last 1, 2, 4 and 7 days; undefined where too little was watched. */
export function tide(wave: Wave, known: Seen | undefined, now: number): Tide | undefined {
  const behind = Math.floor(now / quarterMs) - wave.newest
  if (known === undefined || behind < 0) return undefined
  const quarters = Array.from({ length: quartersMax }, (_, back) => at(wave, back - behind))
  const days = Array.from({ length: daysMax }, (_, back) => sum(quartersOf(quarters, back, 1)))
  const isSeen = daysSeen(known, now)
  let best: Tide | undefined
  for (const length of windows) {
    const one = tideOf(quarters, days, isSeen, length)
    if (one !== undefined && (best === undefined || one.z > best.z)) best = { ...one, persons: [] }
  }
  if (best === undefined) return undefined
  const from = now - best.days * dayMs
  return { ...best, persons: wave.persons.filter(({ time }) => time > from && time <= now) }
}

/**
 * Whole days and not hours: an hour sees none to three, whose median says nothing. Median (or the mean without the fullest fifth) and median
 * deviation of up to four weeks of days at the same quarters; a weekday's own median where it is higher. At least Poisson's spread and a fifth
 * for what differs from day to day, and more where few days were seen.
 */
function tideOf(
  quarters: readonly number[],
  days: readonly number[],
  isSeen: readonly boolean[],
  length: number,
): Omit<Tide, 'persons'> | undefined {
  const backs = isSeen.flatMap((seenThen, back) => (seenThen && back >= length && back < length + daysBeforeMax ? [back] : []))
  if (backs.length < daysMin) return undefined
  const before = backs.map((back) => days[back] ?? 0)
  const middle = Math.max(median(before), trimmedMean(before))
  const spread = 1.4826 * median(before.map((count) => Math.abs(count - middle)))
  const weekday = median(before.filter((_, nth) => (backs[nth] ?? 1) % 7 === 0))
  const usual = (length === 1 ? Math.max(middle, weekday) : middle) * length
  const looked = quartersOf(quarters, 0, length)
  const most = burstTimes * median(looked) + burstMore
  const count = sum(looked.map((one) => Math.min(one, most)))
  const deviation = Math.max(spread, Math.sqrt(Math.max(middle, 1)) * 1.2) * Math.sqrt(length * (1 + length / before.length))
  return { days: length, count, usual, z: (count - usual) / deviation }
}

/** Whether something came in at least half of the quarters of each day back: only such days can be compared with. */
function daysSeen(known: Seen, now: number): boolean[] {
  const newest = known.quarters.length - 1 + Math.floor(now / quarterMs) - known.newest
  return Array.from({ length: daysMax }, (_, back) => {
    let came = 0
    for (let nth = 0; nth < quartersADay; nth++) came += known.quarters[newest - back * quartersADay - nth] ?? 0
    return came * 2 >= quartersADay
  })
}

/** The quarters of so many days that end so many days before now. */
const quartersOf = (quarters: readonly number[], daysBack: number, days: number): readonly number[] =>
  quarters.slice(daysBack * quartersADay, (daysBack + days) * quartersADay)

const sum = (values: readonly number[]): number => values.reduce((total, one) => total + one, 0)

function trimmedMean(values: readonly number[]): number {
  const kept = [...values].sort((one, other) => one - other).slice(0, Math.max(1, Math.ceil(values.length * (1 - fullestShare))))
  return sum(kept) / kept.length
}

function median(values: readonly number[]): number {
  if (values.length === 0) return 0
  const sorted = [...values].sort((one, other) => one - other)
  const half = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? (sorted[half] ?? 0) : ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2
}
