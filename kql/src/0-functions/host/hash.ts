/** xxhash64 of values: https://learn.microsoft.com/kusto/query/hash-function and its neighbours. */
import xxhash from 'xxhash-wasm'
import { type HostFunction, hostFunction } from '../host.ts'

const { h64, h64Raw } = await xxhash()

const eight = new DataView(new ArrayBuffer(8))
const eightBytes = new Uint8Array(eight.buffer)

const signed = (value: bigint): bigint => BigInt.asIntN(64, value)

/** Ticks and whole numbers as eight bytes, the lowest first: so the documentation's datetime(2015-01-01) comes out. */
function ofLong(value: bigint): bigint {
  eight.setBigInt64(0, value, true)
  return signed(h64Raw(eightBytes))
}

function ofReal(value: number): bigint {
  eight.setFloat64(0, value, true)
  return signed(h64Raw(eightBytes))
}

/** What the engine combines hashes by is not published: this is Boost's way with 64 bits, in which the order counts. */
function combine(first: bigint, second: bigint): bigint {
  const seed = BigInt.asUintN(64, first)
  return signed(seed ^ (BigInt.asUintN(64, second) + 0x9e3779b97f4a7c15n + (seed << 6n) + (seed >> 2n)))
}

/** From 0 to `mod` - 1, of the hash without its sign. */
const remainder = (value: bigint, mod: bigint): bigint | null => (mod <= 0n ? null : BigInt.asUintN(64, value) % mod)

export const hashFunctions: readonly HostFunction[] = [
  hostFunction('kql_hash_of_text', ['string'], 'long', (text: string) => signed(h64(text))),
  hostFunction('kql_hash_of_long', ['long'], 'long', ofLong),
  hostFunction('kql_hash_of_real', ['real'], 'long', ofReal),
  hostFunction('kql_hash_of_two', ['long', 'long'], 'long', combine),
  hostFunction('kql_hash_modulo', ['long', 'long'], 'long', remainder),
]
