/** An address lies between the ends of a range exactly when it is in the range: joins by range count on that. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { called } from './called.ts'
import { ipv4Functions } from './ipv4.ts'
import { ipv6Functions } from './ipv6.ts'

const call = called([...ipv4Functions, ...ipv6Functions])

function isBetween(version: 'ipv4' | 'ipv6', address: string, range: string): boolean {
  const [at, first, last] = [call(`${version}_number`, address), call(`${version}_first`, range), call(`${version}_last`, range)]
  const isKnown = (value: unknown): value is string | bigint => typeof value === 'string' || typeof value === 'bigint'
  assert.ok(isKnown(at) && isKnown(first) && isKnown(last))
  return BigInt(at) >= BigInt(first) && BigInt(at) <= BigInt(last)
}

// Few different parts, so that addresses are often in ranges.
const part = fc.constantFrom(0, 1, 127, 128, 255)
const ipv4 = fc.tuple(part, part, part, part).map((parts) => parts.join('.'))
const ipv4Range = fc.tuple(ipv4, fc.integer({ min: 0, max: 32 })).map(([address, prefix]) => `${address}/${prefix}`)
const group = fc.constantFrom('0', '1', '7fff', '8000', 'ffff')
const ipv6 = fc.array(group, { minLength: 8, maxLength: 8 }).map((groups) => groups.join(':'))
const ipv6Range = fc.tuple(ipv6, fc.integer({ min: 0, max: 128 })).map(([address, prefix]) => `${address}/${prefix}`)

test('IPv4 addresses', () => {
  fc.assert(fc.property(ipv4, ipv4Range, (ip, range) => assert.equal(isBetween('ipv4', ip, range), call('ipv4_is_in_range', ip, range))))
})

test('IPv6 addresses, and IPv4 ones among them', () => {
  fc.assert(
    fc.property(fc.oneof(ipv6, ipv4), fc.oneof(ipv6Range, ipv4Range), (ip, range) =>
      assert.equal(isBetween('ipv6', ip, range), call('ipv6_is_in_range', ip, range)),
    ),
  )
})

test('what is no address has no place', () => {
  assert.equal(call('ipv4_number', '1.2.3'), null)
  assert.equal(call('ipv4_last', '1.2.3.4/33'), null)
  assert.equal(call('ipv6_number', 'x'), null)
})
