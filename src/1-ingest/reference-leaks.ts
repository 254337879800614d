/** Leaked accounts: lists of e-mails or their hashes, held as 48 bits of hash and a day each; and folders of range files, read when somebody is asked for. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { dayMs } from '../0-event/time.ts'
import type { Leak } from './networks.ts'
import { type Item, type ItemsRead, readItems } from './reference-items.ts'

/** Sorted. A word is 48 bits of a hash, then the day since 1970 (0 where none is said). Of five million accounts, one in fifty million others is taken for one. */
export type LeakList = BigUint64Array

export type LeakSource =
  | { readonly kind: 'list'; readonly name: string; readonly list: LeakList }
  | { readonly kind: 'ranges'; readonly name: string; readonly folder: string; readonly prefixes: ReadonlySet<string> }

/** Accounts in one list; those beyond are refused: 80 MB. */
const leakedMax = 10_000_000
/** Range files in one folder: all prefixes of five hex digits. Those beyond are not looked at. */
const prefixesMax = 16 ** 5
/** A range file has some hundreds of lines. A larger one is passed over. */
const rangeBytesMax = 4 * 1024 * 1024
const columns = new Set(
  'email mail emailaddress account user username userprincipalname upn login name identity sha1 sha256 hash emailhash emailsha1 emailsha256'.split(
    ' ',
  ),
)

/** Rejects with a sentence where the file cannot be read at all. */
export async function readLeaks(path: string, now: number): Promise<{ list: LeakList; read: ItemsRead }> {
  let words = new BigUint64Array(1024)
  let count = 0
  const take = ({ value, date }: Item): string | undefined => {
    const key = keyOf(value)
    if (key === undefined) return `"${value.slice(0, 60)}" is neither an e-mail nor its SHA-1 or SHA-256 in hex`
    if (count === leakedMax) return `more than ${leakedMax.toLocaleString('en')} accounts: those beyond are left out`
    if (count === words.length) {
      const larger = new BigUint64Array(Math.min(leakedMax, count * 2))
      larger.set(words)
      words = larger
    }
    words[count++] = (key << 16n) | dayOf(date)
    return undefined
  }
  const read = await readItems(path, { columns, now, take })
  return { list: words.slice(0, count).sort(), read }
}

function dayOf(date: string | undefined): bigint {
  const day = Math.floor(Date.parse(date ?? '') / dayMs)
  return day > 0 && day < 65_536 ? BigInt(day) : 0n
}

/** E-mails are kept by their SHA-256, so that what is held tells nobody who is in it. */
function keyOf(value: string): bigint | undefined {
  if (/^(?:[\da-f]{40}|[\da-f]{64})$/i.test(value)) return BigInt(`0x${value.slice(0, 12)}`)
  return isEmail(value) ? BigInt(`0x${hashes(value)[1].slice(0, 12)}`) : undefined
}

const isEmail = (value: string): boolean => /^[^@\s]{1,120}@[^@\s]{1,180}$/.test(value)

const hashes = (name: string): readonly [sha1: string, sha256: string] => {
  const lower = name.trim().toLowerCase()
  return [createHash('sha1').update(lower).digest('hex'), createHash('sha256').update(lower).digest('hex')]
}

/** What a folder of range files holds, or undefined where it has none: `ABCDE.txt` with the rest of each SHA-1 and a count a line. */
export function openRanges(folder: string, name: string): LeakSource | undefined {
  const prefixes = new Set<string>()
  for (const file of readdirSync(folder)) {
    const prefix = /^([\da-f]{5,6})\.txt$/i.exec(file)?.[1]
    if (prefix !== undefined && prefixes.size < prefixesMax) prefixes.add(prefix)
  }
  return prefixes.size === 0 ? undefined : { kind: 'ranges', name, folder, prefixes }
}

/** All that the sources say of a name. */
export function lookUp(sources: readonly LeakSource[], name: string): readonly Leak[] {
  if (!isEmail(name)) return []
  const both = hashes(name)
  return sources.flatMap((source) => {
    const days = source.kind === 'list' ? both.flatMap((hash) => daysOf(source.list, hash)) : inRanges(source, both[0]) ? [0] : []
    return days.map((day) => ({ list: source.name, since: day === 0 ? undefined : day * dayMs }))
  })
}

function daysOf(list: LeakList, hash: string): number[] {
  const key = BigInt(`0x${hash.slice(0, 12)}`)
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((list[middle] ?? 0n) >> 16n < key) low = middle + 1
    else high = middle
  }
  const days: number[] = []
  for (let at = low; at < list.length && (list[at] ?? 0n) >> 16n === key; at++) days.push(Number((list[at] ?? 0n) & 0xffffn))
  return days
}

/** Padding lines of a range have the count 0 and mean nobody. */
function inRanges({ folder, prefixes }: LeakSource & { kind: 'ranges' }, sha1: string): boolean {
  for (const length of [5, 6]) {
    const start = sha1.slice(0, length)
    const prefix = [start, start.toUpperCase()].find((one) => prefixes.has(one))
    if (prefix === undefined) continue
    const text = textOf(join(folder, `${prefix}.txt`))
    const at = text.indexOf(sha1.slice(length))
    if (at !== -1 && !/^:0+\s*(?:\n|$)/.test(text.slice(at + 40 - length, at + 60 - length))) return true
  }
  return false
}

function textOf(path: string): string {
  try {
    if (!existsSync(path)) return ''
    const bytes = readFileSync(path)
    return bytes.length > rangeBytesMax ? '' : bytes.toString('latin1').toLowerCase()
  } catch {
    return ''
  }
}
