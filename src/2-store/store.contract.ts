/** What every store promises, as tests. A new store is done when this passes. */
import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import type { Event } from '../0-event/event.ts'
import type { JsonObject } from '../0-event/json.ts'
import { openQuarantine, type Quarantine } from '../1-ingest/quarantine.ts'
import type { Row } from '../1-ingest/source.ts'
import { faultOf } from './fault.ts'
import type { LogStore } from './store.ts'

interface Opened {
  readonly store: LogStore
  readonly quarantine: Quarantine
  /** Writes a file and gives its path. */
  file(name: string, content: string | Buffer): string
}

type Open = (folder: string) => Promise<LogStore>

/** `temporary` makes a folder and removes it after the test. */
export function storeContract(name: string, openIn: Open, temporary: (context: TestContext) => string): void {
  const promise = (sentence: string, prove: (opened: Opened) => Promise<void>): void => {
    test(`${name} ${sentence}`, async (context) => {
      const folder = temporary(context)
      const store = await openIn(join(folder, 'data'))
      const quarantine = await openQuarantine(join(folder, 'quarantine'))
      mkdirSync(join(folder, 'files'))
      try {
        await prove({
          store,
          quarantine,
          file(fileName, content) {
            const path = join(folder, 'files', fileName)
            writeFileSync(path, content)
            return path
          },
        })
      } finally {
        await quarantine.close()
        await store.close()
      }
    })
  }

  provesLoads(promise)
  provesFiles(promise)
  provesUnreadable(promise)
  provesEvents(promise)
  provesRemoval(promise)
  provesQueries(promise)
}

type Promises = (sentence: string, prove: (opened: Opened) => Promise<void>) => void

function provesLoads(promise: Promises): void {
  promise('counts what it loads, and loads a name once', async ({ store, file }) => {
    const path = file('rows.ndjson', ndjson([keycloak('a', 1), keycloak('b', 2)]))
    assert.deepEqual(await store.load(path, 'Keycloak_CL', 'one'), { rows: 2, duplicates: 0 })
    assert.deepEqual(await store.load(path, 'Keycloak_CL', 'one'), { rows: 0, duplicates: 0 })
    assert.deepEqual(await store.counts(), { Keycloak_CL: 2 })
  })

  promise('lets the newest arrival replace a record that comes again, and the last in a file', async ({ store, file }) => {
    const first = [keycloak('a', 1, { error_s: 'first' }), keycloak('b', 2, { error_s: 'first' }), keycloak('a', 1, { error_s: 'second' })]
    const again = [keycloak('b', 2, { error_s: 'again' }), keycloak('c', 3)]
    assert.deepEqual(await store.load(file('1', ndjson(first)), 'Keycloak_CL', 'one'), { rows: 2, duplicates: 1 })
    assert.deepEqual(await store.load(file('2', ndjson(again)), 'Keycloak_CL', 'two'), { rows: 1, duplicates: 1 })
    assert.deepEqual(await store.query('SELECT _ItemId, error_s FROM "Keycloak_CL" ORDER BY _ItemId'), [
      { _ItemId: 'a', error_s: 'second' },
      { _ItemId: 'b', error_s: 'again' },
      { _ItemId: 'c', error_s: null },
    ])
  })

  promise('keeps apart records that share an id or a time', async ({ store, file }) => {
    const rows = [keycloak('a', 1), keycloak('a', 2), keycloak('b', 1)]
    assert.deepEqual(await store.load(file('1', ndjson(rows)), 'Keycloak_CL', 'one'), { rows: 3, duplicates: 0 })
  })

  promise('keeps all rows of a file or none', async ({ store, file }) => {
    const path = file('1', ndjson([keycloak('a', 1), { ...keycloak('b', 2), TimeGenerated: 'yesterday' }]))
    await assert.rejects(store.load(path, 'Keycloak_CL', 'one'), /1 of 2 rows for Keycloak_CL have no TimeGenerated or no _ItemId/)
    await assert.rejects(store.load(file('2', `${ndjson([keycloak('a', 1)])}{"_ItemId":"b`), 'Keycloak_CL', 'two'))
    await assert.rejects(store.load(path, 'Nothing_CL', 'three'), /no table Nothing_CL/)
    assert.deepEqual(await store.counts(), {})
    assert.deepEqual(await store.load(file('3', ndjson([keycloak('a', 1)])), 'Keycloak_CL', 'one'), { rows: 1, duplicates: 0 })
  })

  promise('brings values into the types of their columns, and reads times in any zone', async ({ store, file }) => {
    const row = {
      TimeGenerated: '2026-11-02T03:04:05.1234567+02:00',
      _ItemId: 'x',
      CreatedDateTime: '2026-11-02T01:04:05Z',
      DurationMs: '12',
      IsInteractive: 'true',
      IsRisky: 'perhaps',
      Status: '{"errorCode":50126}',
      DeviceDetail: { browser: 'Edge "1"', operatingSystem: '\u0000' },
      AuthenticationDetails: [{ authenticationMethod: 'Password' }, { succeeded: false }],
      ResultType: 50126,
    }
    await store.load(file('1', ndjson([row])), 'SigninLogs', 'one')
    const [kept] = await store.query(`
      SELECT TimeGenerated::VARCHAR AS time, CreatedDateTime::VARCHAR AS created, DurationMs AS duration, IsInteractive AS interactive, IsRisky AS risky,
        Status AS status, DeviceDetail AS device, AuthenticationDetails AS details, ResultType AS result, "Type" AS type FROM "SigninLogs"`)
    assert.deepEqual(kept, {
      time: '2026-11-02 01:04:05.123456',
      created: '2026-11-02 01:04:05',
      duration: '12',
      interactive: true,
      risky: null,
      status: '{"errorCode":50126}',
      device: '{"browser":"Edge \\"1\\"","operatingSystem":"\\u0000"}',
      details: '[{"authenticationMethod":"Password"},{"succeeded":false}]',
      result: '50126',
      type: 'SigninLogs',
    })
  })
}

function provesFiles(promise: Promises): void {
  promise('reads a file of any source, and keeps what it cannot read', async ({ store, quarantine, file }) => {
    const path = file('mixed.log', `${ndjson([okta('1', 1), okta('2', 2)])}{"broken":\n{"unknown":true}\n${ndjson([okta('1', 1)])}`)
    const loaded = await store.loadFile(path, { quarantine })
    assert.deepEqual(loaded.tables, { OktaV2_CL: { rows: 2, duplicates: 1 } })
    assert.equal(loaded.refused, 2)
    const kept = await quarantine.recent(10)
    assert.deepEqual(kept.map(({ from, line }) => [from, line]).sort(), [
      [path, 3],
      [path, 4],
    ])
  })

  promise('passes over a file that it has, and takes it when it changed', async ({ store, quarantine, file }) => {
    const path = file('okta.ndjson', `${ndjson([okta('1', 1)])}nonsense\n`)
    await store.loadFile(path, { quarantine })
    const again = await store.loadFile(path, { quarantine })
    assert.deepEqual(again, { tables: { OktaV2_CL: { rows: 0, duplicates: 1 } }, refused: 1, loads: [] })
    assert.equal(quarantine.count(), 1)
    file('okta.ndjson', ndjson([okta('1', 1), okta('2', 2)]))
    const changed = await store.loadFile(path, { quarantine })
    assert.deepEqual(changed.tables, { OktaV2_CL: { rows: 1, duplicates: 1 } })
  })

  promise('reads packed files', async ({ store, quarantine, file }) => {
    await store.loadFile(file('a.gz', gzipSync(ndjson([okta('1', 1)]))), { quarantine })
    await store.loadFile(file('b', zstdCompressSync(ndjson([okta('2', 2)]))), { quarantine })
    assert.deepEqual(await store.counts(), { OktaV2_CL: 2 })
  })

  promise('remembers which files no detection has read', async ({ store, quarantine, file }) => {
    const { loads } = await store.loadFile(file('okta.ndjson', ndjson([okta('1', 1), okta('2', 2)])), { quarantine })
    const other = await store.loadFile(file('more.ndjson', ndjson([okta('3', 3)])), { quarantine })
    assert.deepEqual(
      (await store.undetected()).map(({ table, rows }) => [table, rows]),
      [
        ['OktaV2_CL', 2],
        ['OktaV2_CL', 1],
      ],
    )
    assert.deepEqual(ids(await all(store.events({ loads }))), ['okta:1', 'okta:2'])
    await store.markDetected(loads)
    assert.deepEqual(
      (await store.undetected()).map(({ name }) => name),
      other.loads,
    )
  })

  promise('marks the rows of a file with a tenant where it is told one', async ({ store, quarantine, file }) => {
    await store.loadFile(file('okta.ndjson', ndjson([okta('1', 1)])), { quarantine, tenant: 'simulated' })
    assert.equal(await store.countTenant('simulated'), 1)
    const [event] = await all(store.events())
    assert.equal(event?.tenant, 'simulated')
  })

  promise('says how far it is in a file', async ({ store, quarantine, file }) => {
    const content = ndjson(Array.from({ length: 50 }, (_, index) => okta(String(index), index)))
    let last: readonly [number, number] = [0, 0]
    await store.loadFile(file('okta.ndjson', content), { quarantine, onProgress: (read, total) => (last = [read, total]) })
    assert.deepEqual(last, [Buffer.byteLength(content), Buffer.byteLength(content)])
  })
}

function provesUnreadable(promise: Promises): void {
  promise('tells of a file that it cannot read, and loses none of the others', async ({ store, quarantine, file }) => {
    const missing = await store.loadFile('/nowhere/at/all', { quarantine })
    assert.deepEqual({ ...missing, loads: [] }, { tables: {}, refused: 1, loads: [] })
    const [refused] = await quarantine.recent(1)
    assert.equal(refused?.from, '/nowhere/at/all')
    assert.match(refused?.why ?? '', /no such file/)
    const cut = file('cut.gz', gzipSync(ndjson([okta('1', 1), okta('2', 2)])).subarray(0, 200))
    assert.ok((await store.loadFile(cut, { quarantine })).refused >= 1)
    assert.deepEqual((await store.loadFile(file('whole', ndjson([okta('3', 3)])), { quarantine })).tables, {
      OktaV2_CL: { rows: 1, duplicates: 0 },
    })
  })

  promise('stops in the middle where it is told to', async ({ store, quarantine, file }) => {
    const stop = new AbortController()
    stop.abort(new Error('enough'))
    await assert.rejects(store.loadFile(file('a', ndjson([okta('1', 1)])), { quarantine, signal: stop.signal }), /enough/)
    assert.deepEqual(await store.counts(), {})
  })
}

function provesEvents(promise: Promises): void {
  promise('gives events in the order they happened over all tables, not the order they came', async ({ store, quarantine, file }) => {
    await store.loadFile(file('okta.ndjson', ndjson([okta('late', 300), okta('early', 100)])), { quarantine })
    await store.loadFile(file('duo.ndjson', ndjson([duo('middle', 200), duo('first', 0)])), { quarantine })
    const events = await all(store.events())
    assert.deepEqual(
      events.map(({ time }) => time),
      events.map(({ time }) => time).sort((one, other) => one - other),
    )
    assert.deepEqual([...new Set(events.map(({ source }) => source))].sort(), ['duo', 'okta'])
    const some = await all(store.events({ from: start + 100_000, to: start + 300_000 }))
    assert.ok(some.length > 0 && some.every(({ time }) => time >= start + 100_000 && time < start + 300_000))
    assert.ok((await all(store.events({ tables: ['CiscoDuo_CL'] }))).every(({ source }) => source === 'duo'))
    assert.deepEqual(await all(store.events({ loads: [] })), [])
  })

  promise('tells what came after a load, whatever time it is of', async ({ store, file }) => {
    assert.equal(await store.arrived(0), undefined)
    await store.load(file('1', ndjson([keycloak('a', 1), keycloak('b', 60)])), 'Keycloak_CL', 'one')
    const first = await store.arrived(0)
    assert.deepEqual([first?.from, first?.to], [start + 1000, start + 60_000])
    assert.equal(await store.arrived(first?.last ?? 0), undefined)
    await store.load(file('2', ndjson([keycloak('c', -3600)])), 'Keycloak_CL', 'two')
    const second = await store.arrived(first?.last ?? 0)
    assert.deepEqual([second?.from, second?.to], [start - 3_600_000, start - 3_600_000])
    assert.equal(await store.arrived(second?.last ?? 0), undefined)
  })

  promise('finds what happened to one person, under any of their names', async ({ store, quarantine, file }) => {
    const rows = Array.from({ length: 6 }, (_, index) =>
      okta(String(index), index * 60, index % 2 === 0 ? 'ada@example.com' : 'bob@example.com'),
    )
    await store.loadFile(file('okta.ndjson', ndjson(rows)), { quarantine })
    await store.loadFile(file('duo.ndjson', ndjson([duo('d', 30)])), { quarantine })
    const range = { from: start, to: start + 3_600_000, limit: 100 }
    const found = await store.personEvents(['mail ada@example.com', 'name ada'], range)
    assert.ok(found.length >= 4, `${found.length} events`)
    assert.ok(found.every(({ user }) => [user.name, user.email].some((name) => name === 'ada@example.com' || name === 'ada')))
    assert.deepEqual([...new Set(found.map(({ source }) => source))].sort(), ['duo', 'okta'])
    assert.deepEqual(ids(await store.personEvents(['id okta id-bob@example.com'], { ...range, limit: 1 })), ['okta:5'])
    assert.deepEqual(await store.personEvents(["o'brien", ''], range), [])
  })
}

function provesRemoval(promise: Promises): void {
  promise('removes what is older than it should be, and gives it back when the file comes again', async ({ store, quarantine, file }) => {
    const path = file('okta.ndjson', ndjson([okta('1', 0), okta('2', 100), okta('3', 200)]))
    const { loads } = await store.loadFile(path, { quarantine })
    await store.markDetected(loads)
    assert.deepEqual(await store.span(), { oldest: start, newest: start + 200_000 })
    assert.equal(await store.prune(start + 150_000), 2)
    assert.deepEqual(await store.span(), { oldest: start + 200_000, newest: start + 200_000 })
    assert.deepEqual((await store.loadFile(path, { quarantine })).tables, { OktaV2_CL: { rows: 2, duplicates: 1 } })
  })

  promise('removes one tenant and leaves the others', async ({ store, file }) => {
    const marked = { ...keycloak('a', 1), _Tenant: 'simulated' }
    const entra = { TimeGenerated: '2026-11-02T01:00:00Z', _ItemId: 'x', AADTenantId: 'simulated' }
    await store.load(file('1', ndjson([marked, keycloak('b', 2)])), 'Keycloak_CL', 'one')
    await store.load(file('2', ndjson([entra])), 'SigninLogs', 'two')
    assert.equal(await store.countTenant('simulated'), 2)
    assert.equal(await store.removeTenant('simulated'), 2)
    assert.deepEqual(await store.counts(), { Keycloak_CL: 1 })
  })

  promise('knows that it is empty', async ({ store }) => {
    assert.equal(await store.span(), undefined)
    assert.deepEqual(await store.counts(), {})
    assert.equal(await store.countTenant('simulated'), 0)
    assert.deepEqual(await all(store.events()), [])
    assert.deepEqual(await store.undetected(), [])
  })
}

function provesQueries(promise: Promises): void {
  promise('shows the public columns alone, and answers queries that cannot change it', async ({ store, file }) => {
    await store.load(file('1', ndjson([keycloak('a', 1)])), 'Keycloak_CL', 'one')
    const [row = {}] = await store.query('SELECT * FROM "Keycloak_CL" WHERE _ItemId = $1', ['a'])
    assert.equal(row['username_s'], 'ada')
    assert.ok(!Object.keys(row).some((column) => column === '_Load' || column === '_Tenant' || column.includes('.')))
    for (const sql of ['DELETE FROM kept."Keycloak_CL"', 'SELECT 1; SELECT 2', `COPY (SELECT 1) TO '/nowhere'`, 'CREATE TABLE x (y INT)']) {
      await assert.rejects(store.query(sql), /one SELECT/, sql)
    }
    await assert.rejects(store.query('SELECT * FROM range(100001)'), /more than 100000 rows/)
    assert.deepEqual(await store.counts(), { Keycloak_CL: 1 })
  })

  promise('answers nothing once it is closed', async ({ store }) => {
    await store.close()
    await assert.rejects(store.counts(), (error) => faultOf(error) === 'closed')
    await assert.rejects(store.prune(0), (error) => faultOf(error) === 'closed')
  })
}

const start = Date.UTC(2026, 10, 2)
const at = (seconds: number): string => new Date(start + seconds * 1000).toISOString()

export const keycloak = (id: string, seconds: number, more: JsonObject = {}): Row => ({
  TimeGenerated: at(seconds),
  _ItemId: id,
  type_s: 'LOGIN',
  username_s: 'ada',
  ...more,
})

/** A push that was sent, as Okta's API tells it. */
const okta = (id: string, seconds: number, name = 'ada@example.com'): JsonObject => ({
  uuid: id,
  published: at(seconds),
  eventType: 'system.push.send_factor_verify_push',
  version: '0',
  severity: 'INFO',
  displayMessage: 'Send factor verify push',
  actor: { id: `id-${name}`, type: 'User', alternateId: name, displayName: 'Somebody' },
  outcome: { result: 'SUCCESS', reason: null },
  transaction: { id: `t-${id}`, type: 'WEB', detail: {} },
  target: [],
})

/** A push that was refused, as Duo's API tells it. */
const duo = (id: string, seconds: number): JsonObject => ({
  timestamp: Math.floor(start / 1000) + seconds,
  isotimestamp: at(seconds),
  txid: id,
  event_type: 'authentication',
  result: 'denied',
  reason: 'user_mistake',
  factor: 'duo_push',
  user: { key: 'DU1', name: 'ada', groups: [] },
  email: 'ada@example.com',
  application: { key: 'DI1', name: 'VPN' },
  access_device: { ip: '203.0.113.9' },
  auth_device: { ip: '198.51.100.4', name: '555' },
})

export const ndjson = (records: readonly JsonObject[]): string => records.map((record) => `${JSON.stringify(record)}\n`).join('')

export async function all(batches: AsyncGenerator<Event[]>): Promise<Event[]> {
  const events: Event[] = []
  for await (const batch of batches) events.push(...batch)
  return events
}

const ids = (events: readonly Event[]): string[] => events.map(({ id }) => id)
