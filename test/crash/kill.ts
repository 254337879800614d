/** Kills a process that writes to a store, at random points, and checks after each that what it was promised is there exactly once. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { drainJournal } from '../../src/2-store/drain.ts'
import { openStore } from '../../src/2-store/duckdb.ts'
import { openJournal } from '../../src/2-store/journal.ts'
import type { LogStore } from '../../src/2-store/store.ts'
import { type EntraForm, writeSignIns } from '../bench/entra.ts'
import { chance } from '../bench/entra-people.ts'

export interface KillOptions {
  readonly rounds: number
  readonly seed: number
  /** Told after each round. */
  readonly told?: (line: string) => void
}

export interface Killed {
  readonly rounds: number
  readonly promised: number
  readonly files: number
}

const recordsPerFile = 400
const tables = ['Keycloak_CL', 'PingID_CL']
/** A kill falls within the process' first moments of work as often as later. */
const lifeMs = { min: 20, max: 1500 }

interface Promised {
  readonly live: Map<string, Set<string>>
  files: number
}

/** Throws where anything is missing or doubled. */
export async function killOften({ rounds, seed, told }: KillOptions): Promise<Killed> {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-kill-'))
  try {
    const random = chance(seed)
    const files = rounds * 4
    await writeFiles(folder, files, seed)
    const promised: Promised = { live: new Map(tables.map((table) => [table, new Set()])), files: 0 }
    for (let round = 0; round < rounds; round++) {
      const life = lifeMs.min + Math.floor(random() * (lifeMs.max - lifeMs.min))
      await oneLife(folder, { round, life, files, promised })
      const kept = await verify(folder, promised)
      told?.(`round ${round + 1}: killed after ${life} ms; ${kept} rows, every promise kept once`)
    }
    return { rounds, promised: [...promised.live.values()].reduce((sum, { size }) => sum + size, 0), files: promised.files }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function writeFiles(folder: string, count: number, seed: number): Promise<void> {
  mkdirSync(join(folder, 'files'))
  const forms: readonly EntraForm[] = ['graph', 'log-analytics', 'azure-monitor']
  for (let file = 0; file < count; file++) {
    const start = Date.UTC(2026, 9, 1) + file * 3_600_000
    const options = { count: recordsPerFile, people: 50, days: 0.04, seed: seed * 10_000 + file, start }
    await writeSignIns(join(folder, 'files', `${file}.ndjson`), forms[file % forms.length] ?? 'graph', options)
  }
}

interface Life {
  readonly round: number
  readonly life: number
  readonly files: number
  readonly promised: Promised
}

async function oneLife(folder: string, { round, life, files, promised }: Life): Promise<void> {
  const script = fileURLToPath(new URL('writer.ts', import.meta.url))
  const child = spawn(process.execPath, [script, folder, String(round), String(promised.files), String(files)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  let errors = ''
  child.stderr.on('data', (data: Buffer) => {
    errors += data.toString()
  })
  const ready = new Promise<void>((done) => {
    child.stdout.on('data', (data: Buffer) => {
      out += data.toString()
      if (out.startsWith('ready')) done()
    })
  })
  const closed = new Promise<void>((done) => child.once('close', () => done()))
  await Promise.race([ready, closed])
  await Promise.race([sleep(life), closed])
  assert.equal(child.exitCode, null, `the writer ended by itself: ${errors}`)
  child.kill('SIGKILL')
  await closed
  // The last line may be cut off: it was not promised.
  for (const line of out.split('\n').slice(0, -1)) take(line, promised)
}

function take(line: string, promised: Promised): void {
  const [kind, first = '', ...rest] = line.split(' ')
  if (kind === 'live') for (const id of rest) promised.live.get(first)?.add(id)
  if (kind === 'file') {
    assert.equal(rest[0], '0', `nothing of file ${first} is refused`)
    promised.files = Number(first) + 1
  }
  assert.notEqual(kind, 'error', line)
}

/** Opens what was left as a restart would, brings the journal into the store, and compares. Answers how many rows there are. */
async function verify(folder: string, promised: Promised): Promise<number> {
  const clock = (): number => Date.now()
  const store = await openStore(join(folder, 'data'), { clock, threads: 2, memoryLimitMb: 512 })
  const journal = await openJournal(join(folder, 'data', 'journal'), { clock })
  const draining = drainJournal(journal, store, { onError: (error) => assert.fail(String(error)), signal: new AbortController().signal })
  await journal.close()
  await draining
  try {
    for (const [table, ids] of promised.live) await verifyLive(store, table, ids)
    await verifyFiles(store, promised.files)
    return Object.values(await store.counts()).reduce((sum, rows) => sum + rows, 0)
  } finally {
    await store.close()
  }
}

async function verifyLive(store: LogStore, table: string, ids: ReadonlySet<string>): Promise<void> {
  const found = await store.query(
    `SELECT string_agg(_ItemId, ' ') AS ids, count(*) AS rows, count(DISTINCT _ItemId) AS single FROM "${table}"`,
  )
  const [row] = found
  assert.equal(row?.['rows'], row?.['single'], `${table} holds something twice`)
  const there = new Set(String(row?.['ids'] ?? '').split(' '))
  const missing = [...ids].filter((id) => !there.has(id))
  assert.deepEqual(missing.slice(0, 5), [], `${missing.length} promised rows are missing from ${table}`)
}

async function verifyFiles(store: LogStore, files: number): Promise<void> {
  const [row] = await store.query(`SELECT count(*) AS rows, count(DISTINCT _ItemId) AS single FROM "SigninLogs"`)
  assert.equal(row?.['rows'], row?.['single'], 'SigninLogs holds something twice')
  const rows = Number(row?.['rows'])
  // One file more may have been stored and not yet promised.
  assert.ok(rows === files * recordsPerFile || rows === (files + 1) * recordsPerFile, `${rows} sign-ins of ${files} files`)
}

if (import.meta.main) {
  const [rounds = '100', seed = '1'] = process.argv.slice(2)
  const killed = await killOften({ rounds: Number(rounds), seed: Number(seed), told: (line) => process.stdout.write(`${line}\n`) })
  process.stdout.write(
    `${killed.rounds} kills: ${killed.promised} promised rows and ${killed.files} files are there exactly once, and nothing is there twice.\n`,
  )
}
