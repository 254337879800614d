/** Datetimes and timespans in formats of the query's own, and in other time zones. */
import { type HostFunction, type HostValue, hostFunction } from '../host.ts'
import { ticksAt1970, ticksMax } from '../scalar.ts'

const [tickSecond, tickDay] = [10_000_000n, 864_000_000_000n]

const padded = (value: number | bigint, length: number): string => String(value).padStart(length, '0')

/** A format, taken apart: texts, and letters with how often they stand. */
type Piece = string | readonly [letter: string, count: number]

/** Formats are the same from row to row. At the bound all are forgotten. */
const formatsMax = 256

function reader(runs: Readonly<Record<string, readonly number[]>>): (format: string) => readonly Piece[] {
  const known = new Map<string, readonly Piece[]>()
  return (format) => {
    const before = known.get(format)
    if (before !== undefined) return before
    if (known.size >= formatsMax) known.clear()
    const made = pieces(format, runs)
    known.set(format, made)
    return made
  }
}

/** Of a letter that stands more often than its longest form, the rest is a form of its own: `dddd` is `dd` twice. */
function pieces(format: string, runs: Readonly<Record<string, readonly number[]>>): readonly Piece[] {
  const found: Piece[] = []
  for (let at = 0; at < format.length; ) {
    const letter = format[at] ?? ''
    const lengths = Object.hasOwn(runs, letter) ? (runs[letter] ?? []) : []
    const length = lengths.find((one) => format.startsWith(letter.repeat(one), at))
    found.push(length === undefined ? letter : [letter, length])
    at += length ?? 1
  }
  return found
}

const fractions = [7, 6, 5, 4, 3, 2, 1]

const datetimePieces = reader({
  y: [4, 2, 1],
  M: [2, 1],
  d: [2, 1],
  H: [2, 1],
  h: [2, 1],
  m: [2, 1],
  s: [2, 1],
  t: [2],
  f: fractions,
  F: fractions,
})

const timespanPieces = reader({
  d: [8, 7, 6, 5, 4, 3, 2, 1],
  H: [2, 1],
  h: [2, 1],
  m: [2, 1],
  s: [2, 1],
  f: fractions,
  F: fractions,
})

/** The fraction cut to so many digits; `F` leaves out zeros at the end. */
function fraction(ticks: bigint, count: number, isShort: boolean): string {
  const digits = padded(ticks % tickSecond, 7).slice(0, count)
  return isShort ? digits.replace(/0+$/, '') : digits
}

function formatDatetime(ticks: bigint, format: string): string | null {
  if (inRange(ticks) === null) return null
  const at = new Date(Number((ticks - (ticks % 10_000n) - ticksAt1970) / 10_000n))
  let written = ''
  for (const piece of datetimePieces(format)) written += typeof piece === 'string' ? piece : datetimePart(ticks, at, piece[0], piece[1])
  return written
}

function datetimePart(ticks: bigint, at: Date, letter: string, count: number): string {
  switch (letter) {
    case 'y':
      return padded(count === 4 ? at.getUTCFullYear() : at.getUTCFullYear() % 100, count)
    case 'M':
      return padded(at.getUTCMonth() + 1, count)
    case 'd':
      return padded(at.getUTCDate(), count)
    case 'h':
      return padded(at.getUTCHours() % 12 || 12, count)
    case 'H':
      return padded(at.getUTCHours(), count)
    case 'm':
      return padded(at.getUTCMinutes(), count)
    case 's':
      return padded(at.getUTCSeconds(), count)
    case 't':
      return at.getUTCHours() < 12 ? 'AM' : 'PM'
    default:
      return fraction(ticks, count, letter === 'F')
  }
}

/** A negative timespan keeps its sign in front. */
function formatTimespan(ticks: bigint, format: string): string {
  const size = ticks < 0n ? -ticks : ticks
  let written = ticks < 0n ? '-' : ''
  for (const piece of timespanPieces(format)) written += typeof piece === 'string' ? piece : timespanPart(size, piece[0], piece[1])
  return written
}

function timespanPart(size: bigint, letter: string, count: number): string {
  switch (letter) {
    case 'd':
      return padded(size / tickDay, count)
    case 'h':
    case 'H':
      return padded((size / 36_000_000_000n) % 24n, count)
    case 'm':
      return padded((size / 600_000_000n) % 60n, count)
    case 's':
      return padded((size / tickSecond) % 60n, count)
    default:
      return fraction(size, count, letter === 'F')
  }
}

interface Zone {
  readonly format: Intl.DateTimeFormat
  /** Ticks to add to UTC, by quarter of an hour: no zone changes in between. */
  readonly offsets: Map<number, bigint>
}

const [zonesMax, offsetsMax] = [600, 20_000]
const zones = new Map<string, Zone | undefined>()

function zoneOf(name: string): Zone | undefined {
  if (zones.has(name)) return zones.get(name)
  if (zones.size >= zonesMax) zones.clear()
  const zone = makeZone(name)
  zones.set(name, zone)
  return zone
}

function makeZone(name: string): Zone | undefined {
  try {
    return { format: new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' }), offsets: new Map() }
  } catch {
    return undefined
  }
}

const quarterMs = 900_000

function offset(zone: Zone, utc: bigint): bigint {
  const quarter = Math.floor(Number((utc - ticksAt1970) / 10_000n) / quarterMs)
  const before = zone.offsets.get(quarter)
  if (before !== undefined) return before
  if (zone.offsets.size >= offsetsMax) zone.offsets.clear()
  const found = /GMT(?:([+-])(\d{2}):(\d{2})(?::(\d{2}))?)?$/.exec(zone.format.format(quarter * quarterMs))
  const [, sign = '+', hours = '0', minutes = '0', seconds = '0'] = found ?? []
  const size = BigInt(Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * tickSecond
  const value = sign === '-' ? -size : size
  zone.offsets.set(quarter, value)
  return value
}

const inRange = (ticks: bigint): bigint | null => (ticks < 0n || ticks > ticksMax ? null : ticks)

function toLocal(utc: bigint, name: string): bigint | null {
  const zone = zoneOf(name)
  return zone === undefined || inRange(utc) === null ? null : inRange(utc + offset(zone, utc))
}

/** An hour that comes twice is taken as winter time; one that does not come, with the offset behind the change, as Microsoft's page shows. */
function toUtc(local: bigint, name: string): bigint | null {
  const zone = zoneOf(name)
  if (zone === undefined || inRange(local) === null) return null
  const [before, after] = [offset(zone, local - tickDay), offset(zone, local + tickDay)]
  const isRight = (one: bigint): boolean => offset(zone, local - one) === one
  return inRange(local - (isRight(after) || !isRight(before) ? after : before))
}

const zoneNames = (): HostValue => [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])]

export const momentFunctions: readonly HostFunction[] = [
  hostFunction('kql_format_datetime', ['long', 'string'], 'string', formatDatetime),
  hostFunction('kql_format_timespan', ['long', 'string'], 'string', formatTimespan),
  hostFunction('kql_datetime_utc_to_local', ['long', 'string'], 'long', toLocal),
  hostFunction('kql_datetime_local_to_utc', ['long', 'string'], 'long', toUtc),
  hostFunction('kql_datetime_list_timezones', [], 'json', zoneNames),
]
