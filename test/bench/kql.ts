/** KQL through the compiler against the best SQL written by hand, over the same table of sign-ins: `node test/bench/kql.ts [millions=5]`. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { createCompiler, prepareInstance } from '@tocsin/kql'
import { openQuarantine } from '../../src/1-ingest/quarantine.ts'
import { openDatabase } from '../../src/2-store/database.ts'
import { openStore } from '../../src/2-store/duckdb.ts'
import { catalogueTables } from '../../src/2-store/hunt-catalogue.ts'
import { writeSignIns } from './entra.ts'
import { queries } from './kql-queries.ts'

const millions = Number(process.argv[2] ?? 5)
const only = process.argv[3]
/** So many records are made and read like every log file; the rest are their copies at other times, with ids of their own. */
const made = 100_000
const rounds = 5
const start = Date.parse('2026-10-01T00:00:00Z')
const now = start + 30 * 86_400_000
const memoryLimitMb = 4096

const folder = mkdtempSync(join(tmpdir(), 'tocsin-bench-kql-'))

async function fill(): Promise<void> {
  const path = join(folder, 'signins.json')
  await writeSignIns(path, 'log-analytics', { count: made, people: 100_000, days: 30, seed: 7, start })
  const store = await openStore(folder, { clock: Date.now, memoryLimitMb })
  await store.loadFile(path, { quarantine: await openQuarantine(join(folder, 'quarantine')) })
  await store.close()
  rmSync(path)
}

async function multiply(connection: DuckDBConnection): Promise<number> {
  const copies = Math.round((millions * 1_000_000) / made)
  await connection.run(`INSERT INTO kept."SigninLogs" BY NAME
    SELECT t.* REPLACE (t.TimeGenerated + to_seconds((c * 7919) % 86400) AS TimeGenerated, t."_ItemId" || '-' || c AS "_ItemId", md5(t."Id" || c) AS "Id", md5(t."CorrelationId" || c) AS "CorrelationId")
    FROM kept."SigninLogs" t, range(1, ${copies}) r(c)`)
  await connection.run('CHECKPOINT logs')
  const reader = await connection.runAndReadAll('SELECT count(*) FROM kept."SigninLogs"')
  return Number(reader.getRowsJson()[0]?.[0])
}

async function timed(connection: DuckDBConnection, sql: string): Promise<number> {
  const begin = performance.now()
  await connection.runAndReadAll(sql)
  return performance.now() - begin
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN

await fill()
const database = await openDatabase(folder, { memoryLimitMb })
try {
  const rows = await database.write(multiply)
  const tables = await database.read(catalogueTables)
  const loading = performance.now()
  const compiler = createCompiler({ tables, functions: [] })
  await database.read(async (connection) => {
    await prepareInstance(connection, [], 'memory.main')
    const ask = async (sql: string): Promise<readonly (readonly unknown[])[]> => (await connection.runAndReadAll(sql)).getRowsJS()
    const compile = async (text: string): Promise<string> => {
      const done = await compiler.compile(text, { ask }, { now })
      if (!done.ok) throw new Error(`${text}\n${done.diagnostics.map((one) => one.message).join('\n')}`)
      return done.queries[0]?.sql ?? ''
    }
    const first = queries[0]
    if (first === undefined) return
    await timed(connection, await compile(first.kql))
    const firstAnswer = performance.now() - loading
    process.stdout.write(
      `${rows.toLocaleString('en')} sign-ins; parser, catalogue, first compilation and first answer: ${(firstAnswer / 1000).toFixed(2)} s\n\n`,
    )
    process.stdout.write('| query | SQL by hand, ms | KQL, ms | ratio | compiled in, ms |\n|---|---:|---:|---:|---:|\n')
    const ratios: number[] = []
    for (const { name, kql, sql } of queries) {
      if (only !== undefined && !name.includes(only)) continue
      const compiled: number[] = []
      let text = ''
      for (let i = 0; i < 3; i++) {
        const begin = performance.now()
        text = await compile(kql)
        compiled.push(performance.now() - begin)
      }
      if (only !== undefined) process.stdout.write(`${text}\n`)
      const hand: number[] = []
      const ours: number[] = []
      for (let i = 0; i <= rounds; i++) {
        const [a, b] =
          i % 2 === 0
            ? [await timed(connection, sql), await timed(connection, text)]
            : [await timed(connection, text), await timed(connection, sql)]
        // The first round only warms.
        if (i === 0) continue
        hand.push(i % 2 === 0 ? a : b)
        ours.push(i % 2 === 0 ? b : a)
      }
      const ratio = median(ours) / median(hand)
      ratios.push(ratio)
      process.stdout.write(
        `| ${name} | ${median(hand).toFixed(0)} | ${median(ours).toFixed(0)} | ${ratio.toFixed(2)} | ${median(compiled).toFixed(1)} |\n`,
      )
    }
    process.stdout.write(`\nmedian ratio ${median(ratios).toFixed(2)}, worst ${Math.max(...ratios).toFixed(2)}\n`)
  })
} finally {
  await database.close()
  rmSync(folder, { recursive: true, force: true })
}
