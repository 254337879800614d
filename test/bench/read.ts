/**
 * How fast files are read: records a second and the share of a plain loop over the same bytes, in the same run.
 *
 *     node test/bench/read.ts [records] [rounds] [log-analytics|graph|azure-monitor]
 */
import { createReadStream, openSync, readFileSync, readSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { enableCompileCache } from 'node:module'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { streamArray } from 'stream-json/streamers/stream-array.js'
import { readEvents } from '../../src/1-ingest/parallel.ts'
import { read } from '../../src/1-ingest/read.ts'
import { sources } from '../../src/1-ingest/sources/index.ts'
import { type EntraForm, forms, writeSignIns } from './entra.ts'

const count = Number(process.argv[2] ?? 20_000)
const rounds = Number(process.argv[3] ?? 5)
const form = Object.keys(forms).find((name) => name === process.argv[4]) ?? 'log-analytics'

/** Reads all records of a file; answers how many. */
type Way = (path: string) => number | Promise<number>

/** What everything is held against: read, make text, split at line feeds, parse. */
const plainLoop: Way = (path) => {
  const file = openSync(path, 'r')
  const bytes = Buffer.allocUnsafe(1024 * 1024)
  let records = 0
  let rest = ''
  for (let got = readSync(file, bytes, 0, bytes.length, null); got > 0; got = readSync(file, bytes, 0, bytes.length, null)) {
    const lines = (rest + bytes.toString('utf8', 0, got)).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      JSON.parse(line)
      records++
    }
  }
  return records
}

const reading: Way = async (path) => {
  let records = 0
  for await (const { found } of read([{ kind: 'path', path }], { sources })) records += found.length
  return records
}

const events =
  (workers: number): Way =>
  async (path) => {
    let records = 0
    for await (const batch of readEvents([path], { workers })) records += batch.records
    return records
  }

/** The usual library for JSON that is larger than memory. */
const tokens: Way = async (path) => {
  let records = 0
  for await (const _ of createReadStream(path).pipe(streamArray.withParserAsStream())) records++
  return records
}

enableCompileCache(join(import.meta.dirname, '..', '..', '.cache', 'node'))
const folder = await mkdtemp(join(tmpdir(), 'tocsin-bench-'))
try {
  const ndjson = join(folder, 'lines.ndjson')
  const bytes = await writeSignIns(ndjson, form as EntraForm, {
    count,
    people: Math.ceil(count / 30),
    days: 1,
    seed: 1,
    start: 1_793_581_200_000,
  })
  console.log(`${count} sign-ins (${form}), ${Math.round(bytes / count)} bytes each, ${rounds} rounds, ${availableParallelism()} cores`)
  const file = async (name: string, content: string | Buffer): Promise<string> => {
    await writeFile(join(folder, name), content)
    return join(folder, name)
  }
  const text = readFileSync(ndjson)
  const lines = text.toString().trimEnd().split('\n')
  const list = await file('list.json', `[${lines.join(',\n')}]`)
  const parsing: Way = () => {
    for (const line of lines) JSON.parse(line)
    return lines.length
  }
  await compare([
    { name: 'plain loop: read, split, JSON.parse', way: plainLoop, path: ndjson },
    { name: 'JSON.parse over lines in memory', way: parsing, path: ndjson },
    { name: 'read: a record a line', way: reading, path: ndjson },
    { name: 'read: gzip', way: reading, path: await file('lines.gz', gzipSync(text, { level: 5 })) },
    { name: 'read: zstd', way: reading, path: await file('lines.zst', zstdCompressSync(text)) },
    { name: 'read: one list', way: reading, path: list },
    { name: 'read: one page', way: reading, path: await file('page.json', `{"value":[${lines.join(',')}]}`) },
    { name: 'stream-json: one list', way: tokens, path: list },
    { name: 'events, in one thread', way: events(0), path: ndjson },
    ...[1, 2, 4]
      .filter((workers) => workers <= availableParallelism())
      .map((workers) => ({ name: `events, ${workers} worker(s)`, way: events(workers), path: ndjson })),
  ])
} finally {
  await rm(folder, { recursive: true })
}

interface Entry {
  readonly name: string
  readonly way: Way
  readonly path: string
}

/** In turn, so that a noisy machine is noisy for all; the best of the rounds counts, for what others do only adds. */
async function compare(entries: readonly Entry[]): Promise<void> {
  const best = new Map<string, { ms: number; cpuMs: number }>()
  for (let round = 0; round < rounds; round++) {
    for (const { name, way, path } of entries) {
      const [began, cpu] = [performance.now(), process.cpuUsage()]
      const records = await way(path)
      const ms = performance.now() - began
      const { user, system } = process.cpuUsage(cpu)
      if (records !== count) throw new Error(`${name} gave ${records} of ${count} records`)
      const before = best.get(name) ?? { ms: Number.POSITIVE_INFINITY, cpuMs: Number.POSITIVE_INFINITY }
      best.set(name, { ms: Math.min(before.ms, ms), cpuMs: Math.min(before.cpuMs, (user + system) / 1000) })
    }
  }
  const [plain, parse] = entries.map(({ name }) => best.get(name)?.ms ?? 0)
  console.log(`${''.padEnd(36)} ${['ms', 'CPU ms', 'records/s', '× loop', '× JSON.parse'].map((head) => head.padStart(12)).join('')}`)
  for (const [name, { ms, cpuMs }] of best) {
    const cells = [
      ms.toFixed(0),
      cpuMs.toFixed(0),
      ((count / ms) * 1000).toFixed(0),
      (ms / (plain ?? 1)).toFixed(2),
      (ms / (parse ?? 1)).toFixed(2),
    ]
    console.log(`${name.padEnd(36)} ${cells.map((cell) => cell.padStart(12)).join('')}`)
  }
}
