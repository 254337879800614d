/** IPv4 functions whose work SQL can do on all cores: addresses are read there, and ranges that are known become comparisons. */
import type { Call, Family, ScalarFunction } from './function.ts'
import { addressOf, prefixOf, rangeOf, rangesOf, readIpv4, textsOf } from './host/ipv4.ts'
import { fromHost } from './host-call.ts'
import { type Scalar, sql } from './scalar.ts'
import { words } from './strings.ts'

/** More ranges than this are looked up in JavaScript, by halving. */
const rangesMax = 64

const first = (args: readonly Scalar[], call: Call): Scalar => args[0] ?? call.refuse(`${call.name}() wants an address.`)

const otherwise = (args: readonly Scalar[], call: Call): Scalar =>
  fromHost.get(call.name)?.(args, call) ?? call.refuse(`${call.name}() has no translation yet.`)

/** Null where the first is no address. The number is computed once, for all comparisons. */
function within(address: Scalar, pairs: readonly (readonly [number, number])[]): Scalar {
  const { firsts, lasts } = rangesOf(pairs)
  const tests = Array.from(firsts, (from, i) => `n BETWEEN ${from} AND ${lasts[i] ?? from}`)
  const test = tests.length === 0 ? 'CASE WHEN n IS NOT NULL THEN false END' : tests.join(' OR ')
  return sql('bool', `list_transform([kql_ipv4_of(${words(address)})], lambda n: ${test})[1]`)
}

const pair = (read: number): [number, number] => rangeOf(addressOf(read), prefixOf(read))

/** The texts of arguments that are all known; undefined where one is not. */
function knownTexts(args: readonly Scalar[]): string[] | undefined {
  const texts: string[] = []
  for (const { type, constant } of args) {
    if (typeof constant !== 'string' || (type !== 'string' && type !== 'dynamic')) return undefined
    texts.push(...(type === 'string' ? [constant] : textsOf(JSON.parse(constant))))
  }
  return texts
}

const isInRange: ScalarFunction = (args, call) => {
  const [range] = knownTexts(args.slice(1, 2)) ?? []
  if (args.length !== 2 || range === undefined) return otherwise(args, call)
  const read = readIpv4(range)
  return read < 0 ? otherwise(args, call) : within(first(args, call), [pair(read)])
}

const isInAnyRange: ScalarFunction = (args, call) => {
  const texts = args.length < 2 ? undefined : knownTexts(args.slice(1))
  if (texts === undefined || texts.length > rangesMax) return otherwise(args, call)
  const reads = texts.map(readIpv4).filter((read) => read >= 0)
  return within(first(args, call), reads.map(pair))
}

/** RFC 1918. */
const privateRanges = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].map(readIpv4).map(pair)

export const addresses: Family = {
  parse_ipv4: (args, call) => sql('long', `kql_ipv4_network_of(${words(first(args, call))})`),
  ipv4_is_private: (args, call) => within(first(args, call), privateRanges),
  ipv4_is_in_range: isInRange,
  ipv4_is_in_any_range: isInAnyRange,
}
