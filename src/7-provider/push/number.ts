/** Draws the number that a person carries from the sign-in page to the phone. */
import type { NumberLength } from '../../5-policy/number.ts'
import type { Chance } from '../parts.ts'

/** 128 bits, which only a camera carries. */
const qrBytes = 16

/**
 * Each number of this length is as likely, leading zeros included, but for `last`, the one the person had before: whoever still has that in mind or on a
 * screen must not be right by it.
 */
export function drawNumber(chance: Chance, length: NumberLength, last: string | undefined): string {
  if (length === 'qr') return chance.bytes(qrBytes).toString('base64url')
  const all = 10 ** length
  const taken = last !== undefined && last.length === length ? Number(last) : undefined
  const drawn = chance.below(taken === undefined ? all : all - 1)
  const number = taken !== undefined && drawn >= taken ? drawn + 1 : drawn
  return String(number).padStart(length, '0')
}

export const lengthOf = (numberDigits: number): NumberLength =>
  numberDigits === 2 || numberDigits === 3 || numberDigits === 6 ? numberDigits : 'qr'
