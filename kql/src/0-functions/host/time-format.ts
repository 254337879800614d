/** `format_datetime` and `format_timespan`: a pattern is read from left to right, the longest known letters first, anything else stands for itself. */
import { type HostFunction, hostFunction } from '../host.ts'
import { ticksAt1970, ticksMax } from '../scalar.ts'

type Parts = Readonly<Record<string, (width: number) => string>>

const padded = (value: bigint | number, width: number): string => String(value).padStart(width, '0')

/** `f` cuts the seven digits to its width, `F` also drops the zeros at the end. */
function fraction(ticks: bigint): Parts {
  const digits = (width: number): string => padded(ticks % 10_000_000n, 7).slice(0, width)
  return { f: digits, F: (width) => digits(width).replace(/0+$/, '') }
}

/** Longer names of months and days are not known: the engine writes `dddd` as `dd` twice. */
const datetimePattern = /yyyy|yy?|MM?|dd?|HH?|hh?|mm?|ss?|tt|f{1,7}|F{1,7}/g

function formatDatetime(value: bigint, pattern: string): string | null {
  if (value < 0n || value > ticksMax) return null
  const since = value - ticksAt1970
  const rest = value % 10_000n
  const date = new Date(Number((since - rest) / 10_000n))
  const hour = date.getUTCHours()
  const parts: Parts = {
    y: (width) => padded(width === 4 ? date.getUTCFullYear() : date.getUTCFullYear() % 100, width),
    M: (width) => padded(date.getUTCMonth() + 1, width),
    d: (width) => padded(date.getUTCDate(), width),
    H: (width) => padded(hour, width),
    h: (width) => padded(hour % 12 === 0 ? 12 : hour % 12, width),
    m: (width) => padded(date.getUTCMinutes(), width),
    s: (width) => padded(date.getUTCSeconds(), width),
    t: () => (hour < 12 ? 'AM' : 'PM'),
    ...fraction(value),
  }
  return pattern.replace(datetimePattern, (letters) => parts[letters[0] ?? '']?.(letters.length) ?? letters)
}

const timespanPattern = /d{1,8}|HH?|hh?|mm?|ss?|f{1,7}|F{1,7}/g

/** A negative timespan keeps its sign in front: the page does not say, and a lost sign would mislead. */
function formatTimespan(value: bigint, pattern: string): string {
  const size = value < 0n ? -value : value
  const hours: Parts[string] = (width) => padded((size / 36_000_000_000n) % 24n, width)
  const parts: Parts = {
    d: (width) => padded(size / 864_000_000_000n, width),
    H: hours,
    h: hours,
    m: (width) => padded((size / 600_000_000n) % 60n, width),
    s: (width) => padded((size / 10_000_000n) % 60n, width),
    ...fraction(size),
  }
  const written = pattern.replace(timespanPattern, (letters) => parts[letters[0] ?? '']?.(letters.length) ?? letters)
  return value < 0n ? `-${written}` : written
}

/** Values are ticks. Sources: https://learn.microsoft.com/kusto/query/format-datetime-function and its neighbour for timespans. */
export const timeFormatFunctions: readonly HostFunction[] = [
  hostFunction('kql_format_datetime', ['long', 'string'], 'string', formatDatetime),
  hostFunction('kql_format_timespan', ['long', 'string'], 'string', formatTimespan),
]
