/** How fast a log of Entra sign-ins goes into the store, against DuckDB's own `read_json` into the same table; with memory and disk. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openQuarantine } from '../../src/1-ingest/quarantine.ts'
import { signInTables } from '../../src/1-ingest/sources/entra-id-sign-in-row.ts'
import { openDatabase } from '../../src/2-store/database.ts'
import { openStore } from '../../src/2-store/duckdb.ts'
import { kept, layOut, sqlType } from '../../src/2-store/schema.ts'
import { list, literal, name } from '../../src/2-store/sql.ts'
import { tableNamed, tables } from '../../src/2-store/tables/index.ts'
import type { Table } from '../../src/2-store/tables/table.ts'
import { type EntraForm, writeSignIns } from './entra.ts'

const budget = { timeRatioMax: 1.5, memoryMaxMb: 1500, diskShareMax: 0.1 }
const forms = ['log-analytics', 'graph'] as const
type Form = (typeof forms)[number]

interface Run {
  readonly ms: number
  readonly rows: number
  readonly memoryMb: number
  readonly bytes: number
}

const folder = join(tmpdir(), 'tocsin-bench-ingest')
const fileOf = (form: EntraForm, count: number): string => join(folder, `${form}-${count}.ndjson`)

async function main(count: number, rounds: number): Promise<void> {
  mkdirSync(folder, { recursive: true })
  for (const form of forms) await write(form, count)
  let isOver = false
  for (const form of forms) {
    const runs: { plain: Run; ours: Run }[] = []
    // In turns, so that whatever else the machine does falls on both.
    for (let round = 0; round < rounds; round++) runs.push({ plain: child('plain', form, count), ours: child('ours', form, count) })
    isOver = say(form, count, runs) || isOver
  }
  process.exitCode = isOver ? 1 : 0
}

async function write(form: Form, count: number): Promise<void> {
  const path = fileOf(form, count)
  if (existsSync(path)) return
  await writeSignIns(`${path}.part`, form, { count, people: Math.max(100, count / 25), days: 14, seed: 1, start: Date.UTC(2026, 9, 1) })
  renameSync(`${path}.part`, path)
}

function child(what: 'plain' | 'ours', form: Form, count: number): Run {
  const { stdout, stderr, status } = spawnSync(process.execPath, [import.meta.filename, what, form, String(count)], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${what} ${form} failed: ${stderr}`)
  return JSON.parse(stdout) as Run
}

/** Answers whether a budget is exceeded. */
function say(form: Form, count: number, runs: readonly { plain: Run; ours: Run }[]): boolean {
  const size = statSync(fileOf(form, count)).size
  const ratio = median(runs.map(({ plain, ours }) => ours.ms / plain.ms))
  const memory = Math.max(...runs.map(({ ours }) => ours.memoryMb))
  const share = median(runs.map(({ ours }) => ours.bytes / size))
  const [plain, ours] = [median(runs.map((run) => run.plain.ms)), median(runs.map((run) => run.ours.ms))]
  const lines = [
    `${form}: ${count.toLocaleString('en')} records of ${Math.round(size / count)} bytes, ${runs.length} rounds, medians`,
    `  read_json into the same table   ${seconds(plain)}   ${perSecond(count, plain)}   ${Math.max(...runs.map((run) => run.plain.memoryMb))} MB`,
    `  tocsin ingest                   ${seconds(ours)}   ${perSecond(count, ours)}   ${memory} MB`,
    `  time ${ratio.toFixed(2)} × (at most ${budget.timeRatioMax}); memory ${memory} MB (at most ${budget.memoryMaxMb}); disk 1/${(1 / share).toFixed(1)} of the JSON (at most 1/${1 / budget.diskShareMax})`,
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
  return ratio > budget.timeRatioMax || memory > budget.memoryMaxMb || share > budget.diskShareMax
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`.padStart(8)
const perSecond = (count: number, ms: number): string => `${Math.round(count / (ms / 1000)).toLocaleString('en')}/s`.padStart(9)

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other)
  const [low = 0, high = low] = sorted.slice(Math.floor((sorted.length - 1) / 2), Math.floor(sorted.length / 2) + 1)
  return (low + high) / 2
}

/** From an empty store to one that is closed. */
async function run(what: string, form: Form, count: number): Promise<void> {
  const data = join(folder, `${what}-${process.pid}`)
  try {
    const { ms, rows } = what === 'ours' ? await ours(data, form, count) : await plain(data, form, count)
    if (rows !== count) throw new Error(`${rows} rows of ${count}`)
    const { size } = statSync(join(data, 'logs.duckdb'))
    const measured: Run = { ms, rows, memoryMb: Math.round(process.resourceUsage().maxRSS / 1024), bytes: size }
    process.stdout.write(JSON.stringify(measured))
  } finally {
    rmSync(data, { recursive: true, force: true })
  }
}

async function ours(data: string, form: Form, count: number): Promise<{ ms: number; rows: number }> {
  const store = await openStore(data, { clock: () => Date.now() })
  const quarantine = await openQuarantine(join(data, 'quarantine'))
  const begun = performance.now()
  const { tables: loaded } = await store.loadFile(fileOf(form, count), { quarantine })
  await store.close()
  const ms = performance.now() - begun
  await quarantine.close()
  return { ms, rows: Object.values(loaded).reduce((sum, { rows }) => sum + rows, 0) }
}

async function plain(data: string, form: Form, count: number): Promise<{ ms: number; rows: number }> {
  const database = await openDatabase(data, {})
  await database.write((connection) => layOut(connection, tables))
  const table = tableNamed('SigninLogs')
  if (table === undefined) throw new Error('There is no table SigninLogs')
  const columns = columnsOf(table, form)
  const types = new Map(columns.map(({ key, type }) => [key, type]))
  const explicit = list([...types].map(([key, type]) => `${literal(key)}: ${literal(type)}`))
  const begun = performance.now()
  const { rowsChanged } = await database.write((connection) =>
    connection.run(
      `INSERT INTO ${kept(table)} (${list(columns.map(({ column }) => name(column)))}) SELECT ${list(columns.map(({ key }) => name(key)))}
        FROM read_json(${literal(fileOf(form, count))}, format = 'newline_delimited', columns = {${explicit}})`,
    ),
  )
  await database.close()
  return { ms: performance.now() - begun, rows: rowsChanged }
}

/** The columns the form's keys go into as they are, with the table's own types. */
function columnsOf(table: Table, form: Form): { key: string; column: string; type: string }[] {
  const keys = new Map(signInTables.SigninLogs.graph.filter(({ around }) => !around).map(({ column, key }) => [column, key]))
  return table.columns.flatMap((column) => {
    const key = form === 'graph' ? keys.get(column.name) : column.name
    return key === undefined ? [] : [{ key, column: column.name, type: sqlType(column) }]
  })
}

const [first = '500000', second = '5', third = '0'] = process.argv.slice(2)
if (first === 'plain' || first === 'ours') await run(first, second === 'graph' ? 'graph' : 'log-analytics', Number(third))
else await main(Number(first), Number(second))
