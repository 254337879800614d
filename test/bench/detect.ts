/** How long `detect` takes over Entra ID sign-ins of 3 KB, beside `JSON.parse` over the same lines in one thread; and how it grows. */
import { spawnSync } from 'node:child_process'
import { createReadStream, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readEvents } from '../../src/1-ingest/parallel.ts'
import { createEngine } from '../../src/3-detect/engine.ts'
import { replay } from '../../src/3-detect/replay.ts'
import { writeSignIns } from './entra.ts'

const [mode = 'all', count = '100000', rounds = '3'] = process.argv.slice(2)

interface Run {
  readonly ms: number
  readonly rssMb: number
  readonly records: number
  readonly persons: number
}

/** The comparator: the least that anything which reads these lines in JavaScript must do. */
async function parseLines(path: string): Promise<{ records: number; persons: number }> {
  let rest: Buffer = Buffer.alloc(0)
  let records = 0
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    const data = rest.length === 0 ? (chunk as Buffer) : Buffer.concat([rest, chunk as Buffer])
    let from = 0
    for (let at = data.indexOf(10); at !== -1; at = data.indexOf(10, from)) {
      JSON.parse(data.toString('utf8', from, at))
      records++
      from = at + 1
    }
    rest = data.subarray(from)
  }
  return { records, persons: 0 }
}

async function detectIn(path: string): Promise<{ records: number; persons: number }> {
  let records = 0
  async function* batches() {
    records = 0
    for await (const batch of readEvents([path])) {
      records += batch.records
      yield batch.events
    }
  }
  const { engine } = await replay({ engine: () => createEngine(), batches, again: true }, { spillFolder: tmpdir() })
  return { records, persons: engine.counts().persons }
}

/** Each run in a process of its own, so that none finds the other's memory warm. */
function inChild(kind: 'parse' | 'detect', path: string): Run {
  const done = spawnSync(process.execPath, [import.meta.filename, kind, path], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
  return JSON.parse(done.stdout) as Run
}

async function measured(work: (path: string) => Promise<{ records: number; persons: number }>, path: string): Promise<void> {
  const began = performance.now()
  const told = await work(path)
  const run: Run = { ms: performance.now() - began, rssMb: process.resourceUsage().maxRSS / 1024, ...told }
  process.stdout.write(JSON.stringify(run))
}

const median = (values: readonly number[]): number => [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0
const seconds = (ms: number): string => (ms / 1000).toFixed(2)

async function withFile(records: number, work: (path: string) => void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-bench-'))
  try {
    const path = join(folder, 'sign-ins.ndjson')
    await writeSignIns(path, 'log-analytics', {
      count: records,
      people: Math.max(100, Math.floor(records / 50)),
      days: 30,
      seed: 1,
      start: Date.UTC(2026, 0, 5),
    })
    work(path)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function ratio(records: number): Promise<void> {
  await withFile(records, (path) => {
    const pairs = Array.from({ length: Number(rounds) }, () => ({ parse: inChild('parse', path), detect: inChild('detect', path) }))
    const bytes = statSync(path).size / records
    console.log(`${records.toLocaleString('en')} sign-ins of ${Math.round(bytes)} bytes, ${rounds} rounds in turn:`)
    console.log(`JSON.parse over the lines, one thread: ${seconds(median(pairs.map(({ parse }) => parse.ms)))} s`)
    console.log(
      `detect: ${seconds(median(pairs.map(({ detect }) => detect.ms)))} s, ${Math.round(median(pairs.map(({ detect }) => detect.rssMb)))} MB`,
    )
    console.log(
      `ratio detect / JSON.parse, pair by pair: ${pairs.map(({ parse, detect }) => (detect.ms / parse.ms).toFixed(2)).join(', ')}; median ${median(pairs.map(({ parse, detect }) => detect.ms / parse.ms)).toFixed(2)}`,
    )
  })
}

async function curve(): Promise<void> {
  console.log('\n| records | seconds | records/s | memory MB | persons |\n| ---: | ---: | ---: | ---: | ---: |')
  for (const records of [10_000, 30_000, 100_000, 300_000, 1_000_000]) {
    await withFile(records, (path) => {
      const { ms, rssMb, persons } = inChild('detect', path)
      console.log(
        `| ${records.toLocaleString('en')} | ${seconds(ms)} | ${Math.round((records / ms) * 1000).toLocaleString('en')} | ${Math.round(rssMb)} | ${persons.toLocaleString('en')} |`,
      )
    })
  }
}

switch (mode) {
  case 'parse':
    await measured(parseLines, count)
    break
  case 'detect':
    await measured(detectIn, count)
    break
  case 'curve':
    await curve()
    break
  default:
    await ratio(Number(count))
    if (mode === 'all') await curve()
}
