/** Instants as providers write them, and lengths of time. */

export const secondMs = 1000
export const minuteMs = 60 * secondMs
export const hourMs = 60 * minuteMs
export const dayMs = 24 * hourMs

const us = /^(\d{1,2})\/(\d{1,2})\/(\d{4}),? +(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)? *([AP]M)?(?: *(?:UTC|Z))?$/i
const iso = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)?(?: ?(?:Z|UTC|[+-]\d{2}:?\d{2}))?$/i
const zoned = /(?:Z|[+-]\d{2}:?\d{2})$/i

/**
 * Milliseconds since 1970 of a provider's time stamp, or undefined where it is none: ISO 8601 with any fraction (no zone means UTC, as
 * Azure's exports mean it), and the US form of Azure Monitor's older records (`8/22/2022 6:07:16 PM`, always UTC).
 */
export function parseTime(text: string): number | undefined {
  const usual = parseUsual(text)
  if (usual !== undefined) return usual
  if (iso.test(text)) return parseIso(text)
  const parts = us.exec(text)
  if (parts === null) return undefined
  const [, month, day, year, hour, minute, second = '0', half] = parts
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (half.toUpperCase() === 'PM' ? 12 : 0)
  if (Number(month) < 1 || Number(month) > 12 || Number(day) < 1 || Number(day) > 31 || hours > 23) return undefined
  return Date.UTC(Number(year), Number(month) - 1, Number(day), hours, Number(minute), Number(second))
}

/**
 * `2026-11-02T01:04:11.1234567Z`, also with `+00:00`: how nearly all logs write it, read in a third of the time. Anything
 * else, and the days that not every month has, are left to the others.
 */
function parseUsual(text: string): number | undefined {
  const length = text.length
  if (length < 20 || text.charCodeAt(4) !== dash || text.charCodeAt(7) !== dash || text.charCodeAt(10) !== letterT) return undefined
  if (text.charCodeAt(13) !== colon || text.charCodeAt(16) !== colon) return undefined
  let end = 19
  let fraction = 0
  if (text.charCodeAt(end) === point) {
    end++
    for (let scale = 100; isDigit(text.charCodeAt(end)); end++) {
      if (scale === 0) continue
      fraction += scale * (text.charCodeAt(end) - zero)
      scale = scale === 100 ? 10 : scale === 10 ? 1 : 0
    }
    if (end === 20) return undefined
  }
  const isUtc = end === length - 1 ? text.charCodeAt(end) === letterZ : end === length - 6 && text.endsWith('+00:00')
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2)
  const month = twoDigits(text, 5)
  const day = twoDigits(text, 8)
  const hour = twoDigits(text, 11)
  const minute = twoDigits(text, 14)
  const second = twoDigits(text, 17)
  if (!isUtc || !(year >= 1970 && month >= 1 && month <= 12 && day >= 1 && day <= 28 && hour < 24 && minute < 60 && second < 60))
    return undefined
  return Date.UTC(year, month - 1, day, hour, minute, second, fraction)
}

const dash = 45
const point = 46
const zero = 48
const colon = 58
const letterT = 84
const letterZ = 90
const isDigit = (code: number): boolean => code >= 48 && code <= 57

/** NaN where there are no two digits, which no comparison lets pass. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at)
  const units = text.charCodeAt(at + 1)
  return isDigit(tens) && isDigit(units) ? (tens - zero) * 10 + units - zero : Number.NaN
}

function parseIso(text: string): number | undefined {
  const parsed = Date.parse(text)
  if (!Number.isNaN(parsed) && (zoned.test(text) || text.length === 10)) return parsed
  const plain = text
    .replace(' ', 'T')
    .replace(',', '.')
    .replace(/ ?UTC$/i, 'Z')
    .replace(/ ([+-])/, '$1')
  const again = Date.parse(zoned.test(plain) || plain.length === 10 ? plain : `${plain}Z`)
  return Number.isNaN(again) ? undefined : again
}

/** Seconds or milliseconds since 1970, told apart by size: both `1698828153` and `1698828153000` are November 2023. */
export function fromEpoch(value: number): number | undefined {
  const ms = value > 100_000_000_000 ? value : value * 1000
  return ms > 0 && ms < 4_102_444_800_000 ? Math.trunc(ms) : undefined
}
