/** Whose network an address is in (ASN and operator), from the tables of `@ip-location-db/asn`, read when the first address is asked for. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { readAddress } from '../0-event/address-number.ts'

export interface AsnTable {
  /** Undefined for addresses that nobody announces. */
  find(ip: string): { readonly asn: number; readonly asnName: string } | undefined
}

/** Rows `first,last,asn,"operator"`, addresses as decimal numbers, ascending and without overlap. */
export interface AsnFiles {
  readonly v4: string
  readonly v6: string
}

interface Family {
  readonly words: 1 | 4
  /** First and last address of each row. */
  readonly bounds: Uint32Array
  readonly asns: Uint32Array
}

/** The table that comes with the project (RouteViews, NRO and DB-IP, CC BY 4.0); undefined where it is not installed. */
export function shippedAsns(): AsnFiles | undefined {
  try {
    const { resolve } = createRequire(import.meta.url)
    return { v4: resolve('@ip-location-db/asn/asn-ipv4-num.csv'), v6: resolve('@ip-location-db/asn/asn-ipv6-num.csv') }
  } catch {
    return undefined
  }
}

/** Some 20 MB of memory once it is used. A damaged row is passed over; a missing file leaves its family unknown. */
export function openAsnTable(files: AsnFiles): AsnTable {
  const names = new Map<number, string>()
  const scratch = new Uint32Array(4)
  let v4: Family | undefined
  let v6: Family | undefined
  return {
    find(ip) {
      const words = readAddress(ip, scratch)
      if (words === 0) return undefined
      if (words === 1) v4 ??= load(files.v4, 1, names)
      else v6 ??= load(files.v6, 4, names)
      const family = words === 1 ? v4 : v6
      const asn = family === undefined ? undefined : search(family, scratch)
      return asn === undefined ? undefined : { asn, asnName: names.get(asn) ?? '' }
    },
  }
}

function load(path: string, words: 1 | 4, names: Map<number, string>): Family {
  const text = textOf(path)
  const bounds: number[] = []
  const asns: number[] = []
  for (let at = 0; at < text.length; ) {
    const feed = text.indexOf('\n', at)
    const end = feed === -1 ? text.length : feed
    const one = text.indexOf(',', at)
    const two = text.indexOf(',', one + 1)
    const three = text.indexOf(',', two + 1)
    if (one > at && three > two && three < end) {
      const asn = Number(text.slice(two + 1, three))
      push(bounds, text.slice(at, one), words)
      push(bounds, text.slice(one + 1, two), words)
      asns.push(asn)
      if (!names.has(asn))
        names.set(
          asn,
          text
            .slice(three + 1, end)
            .trim()
            .replaceAll(/^"|"$/g, '')
            .replaceAll('""', '"'),
        )
    }
    at = end + 1
  }
  return { words, bounds: Uint32Array.from(bounds), asns: Uint32Array.from(asns) }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

function push(bounds: number[], decimal: string, words: 1 | 4): void {
  if (words === 1) return void bounds.push(Number(decimal))
  const value = BigInt(/^\d+$/.test(decimal) ? decimal : '0')
  for (let word = 3n; word >= 0n; word--) bounds.push(Number((value >> (32n * word)) & 0xffff_ffffn))
}

/** The row whose span holds the address, by the last one that begins no later. */
function search({ words, bounds, asns }: Family, address: Uint32Array): number | undefined {
  let low = 0
  let high = asns.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (compare(bounds, middle * 2 * words, address, words) <= 0) low = middle + 1
    else high = middle
  }
  const isInside = low > 0 && compare(bounds, (low - 1) * 2 * words + words, address, words) >= 0
  return isInside ? asns[low - 1] : undefined
}

function compare(bounds: Uint32Array, at: number, address: Uint32Array, words: number): number {
  for (let word = 0; word < words; word++) {
    const difference = (bounds[at + word] ?? 0) - (address[word] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
