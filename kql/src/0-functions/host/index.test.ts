/** What every function that runs in JavaScript promises: it has a name of its own, never throws, and gives what it says it returns. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { HostType, HostValue } from '../host.ts'
import { hostFunctions } from './index.ts'

const numbers = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer({ min: -5, max: 50 }), fc.constant(null))
const times = fc.integer({ min: 0, max: 40 }).map((day) => new Date(Date.UTC(2021, 0, 1 + day)).toISOString().replace('.000Z', '.0000000Z'))
const rows = fc.array(fc.record({ id: fc.constantFrom('a', 'b', 'c'), at: times, value: numbers, text: fc.string() }), { maxLength: 20 })

const given: Readonly<Record<HostType, fc.Arbitrary<unknown>>> = {
  string: fc.oneof(fc.string(), fc.json(), fc.constantFrom('avg', 'linefit', 'ctukey', '')),
  long: fc.oneof(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.bigInt({ min: -3n, max: 30n })),
  real: fc.oneof(fc.double(), fc.double({ min: 0, max: 60 })),
  bool: fc.boolean(),
  json: fc.oneof(fc.jsonValue(), fc.array(numbers, { maxLength: 40 }), fc.array(fc.jsonValue({ maxDepth: 0 })), rows),
}

/** Without undefined, and without numbers that JSON does not have. */
function isJson(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value)
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true
  return typeof value === 'object' && Object.values(value).every(isJson)
}

function isOf(type: HostType, value: HostValue): boolean {
  if (value === null) return true
  switch (type) {
    case 'json':
      return isJson(value)
    case 'long':
      return typeof value === 'bigint'
    case 'real':
      return typeof value === 'number'
    case 'bool':
      return typeof value === 'boolean'
    case 'string':
      return typeof value === 'string'
  }
}

test('names are used once', () => {
  const names = hostFunctions.map((one) => one.name)
  assert.deepEqual(names, [...new Set(names)])
  assert.deepEqual(
    names.filter((name) => !/^kql_[a-z0-9_]+$/.test(name)),
    [],
  )
})

for (const { name, takes, returns, seesNulls, run } of hostFunctions) {
  test(`${name} answers anything`, () => {
    const values = takes.map((type) => (seesNulls ? fc.option(given[type], { nil: null }) : given[type]))
    fc.assert(
      fc.property(fc.tuple(...values), (all) => {
        assert.ok(isOf(returns, run(...(all as never[]))))
      }),
      { numRuns: 60 },
    )
  })
}
