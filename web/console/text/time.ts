/** Instants in words: in the reader's own zone, which is always named. */

const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' })
const dayOfYear = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' })
const minutesZone = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZoneName: 'short' })
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' })
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' })
const clockZone = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
  timeZoneName: 'short',
})
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'always', style: 'short' })

/** `14:03:09`. */
export const clockText = (time: number): string => clock.format(time)

/** `14:03:09 GMT+1`. */
export const clockZoneText = (time: number): string => clockZone.format(time)

/** `2 Nov, 14:03 GMT+1`, with the year where it is not this one; for lists, where seconds of another day say nothing. */
export function shortText(time: number, now: number): string {
  const sameYear = new Date(time).getFullYear() === new Date(now).getFullYear()
  return `${(sameYear ? dayOfYear : day).format(time)}, ${minutesZone.format(time)}`
}

/** `2 Nov 2026, 14:03:09 GMT+1`. */
export const dayClockText = (time: number): string => `${day.format(time)}, ${clockZone.format(time)}`

export const dayText = (time: number): string => day.format(time)

/** With the weekday and the zone; for titles and screen readers. */
export const fullText = (time: number): string => full.format(time)

/** `CET`, or the offset where the zone has no short name. */
export const zoneName = (time: number): string =>
  clockZone.formatToParts(time).find((part) => part.type === 'timeZoneName')?.value ?? 'local time'

const steps: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_536_000_000],
  ['month', 2_592_000_000],
  ['week', 604_800_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
]

/** `3 min. ago`, `in 2 hr.`, `just now` under a minute. */
export function ago(time: number, now: number): string {
  const difference = time - now
  for (const [unit, length] of steps) if (Math.abs(difference) >= length) return relative.format(Math.trunc(difference / length), unit)
  return 'just now'
}

/** `45 s`, `12 min`, `3 h 05 min`: how long something went on. */
export function lasted(ms: number): string {
  const seconds = Math.round(ms / 1000)
  if (seconds < 90) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 90) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  return hours < 48 ? `${hours} h ${String(minutes % 60).padStart(2, '0')} min` : `${Math.round(hours / 24)} days`
}
