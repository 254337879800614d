/** What a column of the records of people may be given: the same on SQLite and PostgreSQL, so that neither keeps what the other would refuse. */

export type KeptValue = string | number | bigint | null

/** Throws a sentence for a text with U+0000, for a number that is no whole one or beyond 2^53, and for anything else than text and numbers. */
export function keptValue(given: unknown): KeptValue {
  if (given === undefined || given === null) return null
  if (typeof given === 'boolean') return given ? 1 : 0
  if (typeof given === 'bigint') return given
  if (typeof given === 'number') {
    if (!Number.isSafeInteger(given)) throw new TypeError(`The records of people hold whole numbers up to 2^53, and not ${given}.`)
    return given
  }
  if (typeof given !== 'string') throw new TypeError(`The records of people hold texts and numbers, and no ${typeof given}.`)
  // PostgreSQL cannot keep it; SQLite would, and cut it off in some of its functions.
  if (given.includes('\0')) throw new TypeError('A text with the character U+0000 cannot be kept.')
  return given
}
