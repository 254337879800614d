/** IPv6 addresses, and IPv4 ones as part of them (::ffff:a.b.c.d). */
import { type HostFunction, type HostValue, hostFunction } from '../host.ts'
import { addressOf, once, prefixOf, readIpv4, textsOf } from './ipv4.ts'

interface Network {
  readonly address: bigint
  readonly prefix: number
}

/** Texts that were read already; at the bound all are forgotten. */
const knownMax = 4096
const known = new Map<string, Network | null>()

function readIpv6(text: string): Network | null {
  const before = known.get(text)
  if (before !== undefined) return before
  if (known.size >= knownMax) known.clear()
  const network = text.length > 60 ? null : parse(text.trim())
  known.set(text, network)
  return network
}

function parse(text: string): Network | null {
  const plain = readIpv4(text)
  if (plain >= 0) return { address: mapped(addressOf(plain)), prefix: 96 + prefixOf(plain) }
  const slash = text.indexOf('/')
  const body = (slash < 0 ? text : text.slice(0, slash)).replace(/%.*$/, '')
  const prefix = slash < 0 ? 128 : prefixIn(text.slice(slash + 1))
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(body)
  if (prefix === undefined) return null
  if (dotted === null) {
    const address = groups(body)
    return address === undefined ? null : { address, prefix }
  }
  const tail = readIpv4(dotted[2] ?? '')
  if (tail < 0) return null
  const head = groups(`${dotted[1]}0:0`)
  if (head === undefined) return null
  // ::a.b.c.d means the IPv4 address, and a prefix of up to 32 counts its bits.
  const isMapped = head === 0n || head === 0xffffn << 32n
  const address = isMapped ? mapped(addressOf(tail)) : head + BigInt(addressOf(tail))
  return { address, prefix: isMapped && slash >= 0 && prefix <= 32 ? prefix + 96 : prefix }
}

const mapped = (ipv4: number): bigint => (0xffffn << 32n) + BigInt(ipv4)

const prefixIn = (text: string): number | undefined => (/^\d{1,3}$/.test(text) && Number(text) <= 128 ? Number(text) : undefined)

function groups(body: string): bigint | undefined {
  const halves = body.split('::')
  if (halves.length > 2) return undefined
  const [front = [], back = []] = halves.map((half) => (half === '' ? [] : half.split(':')))
  const missing = 8 - front.length - back.length
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined
  let address = 0n
  for (const group of [...front, ...Array.from({ length: missing }, () => '0'), ...back]) {
    if (!/^[0-9a-f]{1,4}$/i.test(group)) return undefined
    address = (address << 16n) + BigInt(Number.parseInt(group, 16))
  }
  return address
}

const networkOf = (address: bigint, prefix: number): bigint => (address >> BigInt(128 - prefix)) << BigInt(128 - prefix)

function fullText(address: bigint): string {
  const digits = address.toString(16).padStart(32, '0')
  return (digits.match(/.{4}/g) ?? []).join(':')
}

/** Undefined where it is no prefix length; none given means all bits. */
const bits = (prefix: bigint | null): number | undefined =>
  prefix === null ? 128 : prefix >= 0n && prefix <= 128n ? Number(prefix) : undefined

function canonical(text: string | null, prefix: bigint | null): string {
  const [network, most] = [readIpv6(text ?? ''), bits(prefix)]
  return network === null || most === undefined ? '' : fullText(networkOf(network.address, Math.min(most, network.prefix)))
}

function compare(first: string | null, second: string | null, prefix: bigint | null): bigint | null {
  const [a, b, most] = [readIpv6(first ?? ''), readIpv6(second ?? ''), bits(prefix)]
  if (a === null || b === null || most === undefined) return null
  const shortest = Math.min(most, a.prefix, b.prefix)
  const [x, y] = [networkOf(a.address, shortest), networkOf(b.address, shortest)]
  return x === y ? 0n : x < y ? -1n : 1n
}

function matches(first: string | null, second: string | null, prefix: bigint | null): boolean | null {
  const sign = compare(first, second, prefix)
  return sign === null ? null : sign === 0n
}

const isIn = (address: bigint, range: Network): boolean => (address ^ range.address) >> BigInt(128 - range.prefix) === 0n

function isInRange(text: string, range: string): boolean | null {
  const [a, b] = [readIpv6(text), readIpv6(range)]
  return a === null || b === null ? null : isIn(a.address, b)
}

const networks = once((list) =>
  textsOf(list)
    .map((text) => parse(text.trim()))
    .filter((network) => network !== null),
)

/** Texts in the list that are no ranges match nothing. */
function isInAnyRange(text: string, ranges: HostValue): boolean | null {
  const read = readIpv6(text)
  if (read === null) return null
  return typeof ranges === 'object' && ranges !== null && networks(ranges).some((range) => isIn(read.address, range))
}

/** For joins by range: whole numbers of 128 bits, written out. */
const placed =
  (at: (network: Network) => bigint) =>
  (text: string): string | null => {
    const network = readIpv6(text)
    return network === null ? null : String(at(network))
  }

const firstOf = ({ address, prefix }: Network): bigint => networkOf(address, prefix)

const lastOf = (network: Network): bigint => firstOf(network) + (1n << BigInt(128 - network.prefix)) - 1n

export const ipv6Functions: readonly HostFunction[] = [
  hostFunction('kql_parse_ipv6', ['string'], 'string', (text: string) => canonical(text, null)),
  hostFunction('kql_parse_ipv6_mask', ['string', 'long'], 'string', canonical),
  hostFunction('kql_ipv6_compare', ['string', 'string', 'long'], 'long', compare, true),
  hostFunction('kql_ipv6_is_match', ['string', 'string', 'long'], 'bool', matches, true),
  hostFunction('kql_ipv6_is_in_range', ['string', 'string'], 'bool', isInRange),
  hostFunction(
    'kql_ipv6_number',
    ['string'],
    'string',
    placed(({ address }) => address),
  ),
  hostFunction('kql_ipv6_first', ['string'], 'string', placed(firstOf)),
  hostFunction('kql_ipv6_last', ['string'], 'string', placed(lastOf)),
  { ...hostFunction('kql_ipv6_is_in_any_range', ['string', 'json'], 'bool', isInAnyRange), gathers: true },
]
