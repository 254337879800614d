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
  if (iso.test(text)) return parseIso(text)
  const parts = us.exec(text)
  if (parts === null) return undefined
  const [, month, day, year, hour, minute, second = '0', half] = parts
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (half.toUpperCase() === 'PM' ? 12 : 0)
  if (Number(month) < 1 || Number(month) > 12 || Number(day) < 1 || Number(day) > 31 || hours > 23) return undefined
  return Date.UTC(Number(year), Number(month) - 1, Number(day), hours, Number(minute), Number(second))
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
