/** Addresses: values from Microsoft's pages on each function, and that ranges agree with a plain reading of them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { called } from './called.ts'
import { ipv4Functions } from './ipv4.ts'
import { ipv4FoundFunctions } from './ipv4-found.ts'
import { ipv6Functions } from './ipv6.ts'

const call = called([...ipv4Functions, ...ipv4FoundFunctions, ...ipv6Functions])

// parse-ipv4-function.md, parse-ipv4-mask-function.md
test('IPv4 addresses are numbers', () => {
  assert.equal(call('parse_ipv4', '192.168.1.1'), 3232235777n)
  assert.equal(call('parse_ipv4', '192.168.1.1/24'), 3232235776n)
  assert.equal(call('parse_ipv4', '255.255.255.255/31'), 4294967294n)
  assert.equal(call('parse_ipv4_mask', '127.0.0.1', 24n), 2130706432n)
  for (const wrong of ['', '1.2.3', '1.2.3.256', '1.2.3.4/33', '1.2.3.4/', 'a.b.c.d', '1.2.3.4.5', '1.2.3.4 x'])
    assert.equal(call('parse_ipv4', wrong), null, wrong)
})

// format-ipv4-function.md
test('IPv4 addresses are written with their network', () => {
  assert.equal(call('format_ipv4', '192.168.1.1', 24n), '192.168.1.0')
  assert.equal(call('format_ipv4_mask', '192.168.1.1/24', 32n), '192.168.1.0/24')
  assert.equal(call('format_ipv4', '192.168.1.1/24', -1n), '')
  assert.equal(call('format_ipv4', '3232235778'), '192.168.1.2')
})

// ipv4-compare-function.md, ipv4-is-match-function.md
test('IPv4 addresses are compared by the shortest prefix', () => {
  assert.equal(call('ipv4_compare', '192.168.1.1', '192.168.1.0', 31n), 0n)
  assert.equal(call('ipv4_compare', '192.168.1.1/24', '192.168.1.255', 31n), 0n)
  assert.equal(call('ipv4_compare', '192.168.1.1', '192.168.1.2'), -1n)
  assert.equal(call('ipv4_is_match', '192.168.1.1/24', '192.168.1.255'), true)
  assert.equal(call('ipv4_is_match', 'x', '192.168.1.255'), null)
})

// ipv4-is-in-range-function.md, ipv4-is-in-any-range-function.md, ipv4-is-private-function.md
test('IPv4 ranges', () => {
  assert.equal(call('ipv4_is_in_range', '192.168.1.6', '192.168.1.1/24'), true)
  assert.equal(call('ipv4_is_in_any_range', '192.168.1.6', ['192.168.1.1/24', '10.0.0.1/8', '127.1.0.1/16']), true)
  const local = [['192.168.1.1/16', '127.0.0.1/8', '10.0.0.1/8']]
  assert.deepEqual(
    ['10.1.2.3', '192.168.1.5', '123.1.11.21', '1.1.1.1'].map((ip) => call('ipv4_is_in_any_range', ip, local)),
    [true, true, false, false],
  )
  assert.equal(call('ipv4_is_in_any_range', 'no', local), null)
  assert.deepEqual(
    ['10.1.2.3', '192.168.1.1/24', '127.0.0.1', '172.15.0.1', '172.31.255.255', ''].map((ip) => call('ipv4_is_private', ip)),
    [true, true, false, false, true, null],
  )
  assert.equal(call('ipv4_netmask_suffix', '192.168.1.1/24'), 24n)
})

// ipv4-range-to-cidr-list-function.md
test('the fewest networks of a range', () => {
  assert.deepEqual(call('ipv4_range_to_cidr_list', '1.1.128.0', '1.1.140.255'), ['1.1.128.0/21', '1.1.136.0/22', '1.1.140.0/24'])
  assert.deepEqual(call('ipv4_range_to_cidr_list', '0.0.0.0', '255.255.255.255'), ['0.0.0.0/0'])
})

// has-ipv4-function.md, has-ipv4-prefix-function.md, has-any-ipv4-prefix-function.md
test('IPv4 addresses in a text', () => {
  const line = '05:04:54 127.0.0.1 GET /favicon.ico 404'
  assert.equal(call('has_ipv4', line, '127.0.0.1'), true)
  assert.equal(call('has_ipv4', line.replace(' 127', '127'), '127.0.0.1'), false)
  assert.equal(call('has_ipv4', '05:04:54 127.0.0.256 GET', '127.0.0.256'), false)
  assert.equal(call('has_ipv4_prefix', line, '127.0.'), true)
  assert.equal(call('has_ipv4_prefix', line, '127.0'), false)
  assert.equal(call('has_ipv4_prefix', line.replace('0.1', '0.256'), '127.0.'), false)
  assert.equal(call('has_any_ipv4_prefix', line, ['127.0.', '192.168.']), true)
  assert.equal(call('has_any_ipv4_prefix', line, [['127.0', '192.168.']]), false)
  assert.equal(call('has_any_ipv4', 'from 192.168.1.1, 10.1.1.115 and 10.1.1.201', ['1.1.1.1', '10.1.1.201']), true)
})

// parse-ipv6-function.md, parse-ipv6-mask-function.md
test('IPv6 addresses are written in full', () => {
  assert.equal(call('parse_ipv6', '192.168.255.255/24'), '0000:0000:0000:0000:0000:ffff:c0a8:ff00')
  assert.equal(call('parse_ipv6_mask', '192.168.255.255', 120n), '0000:0000:0000:0000:0000:ffff:c0a8:ff00')
  assert.equal(call('parse_ipv6_mask', 'fe80::85d:e82c:9446:7994/120', 124n), 'fe80:0000:0000:0000:085d:e82c:9446:7900')
  assert.equal(call('parse_ipv6_mask', '::192.168.255.255/24', 128n), '0000:0000:0000:0000:0000:ffff:c0a8:ff00')
  for (const wrong of ['', ':', ':::', '1::2::3', '1:2:3', 'g::', '1:2:3:4:5:6:7:8:9', '::1/129'])
    assert.equal(call('parse_ipv6', wrong), '', wrong)
})

// ipv6-compare-function.md
test('IPv6 and IPv4 addresses compare with each other', () => {
  const same = [
    ['192.168.1.1/30', '192.168.1.255/24'],
    ['fe80::85d:e82c:9446:7994', 'fe80::85d:e82c:9446:7998/120'],
    ['192.168.1.1', '::ffff:c0a8:0101'],
    ['192.168.1.1/24', '::ffff:c0a8:01ff'],
    ['::192.168.1.1/30', '192.168.1.255/24'],
  ]
  for (const [a, b] of same) {
    assert.equal(call('ipv6_compare', a, b), 0n, `${a} ${b}`)
    assert.equal(call('ipv6_is_match', a, b), true, `${a} ${b}`)
  }
  assert.equal(call('ipv6_compare', 'fe80::1', 'fe80::2'), -1n)
  assert.equal(call('ipv6_is_in_any_range', '2001:db8::1', ['10.0.0.0/8', '2001:db8::/32']), true)
  assert.equal(call('ipv6_is_in_range', '2001:db9::1', '2001:db8::/32'), false)
})

const ipv4 = fc.ipV4()
const network = fc.tuple(ipv4, fc.integer({ min: 0, max: 32 })).map(([ip, prefix]) => `${ip}/${prefix}`)

test('a list of ranges says what its ranges say', () => {
  fc.assert(
    fc.property(ipv4, fc.array(network, { maxLength: 20 }), (ip, ranges) => {
      const expected = ranges.some((range) => call('ipv4_is_in_range', ip, range) === true)
      assert.equal(call('ipv4_is_in_any_range', ip, ranges), expected)
      assert.equal(call('ipv6_is_in_any_range', ip, ranges), expected)
    }),
  )
})

test('an address is found wherever it stands alone', () => {
  fc.assert(
    fc.property(ipv4, ipv4, fc.constantFrom(' ', ',', '[', '"', '-'), (ip, other, around) => {
      assert.equal(call('has_ipv4', `${around}${other}${around}${ip}${around}`, ip), true)
      assert.equal(call('has_ipv4', `x${ip}`, ip), false)
    }),
  )
})

test('networks of a range cover it exactly', () => {
  fc.assert(
    fc.property(ipv4, ipv4, (a, b) => {
      const value = (ip: string): number => Number(call('parse_ipv4', ip))
      const [from, to] = value(a) <= value(b) ? [a, b] : [b, a]
      let next = value(from)
      for (const range of call('ipv4_range_to_cidr_list', from, to) as string[]) {
        assert.equal(value(range), next)
        next += 2 ** (32 - Number(range.split('/')[1]))
      }
      assert.equal(next, value(to) + 1)
    }),
  )
})
