/** What SQL reads quickly and what the host functions read thoroughly is the same. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { prepareInstance } from '../duckdb.ts'

let instance: DuckDBInstance
let connection: DuckDBConnection

before(async () => {
  instance = await DuckDBInstance.create(':memory:')
  connection = await instance.connect()
  await prepareInstance(connection)
})

after(() => {
  connection.closeSync()
  instance.closeSync()
})

async function same(quick: string, thorough: string, texts: fc.Arbitrary<string>): Promise<void> {
  await fc.assert(
    fc.asyncProperty(fc.array(texts, { minLength: 20, maxLength: 60 }), async (all) => {
      const list = all.map((text) => `'${text.replaceAll("'", "''")}'`).join(', ')
      const found = await connection.runAndReadAll(`SELECT s, ${quick}(s), ${thorough}(s) FROM (SELECT unnest([${list}]) AS s)`)
      for (const [text, one, other] of found.getRows()) assert.equal(one, other, String(text))
    }),
    { numRuns: 30 },
  )
}

const noise = fc.constantFrom('', ' ', '/24', '/33', '.', 'x', '0', '.1', '\t', '+', '-1')
const address = fc.oneof(
  fc.ipV4(),
  fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 3, maxLength: 5 }).map((parts) => parts.join('.')),
)

test('IPv4 addresses', async () => {
  const texts = fc.tuple(noise, address, noise).map((parts) => parts.join(''))
  await same('kql_ipv4_of', 'kql_ipv4_number', texts)
  await same('kql_ipv4_network_of', 'kql_parse_ipv4', texts)
})

test('datetimes', async () => {
  const two = (max: number): fc.Arbitrary<string> => fc.integer({ min: 0, max }).map((value) => String(value).padStart(2, '0'))
  const moment = fc
    .tuple(fc.constantFrom('0001', '1970', '2024', '9999'), two(13), two(32), fc.constantFrom('T', ' '), two(25), two(61), two(61))
    .map(([year, month, day, between, hour, minute, second]) => `${year}-${month}-${day}${between}${hour}:${minute}:${second}`)
  const fraction = fc.oneof(fc.constant(''), fc.stringMatching(/^\.\d{1,9}$/))
  await same(
    'kql_todatetime',
    'kql_parse_datetime',
    fc.tuple(moment, fraction, fc.constantFrom('', 'Z', ' GMT', '+02:00')).map((parts) => parts.join('')),
  )
})
