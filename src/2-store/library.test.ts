/** Watchlists, saved functions and external files: what a data folder adds to the language. */
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import type { ColumnShape, ExternalData } from '@tocsin/kql'
import { openLocate, shippedCountries } from '../1-ingest/locate.ts'
import { openStore } from './duckdb.ts'
import { externalTable } from './external-data.ts'
import { readFunction, readParameters } from './function-text.ts'
import { geoInfo } from './geo.ts'
import { openLibrary } from './library.ts'

function temporary(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-library-'))
  for (const name of ['watchlists', 'functions', 'external', 'elsewhere']) mkdirSync(join(folder, name))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

async function rowsOf(context: TestContext, from: string): Promise<unknown[]> {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-library-store-'))
  const store = await openStore(folder, { clock: () => 0, threads: 1 })
  try {
    return await store.query(`SELECT * FROM ${from}`)
  } finally {
    await store.close()
    context.after(() => rmSync(folder, { recursive: true, force: true }))
  }
}

test('a watchlist has its own columns behind those that Sentinel adds, and its first column as search key', async (context) => {
  const folder = temporary(context)
  writeFileSync(
    join(folder, 'watchlists', 'VIP Users.csv'),
    'Upn,Why,SearchKey\nada@example.com,"chief, and founder"\nbob@example.com,,x,too many\n',
  )
  const library = await openLibrary({ folder })
  const watchlist = library.watchlist('vip users')
  assert.deepEqual(
    watchlist?.columns.map(({ name, type }) => `${name}:${type}`),
    ['_DTItemId:string', 'LastUpdatedTimeUTC:datetime', 'SearchKey:string', 'Upn:string', 'Why:string', 'SearchKey1:string'],
  )
  const rows = (await rowsOf(context, watchlist?.from ?? '')) as Record<string, string>[]
  assert.deepEqual(
    rows.map(({ SearchKey, Upn, Why, SearchKey1 }) => [SearchKey, Upn, Why, SearchKey1]),
    [
      ['ada@example.com', 'ada@example.com', 'chief, and founder', null],
      ['bob@example.com', 'bob@example.com', null, 'x'],
    ],
  )
  assert.equal(new Set(rows.map(({ _DTItemId }) => _DTItemId)).size, 2)
  assert.deepEqual(
    library.watchlists().map(({ alias }) => alias),
    ['VIP Users'],
  )
})

test('a comment names the search key; a new file is seen at the next look', async (context) => {
  const folder = temporary(context)
  const library = await openLibrary({ folder })
  assert.equal(library.watchlist('ips'), undefined)
  const before = library.functions()
  await library.refresh()
  assert.equal(library.functions(), before)
  writeFileSync(join(folder, 'watchlists', 'ips.csv'), '# SearchKey: Address\nName;Address\nproxy;203.0.113.9\n')
  await library.refresh()
  assert.notEqual(library.functions(), before)
  const rows = (await rowsOf(context, library.watchlist('IPS')?.from ?? '')) as Record<string, string>[]
  assert.deepEqual(
    rows.map(({ SearchKey, Name }) => [SearchKey, Name]),
    [['203.0.113.9', 'proxy']],
  )
  const aliases = library.functions().find(({ name }) => name === '_GetWatchlistAlias')
  assert.match(aliases?.body ?? '', /"ips"/)
})

test('functions are read in every form they are written in', () => {
  const command = `.create-or-alter function with (folder='x', docstring="Who was asked") Asked(who:string='a)b', T:(User:string, *)) {\n  T | where User has who // }\n}`
  assert.deepEqual(readFunction(command, 'file'), {
    name: 'Asked',
    parameters: "(who:string='a)b', T:(User:string, *))",
    body: '{\n  T | where User has who // }\n}',
    description: 'Who was asked',
  })
  assert.deepEqual(readFunction('// Twice it\nlet Double = (x:long) { x * 2 };\n', 'file'), {
    name: 'Double',
    parameters: '(x:long)',
    body: '{ x * 2 }',
    description: 'Twice it',
  })
  const bare = 'let cut = (x:int) { x };\nSigninLogs | where a == 1'
  assert.deepEqual(readFunction(bare, 'Mine'), { name: 'Mine', parameters: '()', body: bare })
  assert.deepEqual(readFunction('// parameters: (days:int=7)\nprint days', 'P'), {
    name: 'P',
    parameters: '(days:int=7)',
    body: 'print days',
  })
  assert.ok('refused' in readFunction(`.create function F${'('.repeat(200_000)}`, 'Deep'))
  assert.ok('refused' in readFunction('', 'Empty') && 'refused' in readFunction('print 1', 'a b'))
  assert.deepEqual(readParameters("(who:string='a, b', T:(User:string, *), n:double = 1.5)"), [
    { kind: 'scalar', name: 'who', type: 'string', preset: "'a, b'" },
    { kind: 'table', name: 'T', columns: [{ name: 'User', type: 'string' }] },
    { kind: 'scalar', name: 'n', type: 'real', preset: '1.5' },
  ])
})

test('a function of the folder goes before a shipped one; one that cannot be read is told', async (context) => {
  const folder = temporary(context)
  writeFileSync(join(folder, 'functions', 'CiscoDuo.kql'), 'print mine = 1')
  writeFileSync(join(folder, 'functions', 'no good.kql'), 'print 1')
  const told: string[] = []
  const library = await openLibrary({ folder, onFault: (error) => told.push(String(error)) })
  assert.equal(library.functions().find(({ name }) => name === 'CiscoDuo')?.body, 'print mine = 1')
  assert.ok(library.functions().some(({ name }) => name === '_Im_Authentication'))
  assert.match(told.join(), /no good\.kql is no function/)
})

const columns: readonly ColumnShape[] = [
  { name: 'Name', type: 'string' },
  { name: 'Count', type: 'long' },
]
const request = (uri: string, properties: Record<string, string> = {}): ExternalData => ({ columns, uris: [uri], properties })

test('external files are read in each form, found by the end of their address', async (context) => {
  const folder = temporary(context)
  const external = join(folder, 'external')
  writeFileSync(join(external, 'a.csv'), 'Name,Count\n"x, y",1,more\nshort\n')
  writeFileSync(join(external, 'b.tsv.gz'), gzipSync('p\t1\nq\t2\n'))
  writeFileSync(join(external, 'c.txt'), 'one, "two\n\nthree\n')
  writeFileSync(join(external, 'd.json'), '[{"Name":"l","Count":1.5},{"Count":{"in":1}}]')
  writeFileSync(join(external, 'e.json'), '{"Name":"m"}\n{"Name":\n"n","Count":2}')
  const read = async (uri: string, properties: Record<string, string> = {}) => {
    const found = await externalTable(request(uri, properties), [external])
    if ('refused' in found) return found.refused
    return (await rowsOf(context, found.from)).map((row) => Object.values(row as object))
  }
  assert.deepEqual(await read('https://example.com/lists/a.csv?sig=secret', { ignorefirstrecord: 'true' }), [
    ['x, y', '1'],
    ['short', null],
  ])
  assert.deepEqual(await read('https://example.com/b.tsv.gz;managed_identity=system', { format: 'tsv' }), [
    ['p', '1'],
    ['q', '2'],
  ])
  assert.deepEqual(await read('c.txt', { format: 'txt' }), [
    ['one, "two', null],
    [null, null],
    ['three', null],
  ])
  const json = [
    ['l', '1.5'],
    [null, '{"in":1}'],
  ]
  assert.deepEqual(await read('https://example.com/d.json', { format: 'multijson' }), json)
  assert.deepEqual(await read('https://example.com/e.json', { format: 'multijson' }), [
    ['m', null],
    ['n', '2'],
  ])
})

test('nothing is fetched, and nothing outside the folders is read', async (context) => {
  const folder = temporary(context)
  const external = join(folder, 'external')
  writeFileSync(join(folder, 'elsewhere', 'secret.csv'), 'a,1\n')
  symlinkSync(join(folder, 'elsewhere', 'secret.csv'), join(external, 'link.csv'))
  const why = async (uri: string, properties = {}) => {
    const found = await externalTable(request(uri, properties), [external])
    return 'refused' in found ? found.refused : 'read'
  }
  const missing = await why('https://example.com/lists/bad.csv?sig=secret')
  assert.match(missing, /save what https:\/\/example\.com\/lists\/bad\.csv holds as .*external\/bad\.csv/)
  assert.doesNotMatch(missing, /sig=/)
  for (const uri of ['link.csv', '../elsewhere/secret.csv', 'https://h/%2e%2e%2felsewhere%2fsecret.csv', '/etc/passwd', '', 'a\0b'])
    assert.notEqual(await why(uri), 'read', uri)
  writeFileSync(join(external, 'a.csv'), 'a,1\n')
  assert.match(await why('a.csv', { format: 'avro' }), /"avro" is not known here; there are csv/)
  const found = await externalTable(request('https://example.com/lists/secret.csv'), [external, join(folder, 'elsewhere')])
  assert.ok('from' in found)
})

test('an address is somewhere, or nowhere', () => {
  const { run } = geoInfo(openLocate([shippedCountries()]))
  const ask = run as unknown as (ip: string) => unknown
  assert.deepEqual(ask('8.8.8.8'), { country: 'United States' })
  assert.deepEqual([ask('10.0.0.1'), ask('nonsense')], [null, null])
})
