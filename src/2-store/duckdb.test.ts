/** The store in DuckDB keeps what every store promises, and says clearly what is wrong with its folder. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openStore } from './duckdb.ts'
import { faultOf } from './fault.ts'
import { keycloak, ndjson, storeContract } from './store.contract.ts'

function temporary(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-store-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const clock = (): number => Date.UTC(2026, 10, 2)
const open = (folder: string) => openStore(folder, { clock, threads: 2, memoryLimitMb: 256 })

storeContract('DuckDB', open, temporary)

test('what was stored is there when the store is opened again', async (context) => {
  const folder = temporary(context)
  const store = await open(folder)
  writeFileSync(join(folder, 'rows'), ndjson([keycloak('a', 1)]))
  await store.load(join(folder, 'rows'), 'Keycloak_CL', 'one')
  await store.close()
  const again = await open(folder)
  assert.deepEqual(await again.counts(), { Keycloak_CL: 1 })
  assert.deepEqual(await again.load(join(folder, 'rows'), 'Keycloak_CL', 'one'), { rows: 0, duplicates: 0 })
  await again.forgetSegments([])
  assert.deepEqual(await again.load(join(folder, 'rows'), 'Keycloak_CL', 'one'), { rows: 0, duplicates: 1 })
  await again.close()
})

test('a folder that is open already, here or in another process, says so', async (context) => {
  const folder = temporary(context)
  const store = await open(folder)
  await assert.rejects(open(folder), (error) => faultOf(error) === 'held')
  const other = `
    import { openStore } from ${JSON.stringify(fileURLToPath(new URL('duckdb.ts', import.meta.url)))}
    await openStore(${JSON.stringify(folder)}, { clock: () => 0 }).then(() => console.log('opened'), (error) => console.log(error.fault, error.message))`
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', other], { encoding: 'utf8' })
  assert.match(
    stdout,
    new RegExp(
      `^held Another process \\(${process.pid}\\) has .* open, most likely the running server: send the files to it, or stop it first`,
    ),
  )
  await store.close()
  await (await open(folder)).close()
})

test('a file that is no database is left alone and named', async (context) => {
  const folder = temporary(context)
  writeFileSync(join(folder, 'logs.duckdb'), 'something else that somebody put here')
  await assert.rejects(open(folder), (error) => faultOf(error) === 'damaged' && /logs\.duckdb cannot be opened/.test(String(error)))
  assert.equal(readFileSync(join(folder, 'logs.duckdb'), 'utf8'), 'something else that somebody put here')
})

test('a folder that may not be written says so', async (context) => {
  const folder = temporary(context)
  mkdirSync(join(folder, 'locked'))
  chmodSync(join(folder, 'locked'), 0o555)
  await asOrdinaryUser(async () => {
    await assert.rejects(open(join(folder, 'locked')), (error) => faultOf(error) === 'read-only' && /cannot be written/.test(String(error)))
  })
})

/** Root may write everywhere. */
async function asOrdinaryUser(work: () => Promise<void>): Promise<void> {
  if (process.geteuid?.() !== 0 || process.seteuid === undefined) return work()
  process.seteuid(65_534)
  try {
    await work()
  } finally {
    process.seteuid(0)
  }
}

test('a full disk refuses in words, and loses nothing that was stored', async (context) => {
  const folder = temporary(context)
  const script = join(folder, 'loader.mjs')
  writeFileSync(script, loader(fileURLToPath(new URL('duckdb.ts', import.meta.url)), folder))
  // No file may grow beyond two megabytes: to the process the same as a disk without space.
  const { stdout, stderr } = spawnSync('sh', ['-c', 'ulimit -f 4096; exec "$0" "$1"', process.execPath, script], { encoding: 'utf8' })
  const told = JSON.parse(stdout || JSON.stringify({ message: stderr })) as { loaded: number; fault: string; message: string; rows: number }
  assert.equal(told.fault, 'full', told.message)
  assert.match(told.message, /disk of .* is full: make space; what was stored before is kept/)
  assert.ok(told.loaded > 10 && told.rows === told.loaded * 20, JSON.stringify(told))
  const store = await open(join(folder, 'data'))
  assert.deepEqual(await store.counts(), { Keycloak_CL: told.rows })
  await store.close()
})

/** Loads rows that do not compress until it is refused, and says what it has then. */
const loader = (module: string, folder: string): string => `
  import { writeFileSync } from 'node:fs'
  import { randomBytes } from 'node:crypto'
  import { openStore } from ${JSON.stringify(module)}
  const store = await openStore(${JSON.stringify(join(folder, 'data'))}, { clock: () => 0, threads: 2, memoryLimitMb: 256 })
  const path = ${JSON.stringify(join(folder, 'rows'))}
  let told
  let loaded = 0
  while (told === undefined) {
    const rows = Array.from({ length: 20 }, (_, index) => ({
      TimeGenerated: '2026-11-02T00:00:00Z', _ItemId: loaded + ' ' + index, details_s: randomBytes(500).toString('hex'),
    }))
    writeFileSync(path, rows.map((row) => JSON.stringify(row) + '\\n').join(''))
    await store.load(path, 'Keycloak_CL', 'load ' + loaded).then(() => loaded++, (error) => (told = error))
  }
  const { Keycloak_CL: rows } = await store.counts()
  console.log(JSON.stringify({ loaded, fault: told.fault, message: told.message, rows }))
  await store.close()`

test('a load that fails does not hold up those behind it', async (context) => {
  const folder = temporary(context)
  const store = await open(join(folder, 'data'))
  writeFileSync(join(folder, 'rows'), ndjson([keycloak('a', 1)]))
  const results = await Promise.allSettled([
    store.load(join(folder, 'nowhere'), 'Keycloak_CL', 'zero'),
    store.load(join(folder, 'rows'), 'Keycloak_CL', 'one'),
    store.load(join(folder, 'rows'), 'Keycloak_CL', 'two'),
  ])
  assert.deepEqual(
    results.map(({ status }) => status),
    ['rejected', 'fulfilled', 'fulfilled'],
  )
  assert.deepEqual(await store.counts(), { Keycloak_CL: 1 })
  await store.close()
})
