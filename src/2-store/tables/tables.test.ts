/** The tables hold whatever the sources make: every column has a place, and every kept row tells what its record told. */
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { parseCases } from '../../../test/cases.ts'
import type { Event } from '../../0-event/event.ts'
import { type Found, read } from '../../1-ingest/read.ts'
import { isRefused } from '../../1-ingest/source.ts'
import { sources } from '../../1-ingest/sources/index.ts'
import { openDatabase } from '../database.ts'
import { openStore } from '../duckdb.ts'
import { rowLine } from '../row.ts'
import { kept, layOut } from '../schema.ts'
import { all } from '../store.contract.ts'
import { tableNamed, tables } from './index.ts'

/** Every record of every proof of a source. */
async function provedRecords(): Promise<Found[]> {
  const found: Found[] = []
  for (const source of sources) {
    const markdown = readFileSync(fileURLToPath(new URL(`../../1-ingest/sources/${source.name}.md`, import.meta.url)), 'utf8')
    for (const { tag, text } of parseCases(markdown).flatMap(({ blocks }) => blocks)) {
      if (!['json', 'text', 'csv'].includes(tag)) continue
      const input = { kind: 'stream', name: source.name, stream: Readable.from([Buffer.from(text)]) } as const
      for await (const batch of read([input], { sources, only: source.name })) found.push(...batch.found)
    }
  }
  return found.filter(({ shape, record }) => !isRefused(shape.events(record)))
}

test('each table has its time, its id and its tenant, and no two columns that differ in case alone', () => {
  for (const { name, columns, extracted, persons, personsWithin, tenants, unlike } of tables) {
    assert.equal(columns[0]?.name, 'TimeGenerated', name)
    const names = [...columns, ...extracted].map((column) => column.name)
    assert.equal(new Set(names.map((column) => column.toLowerCase())).size, names.length, name)
    for (const column of ['_ItemId', ...persons, ...personsWithin, ...tenants, ...unlike, ...extracted.map((one) => one.column)])
      assert.ok(names.includes(column), `${name} has no column ${column}`)
  }
})

test('every shape has its table, and every column of its rows a place there', async () => {
  for (const { name, table } of sources.flatMap(({ shapes }) => shapes)) assert.ok(tableNamed(table), `${name}: there is no table ${table}`)
  const lost = new Set<string>()
  for (const { shape, record } of await provedRecords()) {
    const columns = new Set(tableNamed(shape.table)?.columns.map(({ name }) => name))
    for (const column of Object.keys(shape.row(record))) if (!columns.has(column)) lost.add(`${shape.table}.${column}`)
  }
  assert.deepEqual([...lost], [])
})

test('every proved record tells the same events after it was stored', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-tables-'))
  const store = await openStore(folder, { clock: () => 0, threads: 2, memoryLimitMb: 256 })
  try {
    // Records of several cases share an id: each goes in by itself, and out again.
    const records = await provedRecords()
    const groups = grouped(records)
    for (const [index, group] of groups.entries()) {
      const told: Event[] = []
      const lines = new Map<string, string[]>()
      for (const { shape, record } of group) {
        const events = shape.events(record)
        if (!isRefused(events)) told.push(...events)
        const line = rowLine(shape.row(record))
        assert.equal(typeof line, 'string', JSON.stringify(record))
        lines.set(shape.table, [...(lines.get(shape.table) ?? []), String(line)])
      }
      for (const [table, some] of lines) {
        writeFileSync(join(folder, 'rows'), some.map((line) => `${line}\n`).join(''))
        await store.load(join(folder, 'rows'), table, `${index} ${table}`)
      }
      assert.deepEqual(sorted(await all(store.events())), sorted(told))
      await store.prune(Date.UTC(2100))
    }
    assert.ok(groups.length < records.length)
  } finally {
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  }
})

/** As few groups as keep apart records of the same id. */
function grouped(records: readonly Found[]): Found[][] {
  const groups: { ids: Set<string>; found: Found[] }[] = []
  for (const one of records) {
    const id = `${one.shape.table} ${String(one.shape.row(one.record)['_ItemId'])}`
    const group = groups.find(({ ids }) => !ids.has(id))
    if (group === undefined) groups.push({ ids: new Set([id]), found: [one] })
    else {
      group.ids.add(id)
      group.found.push(one)
    }
  }
  return groups.map(({ found }) => found)
}

const plain = (event: Event): string => JSON.stringify(event, Object.keys(event).sort())
const sorted = (events: readonly Event[]): unknown[] =>
  [...events]
    .sort((one, other) => (one.id + plain(one) < other.id + plain(other) ? -1 : 1))
    .map((event) => JSON.parse(JSON.stringify(event)) as unknown)

test('queries written for Okta_CL find what OktaV2_CL keeps', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-tables-'))
  const store = await openStore(folder, { clock: () => 0, threads: 2, memoryLimitMb: 256 })
  const record = {
    eventType: 'user.session.start',
    published: '2026-11-02T01:04:05.678Z',
    actor: { alternateId: 'ada@example.com', id: '00u1' },
    client: { ipAddress: '203.0.113.9', geographicalContext: { city: 'Leeds', geolocation: { lat: 53.8, lon: -1.55 } } },
    securityContext: { isProxy: false, asNumber: 2856 },
    outcome: { result: 'FAILURE', reason: 'INVALID_CREDENTIALS' },
    target: [{ type: 'User' }],
    transaction: { detail: { a: 1 } },
  }
  writeFileSync(
    join(folder, 'rows'),
    `${JSON.stringify({ TimeGenerated: record.published, _ItemId: 'a', RawData: JSON.stringify(record) })}\n`,
  )
  await store.load(join(folder, 'rows'), 'OktaV2_CL', 'one')
  const [row] = await store.query(`SELECT eventType_s, actor_alternateId_s, client_ipAddress_s, client_geographicalContext_city_s, "Type",
    client_geographicalContext_geolocation_lat_d, securityContext_isProxy_b, securityContext_asNumber_d, outcome_reason_s, target_s,
    transaction_details_s, published_t::VARCHAR AS published FROM "Okta_CL"`)
  assert.deepEqual(row, {
    eventType_s: 'user.session.start',
    actor_alternateId_s: 'ada@example.com',
    client_ipAddress_s: '203.0.113.9',
    client_geographicalContext_city_s: 'Leeds',
    Type: 'Okta_CL',
    client_geographicalContext_geolocation_lat_d: 53.8,
    securityContext_isProxy_b: false,
    securityContext_asNumber_d: 2856,
    outcome_reason_s: 'INVALID_CREDENTIALS',
    target_s: '[{"type":"User"}]',
    transaction_details_s: '{"a":1}',
    published: '2026-11-02 01:04:05.678',
  })
  await store.close()
  rmSync(folder, { recursive: true, force: true })
})

test('a store of an earlier version gets the columns and hot paths that came since', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-tables-'))
  const database = await openDatabase(folder, { threads: 2, memoryLimitMb: 256 })
  const later = tableNamed('AADUserRiskEvents')
  assert.ok(later)
  const earlier = { ...later, columns: later.columns.filter(({ name }) => name !== 'Source'), extracted: later.extracted.slice(1) }
  const asked = await database.write(async (connection) => {
    await layOut(connection, [...tables.filter((table) => table !== later), earlier])
    await connection.run(`INSERT INTO ${kept(later)} (TimeGenerated, _ItemId, Location) VALUES (epoch_ms(0), 'a', '{"city":"Leeds"}')`)
    await layOut(connection, tables)
    await layOut(connection, tables)
    return connection.runAndReadAll(`SELECT "Source", "Location.city" FROM ${kept(later)}`)
  })
  assert.deepEqual(asked.getRowsJson(), [[null, 'Leeds']])
  const shown = await database.read((connection) => connection.runAndReadAll(`SELECT "Source" FROM "AADUserRiskEvents"`))
  assert.deepEqual(shown.getRowsJson(), [[null]])
  await database.close()
  rmSync(folder, { recursive: true, force: true })
})
