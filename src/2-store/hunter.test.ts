/** The hunter: KQL over a store with rows, and every limit as an answer instead of an exception. */
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { JsonObject } from '../0-event/json.ts'
import { openLocate, shippedCountries } from '../1-ingest/locate.ts'
import { openStore } from './duckdb.ts'
import { type HuntAnswer, type Hunter, huntsMax, huntsWaitingMax } from './hunt.ts'
import { knownTables } from './known-tables.ts'
import { keycloak, ndjson } from './store.contract.ts'
import type { LogStore } from './store.ts'
import { tables } from './tables/index.ts'

const now = Date.UTC(2026, 10, 2, 12)

interface Opened {
  readonly store: LogStore
  readonly hunter: Hunter
  readonly folder: string
  readonly faults: unknown[]
}

async function open(context: TestContext, memoryLimitMb = 256): Promise<Opened> {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-hunter-'))
  const store = await openStore(folder, { clock: () => now, threads: 2, memoryLimitMb })
  context.after(async () => {
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const faults: unknown[] = []
  const locate = openLocate([shippedCountries()])
  const hunter = await store.hunter({ now: () => 0, locate, onFault: (error) => faults.push(error) })
  return { store, hunter, folder, faults }
}

async function load({ store, folder }: Opened, rows: readonly JsonObject[], table = 'Keycloak_CL'): Promise<void> {
  const path = join(folder, 'rows')
  writeFileSync(path, ndjson(rows))
  await store.load(path, table, `load ${table}`)
}

function rowsOf(answer: HuntAnswer): readonly (readonly unknown[])[] {
  assert.ok(answer.ok, answer.ok ? '' : `${answer.why}: ${answer.message}`)
  return answer.results[0]?.rows ?? []
}

function whyNot(answer: HuntAnswer): string {
  assert.ok(!answer.ok)
  return answer.why
}

test('asks the rows of the store; a table that is known but has none is empty', async (context) => {
  const opened = await open(context)
  await load(opened, [keycloak('a', 12 * 3600 - 60), keycloak('b', 11 * 3600)])
  const { hunter } = opened
  assert.deepEqual(rowsOf(await hunter.query('Keycloak_CL | where TimeGenerated > ago(5m) | summarize n = count()')), [[1]])
  assert.deepEqual(rowsOf(await hunter.query('SecurityEvent | project Account')), [])
  assert.deepEqual(rowsOf(await hunter.query('Keycloak_CL | count', { from: now - 120_000, to: now })), [[1]])
  assert.deepEqual(rowsOf(await hunter.query('Okta_CL | summarize max(published_t)')), [[null]])
  assert.deepEqual(rowsOf(await hunter.query("print tostring(geo_info_from_ip_address('8.8.8.8').country)")), [['United States']])
  assert.equal(hunter.tables()[0]?.name, 'SigninLogs')
  assert.equal(hunter.tables().length, new Set([...tables, ...knownTables()].map(({ name }) => name)).size)
})

test('a wrong text is an answer with its place; the second time it is compiled already', async (context) => {
  const { hunter } = await open(context)
  const answer = await hunter.query('SigninLogs | where Nothing == 1')
  assert.equal(whyNot(answer), 'wrong')
  assert.deepEqual([answer.diagnostics[0]?.line, answer.diagnostics[0]?.column], [1, 20])
  assert.deepEqual(await hunter.check('SigninLogs | take 1'), [])
  assert.notDeepEqual(await hunter.check('SigninLogs | take'), [])
  assert.deepEqual(rowsOf(await hunter.query('print now()', { now })), rowsOf(await hunter.query('print now()', { now })))
  assert.notDeepEqual(rowsOf(await hunter.query('print now()', { now: now + 1 })), rowsOf(await hunter.query('print now()', { now })))
})

const numbers = (name: string): string => `range ${name} from 1 to 100000 step 1 | extend k = 1`
const endless = `${numbers('a')} | join kind=inner (${numbers('b')}) on k | join kind=inner (${numbers('c')}) on k | summarize sum(a * b * c)`

test('time, rows, memory and the signal end a query with a sentence', async (context) => {
  const { hunter } = await open(context, 64)
  const late = await hunter.query(endless, { timeoutMs: 150 })
  assert.equal(whyNot(late), 'time')
  const stop = new AbortController()
  setTimeout(() => stop.abort(), 150)
  assert.equal(whyNot(await hunter.query(endless, { signal: stop.signal })), 'cancelled')
  assert.equal(whyNot(await hunter.query('print 1', { signal: AbortSignal.abort() })), 'cancelled')
  const cut = await hunter.query('range x from 1 to 100 step 1', { rowsMax: 10 })
  assert.ok(cut.ok && cut.results[0]?.isCut === true && cut.results[0].rows.length === 10)
  const whole = await hunter.query('range x from 1 to 10 step 1', { rowsMax: 10 })
  assert.ok(whole.ok && whole.results[0]?.isCut === false)
  const large = await hunter.query(
    "range x from 1 to 3000000 step 1 | summarize make_list(strcat('some text that takes space ', x), 3000000)",
  )
  assert.equal(whyNot(large), 'memory')
  assert.deepEqual(rowsOf(await hunter.query('print 1')), [[1]])
})

test('only so many run and wait at once; the others are told to come again', async (context) => {
  const { hunter } = await open(context)
  const stop = new AbortController()
  const many = Array.from({ length: huntsMax + huntsWaitingMax }, () => hunter.query(endless, { signal: stop.signal }))
  assert.equal(whyNot(await hunter.query('print 1')), 'busy')
  stop.abort()
  assert.deepEqual(new Set((await Promise.all(many)).map(whyNot)), new Set(['cancelled']))
  assert.deepEqual(rowsOf(await hunter.query('print 1')), [[1]])
})

test('watchlists, external files and saved functions of the folder are there at once', async (context) => {
  const { hunter, folder } = await open(context)
  for (const name of ['watchlists', 'external', 'functions']) mkdirSync(join(folder, name))
  writeFileSync(join(folder, 'watchlists', 'vip.csv'), 'Upn,Why\nada@example.com,chief\n')
  assert.deepEqual(rowsOf(await hunter.query("_GetWatchlist('VIP') | project SearchKey, Why")), [['ada@example.com', 'chief']])
  writeFileSync(join(folder, 'external', 'ips.csv'), 'ip,n\n203.0.113.9,3\n')
  const external = "externaldata(ip: string, n: long)[@'https://example.com/ips.csv'] with (format='csv', ignoreFirstRecord=true)"
  assert.deepEqual(rowsOf(await hunter.query(external)), [['203.0.113.9', 3]])
  const missing = await hunter.query("externaldata(ip: string)['https://example.com/nowhere.csv']")
  assert.ok(!missing.ok && /save what .* holds as .*nowhere\.csv/.test(missing.message), JSON.stringify(missing))
  writeFileSync(join(folder, 'functions', 'Twice.kql'), 'let Twice = (x: long = 2) { print y = x * 2 };')
  assert.deepEqual(rowsOf(await hunter.query('Twice(4)')), [[8]])
})

test('every sign-in of every provider is found in the schema of ASIM', async (context) => {
  const opened = await open(context)
  const { hunter } = opened
  const time = new Date(now - 60_000).toISOString()
  await load(
    opened,
    [
      {
        TimeGenerated: time,
        CreatedDateTime: time,
        _ItemId: '1',
        ResultType: '50126',
        UserPrincipalName: 'ada@example.com',
        IPAddress: '203.0.113.9',
        LocationDetails: { city: 'Delft' },
      },
      {
        TimeGenerated: time,
        CreatedDateTime: time,
        _ItemId: '2',
        ResultType: '0',
        UserPrincipalName: 'bob@example.com',
        IPAddress: '198.51.100.4',
      },
    ],
    'SigninLogs',
  )
  const okta = {
    TimeGenerated: time,
    _ItemId: '3',
    EventOriginalType: 'user.session.start',
    EventResult: 'Failure',
    EventOriginalResultDetails: 'LOCKED_OUT',
    ActorUsername: 'cy@example.com',
    SrcIpAddr: '203.0.113.10',
  }
  await load(opened, [okta], 'OktaV2_CL')
  const shown = '| project TargetUsername, EventResult, EventResultDetails, SrcIpAddr, EventProduct | sort by TargetUsername asc'
  assert.deepEqual(rowsOf(await hunter.query(`_Im_Authentication ${shown}`)), [
    ['ada@example.com', 'Failure', 'No such user or password', '203.0.113.9', 'Entra ID'],
    ['bob@example.com', 'Success', '', '198.51.100.4', 'Entra ID'],
    ['cy@example.com', 'Failure', 'User locked', '203.0.113.10', 'Okta Single Sign-On'],
  ])
  const filtered = `imAuthentication(starttime=ago(1h), srcipaddr_has_any_prefix=dynamic(['203.0.113.']), eventresult='Failure', username_has_any=dynamic(['ada', 'bob'])) ${shown}`
  assert.deepEqual(
    rowsOf(await hunter.query(filtered)).map(([user]) => user),
    ['ada@example.com'],
  )
  assert.deepEqual(rowsOf(await hunter.query("_Im_Dns(starttime=ago(1d), responsecodename='NXDOMAIN') | project DnsQuery, SrcIpAddr")), [])
  for (const { name } of hunter.functions()) assert.ok((await hunter.query(`${name} | take 1`)).ok, name)
})

test('nothing that is asked can change anything, and the database never speaks for itself', async (context) => {
  const { hunter, faults } = await open(context)
  for (const text of ["print 'a; DROP TABLE x'", 'print a = 1 // ; DELETE', "print @'\\', h'x', \"it's\""])
    assert.ok((await hunter.query(text)).ok, text)
  const broken = await hunter.query("print tostring('x') matches regex '(?!a)'")
  if (!broken.ok) assert.doesNotMatch(broken.message, /Error:|LINE 1/)
  assert.ok(broken.ok || faults.length > 0 || broken.diagnostics.length > 0)
})

test('our tables have every column that is published of them', () => {
  const own = new Map(tables.map((table) => [table.name, new Map(table.columns.map(({ name, type }) => [name, type as string]))]))
  const missing = knownTables().flatMap(({ name, columns }) => {
    const mine = own.get(name)
    return mine === undefined
      ? []
      : columns.filter((column) => mine.get(column.name) !== column.type).map((column) => `${name}.${column.name}`)
  })
  assert.deepEqual(missing, [])
  assert.equal(knownTables().length, 2016)
})

test('a text that takes too long to read is given up, and holds up nobody after it', async (context) => {
  const { hunter } = await open(context)
  await hunter.query('print 1')
  const slow = await hunter.query(`print 1${' + 1'.repeat(200_000)}`, { timeoutMs: 200 })
  assert.equal(slow.ok, false)
  const next = await hunter.query('print 2')
  assert.deepEqual(next.ok && next.results[0]?.rows, [[2]])
})
