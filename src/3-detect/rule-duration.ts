/** Lengths of time as rules write them: `5m`, `1h`, `14d`, `PT5M`, `P1DT12H`, `1.00:00:00`. */
import { dayMs, hourMs, minuteMs, secondMs } from '../0-event/time.ts'

const short = /^(\d{1,6})\s*(s|m|h|d)$/i
const iso = /^P(?:(\d{1,5})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})S)?)?$/i
const clock = /^(?:(\d{1,5})\.)?(\d{1,2}):(\d{2}):(\d{2})$/

const units: Readonly<Record<string, number>> = { s: secondMs, m: minuteMs, h: hourMs, d: dayMs }

/** Milliseconds; undefined where it is no length of time. */
export function parseDuration(text: string): number | undefined {
  const given = text.trim()
  const [, count, unit = ''] = short.exec(given) ?? []
  if (count !== undefined) return Number(count) * (units[unit.toLowerCase()] ?? 0)
  const parts = iso.exec(given)
  if (parts !== null && /\d/.test(given) && !/T$/i.test(given)) {
    const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = parts.slice(1).map((part) => Number(part ?? 0))
    return (weeks * 7 + days) * dayMs + hours * hourMs + minutes * minuteMs + seconds * secondMs
  }
  const spans = clock.exec(given)
  if (spans === null) return undefined
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = spans.slice(1).map((part) => Number(part ?? 0))
  return hours > 23 || minutes > 59 || seconds > 59 ? undefined : days * dayMs + hours * hourMs + minutes * minuteMs + seconds * secondMs
}

/** `90 s`, `5m`, `1h`, `14d`: the largest unit that gives a whole number. */
export function durationWords(ms: number): string {
  for (const [unit, length] of Object.entries(units).reverse()) if (ms >= length && ms % length === 0) return `${ms / length}${unit}`
  return `${Math.round(ms / secondMs)}s`
}
