/** When each provider was last heard, how often it is usually, how late its log comes and whether its clock is ahead: what is silent or wrong is seen. */
import type { Logger } from 'pino'
import type { SourceName } from '../0-event/event.ts'
import { dayMs, hourMs, minuteMs } from '../0-event/time.ts'
import type { Records } from '../2-store/records.ts'
import { keepSetting, setting } from '../2-store/records-access.ts'
import type { SourceStatus } from './wire.ts'

export interface SourceTimes {
  /** Records of this source came now; `newest` is the time of the newest event they tell. */
  hear(source: SourceName, newest: number): void
  status(): readonly SourceStatus[]
  /** What is to be kept, as text; undefined where nothing changed since the last call. */
  changed(): string | undefined
}

interface Heard {
  readonly source: SourceName
  /** Newest event, as its provider dates it. */
  lastTime: number
  lastArrival: number
  /** How long after an event its record comes, as a fading mean, ms. */
  lateMs: number
  aheadMs: number
  /** When the clock was last seen ahead. */
  aheadSeen: number
  /** Minutes with arrivals in the hour that `lastArrival` lies in; undefined where not the whole hour was watched. */
  minutes: number | undefined
  /** Usual number of such minutes in each hour of the day (UTC): 24 of working days, then 24 of weekends. Null: never watched. */
  readonly usual: (number | null)[]
}

/** A clock may be off by so much without a word. */
const aheadMinMs = minuteMs
const aheadKeptMs = hourMs
/** Each arrival moves the mean lateness by so much; each watched hour the usual number of minutes. */
const lateWeight = 0.05
const usualWeight = 0.3
/**
 * Silent: so many minutes with arrivals would be usual since the last one. Were they independent, nothing at all in their place would come by
 * chance once in 20,000 times (e^-10); logs that are fetched every few minutes are more regular than that.
 */
const expectedMin = 10
/** A quarter of an hour is nothing: that late are logs by themselves. */
const silentMinMs = 15 * minuteMs
const watchedMaxMs = 7 * dayMs

export function createSourceTimes(clock: () => number, kept: string | undefined): SourceTimes {
  const heard = new Map<SourceName, Heard>((kept === undefined ? [] : (JSON.parse(kept) as Heard[])).map((one) => [one.source, one]))
  let isChanged = false
  return {
    hear: (source, newest) => {
      const now = clock()
      const known = heard.get(source)
      if (known === undefined) heard.set(source, first(source, newest, now))
      else if (now >= known.lastArrival) again(known, newest, now)
      // Our own clock was set back: what it said before is worth nothing.
      else Object.assign(known, { lastArrival: now, aheadSeen: 0, minutes: undefined })
      isChanged = true
    },
    status: () => [...heard.values()].map((one) => statusOf(one, clock())).sort((one, other) => (one.source < other.source ? -1 : 1)),
    changed: () => {
      if (!isChanged) return undefined
      isChanged = false
      return JSON.stringify([...heard.values()])
    },
  }
}

export interface KeptSourceTimes extends SourceTimes {
  close(): Promise<void>
}

const settingName = 'source times'
const keepEveryMs = minuteMs

/** Those an earlier run kept; kept again every minute and at the end. */
export async function openSourceTimes({ records, clock, log }: KeptParts): Promise<KeptSourceTimes> {
  const times = createSourceTimes(clock, await setting(records, settingName))
  const keep = async (): Promise<void> => {
    const text = times.changed()
    if (text !== undefined) await keepSetting(records, settingName, text)
  }
  const timer = setInterval(() => {
    keep().catch((error: unknown) => log.warn({ err: error }, 'when providers were last heard could not be kept'))
  }, keepEveryMs)
  return {
    ...times,
    close: async () => {
      clearInterval(timer)
      await keep()
    },
  }
}

interface KeptParts {
  readonly records: Records
  /** Milliseconds since 1970. */
  readonly clock: () => number
  readonly log: Logger
}

const first = (source: SourceName, newest: number, now: number): Heard => ({
  source,
  lastTime: newest,
  lastArrival: now,
  lateMs: Math.max(0, now - newest),
  aheadMs: Math.max(0, newest - now),
  aheadSeen: newest > now + aheadMinMs ? now : 0,
  minutes: undefined,
  usual: Array.from({ length: 48 }, () => null),
})

function again(one: Heard, newest: number, now: number): void {
  const wasSilent = isSilent(one, now)
  learnHours(one, now, wasSilent)
  one.lateMs += (Math.max(0, now - newest) - one.lateMs) * lateWeight
  if (newest > now + aheadMinMs) {
    one.aheadMs = now - one.aheadSeen < aheadKeptMs ? Math.max(one.aheadMs, newest - now) : newest - now
    one.aheadSeen = now
  }
  one.lastTime = Math.max(one.lastTime, newest)
  one.lastArrival = now
}

/** Hours in which a provider was silent though it should not have been teach nothing: else its silence became usual. */
function learnHours(one: Heard, now: number, wasSilent: boolean): void {
  const last = hourOf(one.lastArrival)
  const present = hourOf(now)
  const isSameMinute = Math.floor(one.lastArrival / minuteMs) === Math.floor(now / minuteMs)
  if (present === last) {
    if (one.minutes !== undefined && !isSameMinute) one.minutes++
    return
  }
  if (!wasSilent) {
    if (one.minutes !== undefined) learnHour(one, last, one.minutes)
    const from = Math.max(last + 1, present - watchedMaxMs / hourMs)
    for (let hour = from; hour < present; hour++) learnHour(one, hour, 0)
  }
  one.minutes = 1
}

function learnHour({ usual }: Heard, hour: number, minutes: number): void {
  const at = slotOf(hour)
  const known = usual[at] ?? null
  usual[at] = known === null ? minutes : known + (minutes - known) * usualWeight
}

const hourOf = (time: number): number => Math.floor(time / hourMs)

/** 1 January 1970 was a Thursday. */
function slotOf(hour: number): number {
  const weekday = (Math.floor(hour / 24) + 4) % 7
  return (hour % 24) + (weekday === 0 || weekday === 6 ? 24 : 0)
}

/** Of hours never watched nothing is expected: a first weekend is no silence. */
const usualIn = ({ usual }: Heard, hour: number): number => usual[slotOf(hour)] ?? 0

function isSilent(one: Heard, now: number): boolean {
  if (now - one.lastArrival < silentMinMs) return false
  let expected = 0
  for (let from = one.lastArrival; from < now && from < one.lastArrival + watchedMaxMs && expected < expectedMin; ) {
    const to = Math.min(now, (hourOf(from) + 1) * hourMs)
    expected += (usualIn(one, hourOf(from)) * (to - from)) / hourMs
    from = to
  }
  return expected >= expectedMin
}

function statusOf(one: Heard, now: number): SourceStatus {
  const usual = usualIn(one, hourOf(now))
  return {
    source: one.source,
    lastTime: one.lastTime,
    lastArrival: one.lastArrival,
    usualGapMs: usual > 0 ? Math.round(hourMs / usual) : undefined,
    lateMs: Math.round(one.lateMs / minuteMs) * minuteMs,
    aheadMs: now - one.aheadSeen < aheadKeptMs ? Math.round(one.aheadMs / minuteMs) * minuteMs : 0,
    silentSince: isSilent(one, now) ? one.lastArrival : undefined,
  }
}
