/** Codes that people copy by hand: letters that cannot be mistaken for each other, in groups of four. */
import type { Chance } from '../parts.ts'

/** Crockford's base 32: no I, L, O or U. A letter is five bits. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** So many letters in groups of four, each letter as likely. */
export function groups(chance: Chance, letters: number): string {
  const text = [...chance.bytes(letters)].map((byte) => alphabet.charAt(byte % alphabet.length)).join('')
  return text.match(/.{1,4}/g)?.join('-') ?? text
}

/** The code as it was made, however it was typed: small letters, blanks, O for 0, I and L for 1. */
export const typedCode = (code: string): string =>
  code.slice(0, 200).toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1')
