/** DuckDB's own way through a log of sign-ins keeps the same rows as the careful way, whatever lies in its lines. */
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import fc from 'fast-check'
import { type EntraForm, forms } from '../../test/bench/entra.ts'
import { signIns } from '../../test/bench/entra-people.ts'
import type { Json, JsonObject } from '../0-event/json.ts'
import { openQuarantine, type Quarantine } from '../1-ingest/quarantine.ts'
import { loadWithCare } from './careful.ts'
import { type Database, openDatabase } from './database.ts'
import { loadFile } from './load-file.ts'
import { type FileLimits, fileLimits, type Loading } from './loading.ts'
import { kept, layOut } from './schema.ts'
import { list, literal } from './sql.ts'
import { tables } from './tables/index.ts'

interface World {
  readonly database: Database
  readonly spool: string
  readonly clock: () => number
  readonly quarantine: Quarantine
  readonly folder: string
}

async function withWorld<T>(work: (world: World) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-direct-'))
  const spool = join(folder, 'spool')
  mkdirSync(spool)
  const database = await openDatabase(folder, { threads: 2, memoryLimitMb: 512 })
  const quarantine = await openQuarantine(join(folder, 'quarantine'))
  try {
    await database.write((connection) => layOut(connection, tables))
    return await work({ database, spool, clock: () => Date.UTC(2026, 10, 2), quarantine, folder })
  } finally {
    await quarantine.close()
    await database.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Every row with all its columns but those of the load itself, dynamic ones as values. */
async function rowsOf({ database }: World): Promise<Record<string, unknown>[]> {
  const found: Record<string, unknown>[] = []
  for (const table of tables) {
    const columns = [...table.columns.map((column) => column.name), ...table.extracted.map((one) => one.name), '_Tenant']
    const fields = columns.map((column) => `${literal(column)}: "${column}"`)
    const reader = await database.read((connection) =>
      connection.runAndReadAll(`SELECT to_json({${list(fields)}})::VARCHAR FROM ${kept(table)} ORDER BY _ItemId, TimeGenerated`),
    )
    for (const [text] of reader.getRowsJson()) found.push({ table: table.name, ...(JSON.parse(String(text)) as object) })
  }
  return found
}

async function refusedOf({ quarantine }: World): Promise<string[]> {
  return (await quarantine.recent(10_000)).map(({ line, why }) => `${line}: ${why}`).sort()
}

const write = (world: World, content: string | Buffer): string => {
  const path = join(world.folder, 'log.ndjson')
  writeFileSync(path, content)
  return path
}

async function carefully(world: World, path: string): Promise<void> {
  const { quarantine } = world
  const loading: Loading = {
    path,
    key: 'care',
    options: { quarantine },
    limits: fileLimits,
    total: { tables: new Map(), loads: [], refused: 0 },
  }
  await loadWithCare(world, loading, { path, name: 'care', linesBefore: 0 })
}

/** Loads the lines both ways; answers the name of the direct load, which tells whether it was direct. */
async function bothWays(content: string | Buffer, limits: FileLimits = fileLimits): Promise<readonly string[]> {
  const direct = await withWorld(async (world) => {
    const { loads } = await loadFile(world, write(world, content), { quarantine: world.quarantine }, limits)
    assert.deepEqual(readdirSync(world.spool), [], 'nothing is left in the spool')
    return { rows: await rowsOf(world), refused: await refusedOf(world), loads }
  })
  const careful = await withWorld(async (world) => {
    await carefully(world, write(world, content))
    return { rows: await rowsOf(world), refused: await refusedOf(world) }
  })
  assert.deepEqual(direct.refused, careful.refused)
  assert.equal(direct.rows.length, careful.rows.length)
  for (const [index, row] of direct.rows.entries()) assert.deepEqual(row, careful.rows[index])
  return direct.loads
}

const wasDirect = (loads: readonly string[]): boolean => loads.length > 0 && loads.every((load) => /\/\d+:/.test(load))

const recordsIn = (form: EntraForm, count: number, seed = 7): JsonObject[] =>
  [...signIns({ count, people: 40, days: 2, seed, start: Date.UTC(2026, 9, 1) })].map(forms[form])

const line = (record: Json): string => `${JSON.stringify(record)}\n`

const everyForm = Object.keys(forms) as EntraForm[]

for (const form of everyForm) {
  test(`the rows of plain sign-ins are the same: ${form}`, async () => {
    const loads = await bothWays(recordsIn(form, 400).map(line).join(''))
    assert.ok(wasDirect(loads), loads.join())
  })

  test(`packed files and pieces give the same rows: ${form}`, async () => {
    const text = recordsIn(form, 700).map(line).join('')
    for (const packed of [gzipSync(text), zstdCompressSync(text)]) {
      const loads = await bothWays(packed, { ...fileLimits, pieceBytes: 300_000 })
      assert.ok(wasDirect(loads) && loads.length > 1, loads.join())
    }
    const loads = await bothWays(text, { ...fileLimits, inPlaceMax: 1000, pieceBytes: 300_000 })
    assert.ok(wasDirect(loads) && loads.length > 1, loads.join())
  })

  test(`background sign-ins go into their own table: ${form}`, async () => {
    const background = recordsIn(form, 200).map((record) => inBackground(record, form))
    const loads = await bothWays(background.map(line).join(''))
    assert.ok(wasDirect(loads) && loads.every((load) => load.endsWith('AADNonInteractiveUserSignInLogs')), loads.join())
  })
}

function inBackground(record: JsonObject, form: EntraForm): JsonObject {
  const quiet = { isInteractive: false, signInEventTypes: ['nonInteractiveUser'] }
  switch (form) {
    case 'log-analytics':
      return { ...record, Type: 'AADNonInteractiveUserSignInLogs', Category: 'NonInteractiveUserSignInLogs', IsInteractive: false }
    case 'graph':
      return { ...record, ...quiet }
    case 'azure-monitor':
      return { ...record, category: 'NonInteractiveUserSignInLogs', properties: { ...(record['properties'] as JsonObject), ...quiet } }
  }
}

test('lines that are not plain are read with care, in their place', async () => {
  const records = recordsIn('graph', 500)
  const [first = {}, second = {}] = records
  const strange = [
    '{"id":"torn',
    'no JSON at all',
    line({ ...first, id: 'typed', userPrincipalName: 'Hunter2!!', status: { errorCode: 50034, failureReason: 'unknown' } }).trim(),
    line({ ...first, id: 'no-time', createdDateTime: '30 February' }).trim(),
    line({ ...first, id: 'us-time', createdDateTime: '8/22/2022 6:07:16 PM' }).trim(),
    line({ ...first, id: 'background', isInteractive: false, signInEventTypes: ['nonInteractiveUser'] }).trim(),
    line({
      value: [
        { ...first, id: 'in-an-envelope' },
        { ...first, id: 'in-an-envelope-too' },
      ],
    }).trim(),
    line({ activityDisplayName: 'Update user', activityDateTime: '2026-10-01T00:00:00Z', id: 'audit', category: 'UserManagement' }).trim(),
    line({ ...second, userDisplayName: 'sent again, with more' }).trim(),
    '',
    ' \t\r',
    `\uFEFF${line({ ...first, id: 'after a mark' }).trim()}`,
    line({ ...first, id: 'NUL\u0000 and \ud83d\ude00' }).trim(),
    `{"id":"lone \\ud800","createdDateTime":"2026-10-01T00:00:00Z"}`,
    line({ ...first, id: 'deep', deviceDetail: nested(700) }).trim(),
    line({ ...first, id: 'deep text', authenticationDetails: 'HERE' })
      .trim()
      .replace('"HERE"', `${'['.repeat(5000)}${']'.repeat(5000)}`),
    line({ ...first, id: 'wide', appliedConditionalAccessPolicies: Array.from({ length: 1500 }, () => ({ a: [] })) }).trim(),
  ]
  const lines = records.map((record) => line(record).trim())
  const at = 300
  const mixed = [...lines.slice(0, at), ...strange, ...lines.slice(at)]
  assert.ok(wasDirect(await bothWays(mixed.join('\n'))))
})

const nested = (levels: number): Json => (levels === 0 ? {} : { a: nested(levels - 1) })

test('the last of a record in a file wins, whichever way its lines go', async () => {
  const records = recordsIn('graph', 300)
  const [one = {}, other = {}] = records.slice(120)
  const doubtful = (record: JsonObject, note: string): JsonObject => ({
    ...record,
    userPrincipalName: `typed ${note}`,
    sessionId: note,
    status: { errorCode: 50126 },
  })
  const again = [
    doubtful(one, 'one, doubtful'),
    { ...one, sessionId: 'one, last' },
    { ...other, sessionId: 'other, plain' },
    doubtful(other, 'other, last'),
  ]
  const text = [...records, ...again].map(line).join('')
  assert.ok(wasDirect(await bothWays(text)))
})

test('a file of strange lines is read with care as a whole', async () => {
  const records = recordsIn('log-analytics', 300)
  const text = [...records.map(line), ...records.map(() => 'nonsense\n')].join('')
  assert.ok(!wasDirect(await bothWays(text)))
})

test('whatever is done to sign-ins, both ways keep the same', async () => {
  const value = fc.oneof(
    fc.constantFrom<Json>(
      null,
      '',
      0,
      1,
      -1,
      12.5,
      true,
      false,
      'true',
      'No',
      'None',
      '[]',
      '{}',
      '{"a":[1]}',
      '["a',
      '{',
      '"',
      '\\',
      'a\u0000b',
    ),
    fc.constantFrom<Json>(
      '2026-10-01T00:00:00Z',
      '2026-10-01T00:00:00.1234567Z',
      '2026-10-01T00:00:00+02:00',
      '2026-02-30T10:00:00Z',
      '0001-01-01T00:00:00Z',
    ),
    fc.constantFrom<Json>(
      '9/8/2026 1:02:03 AM',
      '00000000-0000-0000-0000-000000000000',
      'a@b',
      'ada@example.com',
      'P@ss word',
      '500121',
      50034,
      '203.0.113.9:443',
    ),
    fc.constantFrom<Json>(
      {},
      [],
      [{}],
      [null],
      { errorCode: 50126, failureReason: null },
      { countryOrRegion: 'NL' },
      'NL',
      ['interactiveUser', 'x'],
      'guest',
    ),
    fc.string({ unit: 'binary' }),
  )
  const change = fc.record({ line: fc.nat(), key: fc.nat(), nested: fc.boolean(), value: fc.option(value, { nil: undefined }) })
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...everyForm), fc.array(change, { minLength: 20, maxLength: 60 }), async (form, changes) => {
      const records = recordsIn(form, 250)
      // The beginning stays plain, so that the file is taken for what it is.
      for (const one of changes) {
        const index = 150 + (one.line % 100)
        records[index] = changed(records[index] ?? {}, one)
      }
      assert.ok(wasDirect(await bothWays(records.map(line).join(''))), 'it was direct')
    }),
    { numRuns: 20, endOnFailure: true },
  )
})

function changed(record: JsonObject, { key, nested: deep, value }: { key: number; nested: boolean; value: Json | undefined }): JsonObject {
  const keys = Object.keys(record)
  const at = keys[key % keys.length] ?? ''
  const inner = record['properties'] ?? record[at]
  if (deep && typeof inner === 'object' && inner !== null && !Array.isArray(inner)) {
    const place = record['properties'] === undefined ? at : 'properties'
    return { ...record, [place]: changed(inner as JsonObject, { key: key >> 3, nested: false, value }) }
  }
  if (value !== undefined) return { ...record, [at]: value }
  const { [at]: _, ...rest } = record
  return rest
}
