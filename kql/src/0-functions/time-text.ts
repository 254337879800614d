/** Datetimes and timespans as texts, read and written. */
import { wordedDatetime } from './datetime-words.ts'
import { ticksAt1970, ticksMax } from './scalar.ts'

const units: readonly [RegExp, bigint][] = [
  [/^(d|days?)$/, 864_000_000_000n],
  [/^(h|hrs?|hours?)$/, 36_000_000_000n],
  [/^(m|mins?|minutes?)$/, 600_000_000n],
  [/^(s|secs?|seconds?)$/, 10_000_000n],
  [/^(ms|milli(s|secs?|seconds?)?)$/, 10_000n],
  [/^(us|micros?|microsecs?|microseconds?)$/, 10n],
  [/^(nanos?|nanosecs?|nanoseconds?)$/, 0n],
  [/^ticks?$/, 1n],
]

/** Ticks of `1d`, `1.5h`, `1.02:03:04.5`, `00:01`; null where it is none, or more than 64 bits hold. */
export function timespanLiteral(text: string): bigint | null {
  const ticks = text.length > 64 ? null : anyTimespan(text)
  return ticks === null || BigInt.asIntN(64, ticks) !== ticks ? null : ticks
}

function anyTimespan(text: string): bigint | null {
  const body = text.trim().replace(/^(['"])(.*)\1$/, '$2')
  const unit = /^([-+]?)\s*(\d+(?:\.\d+)?)\s*([a-z]+)$/i.exec(body)
  if (unit !== null) {
    const size = units.find(([pattern]) => pattern.test((unit[3] ?? '').toLowerCase()))?.[1]
    if (size === undefined) return null
    return signed(unit[1], scaled(unit[2] ?? '0', size))
  }
  const clock = /^([-+]?)(?:(\d+)\.)?(\d+):(\d+)(?::(\d+)(?:\.(\d+))?)?$/.exec(body)
  if (clock !== null) {
    const [, sign, days = '0', hours = '0', minutes = '0', seconds = '0', fraction = ''] = clock
    const whole = BigInt(days) * 86_400n + BigInt(hours) * 3_600n + BigInt(minutes) * 60n + BigInt(seconds)
    return signed(sign, whole * 10_000_000n + BigInt(fraction.padEnd(7, '0').slice(0, 7)))
  }
  return /^[-+]?\d+$/.test(body) ? BigInt(body) * 864_000_000_000n : null
}

const signed = (sign: string | undefined, value: bigint): bigint => (sign === '-' ? -value : value)

function scaled(number: string, size: bigint): bigint {
  const [whole = '0', fraction = ''] = number.split('.')
  const scale = 10n ** BigInt(fraction.length)
  return (BigInt(whole + fraction) * size) / scale
}

/** Ticks of what stands in `datetime(…)`; null where it is no date. */
export function datetimeLiteral(text: string): bigint | null {
  const body = text
    .trim()
    .replace(/^(['"])(.*)\1$/, '$2')
    .trim()
  const iso = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?)?\s*(Z|[-+]\d{2}:?\d{2})?$/i.exec(
    body,
  )
  if (iso === null) return looseDatetime(body)
  const [, year = '0', month = '1', day = '1', hour = '0', minute = '0', second = '0', fraction = '', zone = 'Z'] = iso
  if (Number(month) < 1 || Number(month) > 12 || Number(day) < 1 || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59)
    return null
  const at = Date.UTC(2000, Number(month) - 1, 1)
  const date = new Date(at)
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day))
  if (date.getUTCDate() !== Number(day)) return null
  date.setUTCHours(Number(hour), Number(minute), Number(second))
  const offset = /^z$/i.test(zone) ? 0n : zoneTicks(zone)
  return inRange(BigInt(date.getTime()) * 10_000n + ticksAt1970 + BigInt(fraction.padEnd(7, '0').slice(0, 7)) - offset)
}

function zoneTicks(zone: string): bigint {
  const digits = zone.replace(/\D/g, '')
  const minutes = BigInt(digits.slice(0, 2)) * 60n + BigInt(digits.slice(2, 4))
  return minutes * 600_000_000n * (zone.startsWith('-') ? -1n : 1n)
}

export const inRange = (value: bigint): bigint | null => (value < 0n || value > ticksMax ? null : value)

function looseDatetime(body: string): bigint | null {
  const found = wordedDatetime(body)
  return found === undefined ? null : inRange(BigInt(found.milliseconds) * 10_000n + ticksAt1970 + BigInt(found.ticks))
}

/** `2020-01-01T00:00:00.0000000Z` */
export function ticksText(value: bigint): string {
  const since = value - ticksAt1970
  const seconds = since >= 0n ? since / 10_000_000n : -((-since + 9_999_999n) / 10_000_000n)
  const rest = since - seconds * 10_000_000n
  return `${new Date(Number(seconds) * 1000).toISOString().slice(0, 19)}.${String(rest).padStart(7, '0')}Z`
}

/** `1.02:03:04.5000000` */
export function timespanText(value: bigint): string {
  const size = value < 0n ? -value : value
  const [days, rest] = [size / 864_000_000_000n, size % 864_000_000_000n]
  const two = (number: bigint): string => String(number).padStart(2, '0')
  const clock = `${two(rest / 36_000_000_000n)}:${two((rest / 600_000_000n) % 60n)}:${two((rest / 10_000_000n) % 60n)}`
  const fraction = rest % 10_000_000n
  return `${value < 0n ? '-' : ''}${days > 0n ? `${days}.` : ''}${clock}${fraction === 0n ? '' : `.${String(fraction).padStart(7, '0')}`}`
}
