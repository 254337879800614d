/** Points on a timeline column: datetimes as ISO text with seven digits, or plain numbers. */

const isoShape = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,7}))?Z?$/
const ticksAt1970 = 621_355_968_000_000_000n

/** Ticks of 100 ns since 0001-01-01; undefined for text that is no datetime. */
export function ticksOf(text: string): bigint | undefined {
  const parts = isoShape.exec(text)
  if (parts === null) return undefined
  const milliseconds = Date.parse(`${parts[1]}-${parts[2]}-${parts[3]}T${parts[4]}:${parts[5]}:${parts[6]}Z`)
  if (Number.isNaN(milliseconds)) return undefined
  return ticksAt1970 + BigInt(milliseconds) * 10_000n + BigInt((parts[7] ?? '').padEnd(7, '0'))
}

/** As the Kusto protocol writes it. */
export function isoOf(ticks: bigint): string {
  const since1970 = ticks - ticksAt1970
  const second = since1970 / 10_000_000n - (since1970 % 10_000_000n < 0n ? 1n : 0n)
  const date = new Date(Number(second) * 1000)
  if (Number.isNaN(date.getTime())) return ''
  return `${date.toISOString().slice(0, 19)}.${String(since1970 - second * 10_000_000n).padStart(7, '0')}Z`
}

/**
 * A timeline measured from its start. Offsets are ticks for datetimes and plain differences for numbers; they are exact up to 2^53, which are 28 years
 * of ticks from the start.
 */
export interface Timeline {
  /** Undefined for a value that is not on this timeline. */
  offset(value: unknown): number | undefined
  /** The value at an offset, in the column's own form. */
  at(offset: number): string | number
}

export function timelineFrom(start: unknown): Timeline | undefined {
  if (typeof start === 'number') {
    return { offset: (value) => (typeof value === 'number' ? value - start : undefined), at: (offset) => start + offset }
  }
  const first = typeof start === 'string' ? ticksOf(start) : undefined
  if (first === undefined) return undefined
  return {
    offset: (value) => {
      const ticks = typeof value === 'string' ? ticksOf(value) : undefined
      return ticks === undefined ? undefined : Number(ticks - first)
    },
    at: (offset) => isoOf(first + BigInt(Math.round(offset))),
  }
}
