/** Small functions on texts and numbers as texts. */
import { type HostFunction, type HostValue, hostFunction } from '../host.ts'

/** Characters beyond the end of the replacements become its last; without replacements they go. */
function translate(sought: string, replacements: string, source: string): string {
  const by = Array.from(replacements)
  const table = new Map<string, string>()
  Array.from(sought).forEach((character, i) => {
    if (!table.has(character)) table.set(character, by[Math.min(i, by.length - 1)] ?? '')
  })
  return Array.from(source, (character) => table.get(character) ?? character).join('')
}

const units = ['Bytes', 'KB', 'MB', 'GB', 'TB', 'PB', 'EB']

function formatBytes(size: number | null, precision: bigint | null, unit: string | null): string {
  if (size === null || !Number.isFinite(size)) return ''
  const chosen = units.findIndex((one) => one.toLowerCase() === (unit ?? '').toLowerCase())
  const fitting = Math.min(Math.max(Math.floor(Math.log2(Math.abs(size)) / 10), 0), units.length - 1)
  const place = chosen >= 0 ? chosen : Number.isFinite(fitting) ? fitting : 0
  const digits = Number(precision ?? 0n)
  const value = size / 1024 ** place
  return `${digits >= 0 && digits <= 15 ? Number(value.toFixed(digits)) : value} ${units[place]}`
}

/** Negative numbers as the two's complement of 64 bits, or of as many as the least length has. */
function toHex(value: bigint | null, least: bigint | null): string {
  if (value === null) return ''
  const length = least !== null && least > 0n && least <= 16n ? Number(least) : 0
  const bits = value < 0n && length > 0 && value >= -(2n ** BigInt(length * 4 - 1)) ? length * 4 : 64
  return BigInt.asUintN(bits, value).toString(16).padStart(length, '0')
}

const isWord = (character: string | undefined): boolean => character !== undefined && /[\p{L}\p{N}]/u.test(character)

/** The place of the first listed term that the text has as a whole word; -1 where it has none. */
function hasAnyIndex(source: string, terms: HostValue): bigint {
  const text = source.toLowerCase()
  const listed = Array.isArray(terms) ? terms : [terms]
  return BigInt(listed.findIndex((term) => hasTerm(text, (typeof term === 'string' ? term : JSON.stringify(term)).toLowerCase())))
}

function hasTerm(text: string, term: string): boolean {
  for (let at = text.indexOf(term); at >= 0 && at < text.length; at = text.indexOf(term, at + 1)) {
    const end = at + term.length
    const isFree = (inside: string | undefined, outside: string | undefined): boolean => !isWord(inside) || !isWord(outside)
    if (isFree(term[0], text[at - 1]) && isFree(term.at(-1), text[end])) return true
  }
  return term === ''
}

export const wordFunctions: readonly HostFunction[] = [
  hostFunction('kql_translate', ['string', 'string', 'string'], 'string', translate),
  hostFunction('kql_format_bytes', ['real', 'long', 'string'], 'string', formatBytes, true),
  hostFunction('kql_tohex', ['long', 'long'], 'string', toHex, true),
  hostFunction('kql_has_any_index', ['string', 'json'], 'long', hasAnyIndex),
]
