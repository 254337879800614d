/** IPv4 addresses: read without allocating, compared, masked and looked up in ranges. */
import { type HostFunction, type HostValue, hostFunction } from '../host.ts'

/** Address and prefix length in one number, `address * 64 + prefix`; -1 where the text is no address. */
export function readIpv4(text: string): number {
  const end = text.length
  let at = 0
  let address = 0
  for (let part = 0; part < 4; part++) {
    if (part > 0 && text.charCodeAt(at++) !== 46) return -1
    let value = 0
    const start = at
    for (; at < end && at - start < 3 && isDigit(text.charCodeAt(at)); at++) value = value * 10 + text.charCodeAt(at) - 48
    if (at === start || value > 255) return start === 0 ? againTrimmed(text) : -1
    address = address * 256 + value
  }
  if (at === end) return address * 64 + 32
  return text.charCodeAt(at) === 47 ? withPrefix(text, at + 1, address) : againTrimmed(text)
}

export const isDigit = (code: number): boolean => code >= 48 && code <= 57

function withPrefix(text: string, start: number, address: number): number {
  let prefix = 0
  let at = start
  for (; at < text.length && at - start < 2 && isDigit(text.charCodeAt(at)); at++) prefix = prefix * 10 + text.charCodeAt(at) - 48
  if (at < text.length) return againTrimmed(text)
  return at === start || prefix > 32 ? -1 : address * 64 + prefix
}

function againTrimmed(text: string): number {
  const trimmed = text.trim()
  return trimmed.length === text.length ? -1 : readIpv4(trimmed)
}

export const addressOf = (read: number): number => Math.floor(read / 64)
export const prefixOf = (read: number): number => read % 64

/** The first address of the network of that many bits. */
const networkOf = (address: number, prefix: number): number => address - (address % 2 ** (32 - prefix))

const ipv4Text = (address: number): string =>
  `${Math.floor(address / 16777216)}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`

/** Undefined where it is no prefix length; none given means all bits. */
const bits = (prefix: bigint | null): number | undefined =>
  prefix === null ? 32 : prefix >= 0n && prefix <= 32n ? Number(prefix) : undefined

function parsed(text: string): bigint | null {
  const read = readIpv4(text)
  return read < 0 ? null : BigInt(networkOf(addressOf(read), prefixOf(read)))
}

function masked(text: string, prefix: bigint): bigint | null {
  const read = readIpv4(text)
  const most = bits(prefix)
  return read < 0 || most === undefined ? null : BigInt(networkOf(addressOf(read), Math.min(most, prefixOf(read))))
}

/** The shortest of the three prefixes counts. */
function compare(first: string, second: string, prefix: bigint | null): number | null {
  const [a, b, most] = [readIpv4(first), readIpv4(second), bits(prefix)]
  if (a < 0 || b < 0 || most === undefined) return null
  const shortest = Math.min(most, prefixOf(a), prefixOf(b))
  return Math.sign(networkOf(addressOf(a), shortest) - networkOf(addressOf(b), shortest))
}

function compared(first: string | null, second: string | null, prefix: bigint | null): bigint | null {
  const sign = compare(first ?? '', second ?? '', prefix)
  return sign === null ? null : BigInt(sign)
}

function matches(first: string | null, second: string | null, prefix: bigint | null): boolean | null {
  const sign = compare(first ?? '', second ?? '', prefix)
  return sign === null ? null : sign === 0
}

function isInRange(text: string, range: string): boolean | null {
  const [a, b] = [readIpv4(text), readIpv4(range)]
  if (a < 0 || b < 0) return null
  return networkOf(addressOf(a), prefixOf(b)) === networkOf(addressOf(b), prefixOf(b))
}

/** Ranges as sorted, disjoint pairs of first and last address. */
export interface Ranges {
  readonly firsts: Float64Array
  readonly lasts: Float64Array
}

export function rangesOf(pairs: readonly (readonly [number, number])[]): Ranges {
  const merged: [number, number][] = []
  for (const [first, last] of pairs.toSorted((a, b) => a[0] - b[0])) {
    const before = merged.at(-1)
    if (before !== undefined && first <= before[1]) before[1] = Math.max(before[1], last)
    else merged.push([first, last])
  }
  return { firsts: Float64Array.from(merged, (pair) => pair[0]), lasts: Float64Array.from(merged, (pair) => pair[1]) }
}

export function isWithin({ firsts, lasts }: Ranges, address: number): boolean {
  let [low, high] = [0, firsts.length - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((firsts[middle] ?? 0) <= address) low = middle
    else high = middle - 1
  }
  return firsts.length > 0 && address >= (firsts[low] ?? 0) && address <= (lasts[low] ?? 0)
}

/** The texts of arguments that are texts or lists of texts. */
export const textsOf = (values: unknown): string[] =>
  (Array.isArray(values) ? values : [values]).flat().filter((value): value is string => typeof value === 'string')

/** A list is made ready once, as long as it is the same list. */
export function once<Made>(make: (list: object) => Made): (list: object) => Made {
  const ready = new WeakMap<object, Made>()
  return (list) => {
    const known = ready.get(list)
    if (known !== undefined) return known
    const made = make(list)
    ready.set(list, made)
    return made
  }
}

const networks = once((list) =>
  rangesOf(
    textsOf(list)
      .map(readIpv4)
      .filter((read) => read >= 0)
      .map((read) => rangeOf(addressOf(read), prefixOf(read))),
  ),
)

/** First and last address of the network. */
export function rangeOf(address: number, prefix: number): [number, number] {
  const first = networkOf(address, prefix)
  return [first, first + 2 ** (32 - prefix) - 1]
}

/** Texts in the list that are no IPv4 ranges, such as the IPv6 ones of a mixed list, match nothing. */
function isInAnyRange(text: string, ranges: HostValue): boolean | null {
  const read = readIpv4(text)
  if (read < 0) return null
  return typeof ranges === 'object' && ranges !== null && isWithin(networks(ranges), addressOf(read))
}

/** For joins by range: the address alone, and the ends of a range. */
function numberOf(text: string): bigint | null {
  const read = readIpv4(text)
  return read < 0 ? null : BigInt(addressOf(read))
}

function lastOf(text: string): bigint | null {
  const read = readIpv4(text)
  return read < 0 ? null : BigInt(rangeOf(addressOf(read), prefixOf(read))[1])
}

/** RFC 1918. */
function isPrivate(text: string): boolean | null {
  const read = readIpv4(text)
  if (read < 0) return null
  const address = addressOf(read)
  const two = Math.floor(address / 65536)
  return two >>> 8 === 10 || (two >= 0xac10 && two <= 0xac1f) || two === 0xc0a8
}

function suffix(text: string): bigint | null {
  const read = readIpv4(text)
  return read < 0 ? null : BigInt(prefixOf(read))
}

/** An address may be written as a number too. */
function readNumberOrText(value: string): number {
  if (!/^\d{1,10}$/.test(value)) return readIpv4(value)
  const address = Number(value)
  return address < 2 ** 32 ? address * 64 + 32 : -1
}

const format =
  (isMaskShown: boolean) =>
  (value: string | null, prefix: bigint | null): string => {
    const [read, most] = [readNumberOrText(value ?? ''), bits(prefix)]
    if (read < 0 || most === undefined) return ''
    const shortest = Math.min(most, prefixOf(read))
    const network = ipv4Text(networkOf(addressOf(read), shortest))
    return isMaskShown ? `${network}/${shortest}` : network
  }

/** The fewest networks that are exactly the addresses from start to end. */
function cidrs(start: string, end: string): HostValue {
  const [from, to] = [readIpv4(start), readIpv4(end)]
  if (from < 0 || to < 0 || addressOf(from) > addressOf(to)) return null
  const found: string[] = []
  const last = addressOf(to)
  for (let address = addressOf(from); address <= last; ) {
    let prefix = 32
    while (prefix > 0 && networkOf(address, prefix - 1) === address && address + 2 ** (33 - prefix) - 1 <= last) prefix--
    found.push(`${ipv4Text(address)}/${prefix}`)
    address += 2 ** (32 - prefix)
  }
  return found
}

export const ipv4Functions: readonly HostFunction[] = [
  hostFunction('kql_parse_ipv4', ['string'], 'long', parsed),
  hostFunction('kql_parse_ipv4_mask', ['string', 'long'], 'long', masked),
  hostFunction('kql_format_ipv4', ['string', 'long'], 'string', format(false), true),
  hostFunction('kql_format_ipv4_mask', ['string', 'long'], 'string', format(true), true),
  hostFunction('kql_ipv4_compare', ['string', 'string', 'long'], 'long', compared, true),
  hostFunction('kql_ipv4_is_match', ['string', 'string', 'long'], 'bool', matches, true),
  hostFunction('kql_ipv4_is_in_range', ['string', 'string'], 'bool', isInRange),
  { ...hostFunction('kql_ipv4_is_in_any_range', ['string', 'json'], 'bool', isInAnyRange), gathers: true },
  hostFunction('kql_ipv4_number', ['string'], 'long', numberOf),
  hostFunction('kql_ipv4_first', ['string'], 'long', parsed),
  hostFunction('kql_ipv4_last', ['string'], 'long', lastOf),
  hostFunction('kql_ipv4_is_private', ['string'], 'bool', isPrivate),
  hostFunction('kql_ipv4_netmask_suffix', ['string'], 'long', suffix),
  hostFunction('kql_ipv4_range_to_cidr_list', ['string', 'string'], 'json', cidrs),
]
