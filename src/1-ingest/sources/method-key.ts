/** What tells one person's way to prove themselves from everybody else's: a telephone number that is wholly told. */
import { short } from './told.ts'

/** Undefined for a number of which a part is hidden, since that stands for many. */
export const phoneKey = (number: string | undefined): string | undefined =>
  number === undefined || number.replace(/\D/g, '').length < digitsMin || /[*x#•]/i.test(number) ? undefined : `phone:${short(number)}`

const digitsMin = 5
