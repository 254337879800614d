/** The journal keeps what it promised, whatever happens to the process and the disk beneath it. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import type { Row } from '../1-ingest/source.ts'
import { drainJournal } from './drain.ts'
import { openStore } from './duckdb.ts'
import { faultOf } from './fault.ts'
import { type Journal, type JournalLimits, openJournal, type Sealed } from './journal.ts'

function temporary(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-journal-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const start = Date.UTC(2026, 10, 2)
const row = (id: string, more: Row = {}): Row => ({ TimeGenerated: '2026-11-02T00:00:00Z', _ItemId: id, ...more })
const open = (folder: string, limits: Partial<JournalLimits> = {}, clock = () => start): Promise<Journal> =>
  openJournal(folder, { clock, limits })

async function leftIn(journal: Journal): Promise<string[]> {
  const ids: string[] = []
  for await (const { rows } of journal.left()) ids.push(...rows.map(({ _ItemId: id }) => String(id)))
  return ids
}

const files = (folder: string): string[] => readdirSync(folder).sort()

test('what was appended is there after a restart, in its order and by its table', async (context) => {
  const folder = temporary(context)
  const journal = await open(folder)
  const marks = [
    await journal.append('Keycloak_CL', [row('a'), row('b')]),
    await journal.append('PingID_CL', [row('c')]),
    await journal.append('Keycloak_CL', [row('d')]),
  ]
  assert.deepEqual(
    marks,
    [...marks].sort((one, other) => one - other),
  )
  await journal.close()

  const again = await open(folder)
  assert.deepEqual((await leftIn(again)).sort(), ['a', 'b', 'c', 'd'])
  const next = await again.append('Keycloak_CL', [row('e')])
  const left = []
  for await (const one of again.left()) left.push(one)
  assert.ok(left.every(({ mark }) => mark < next))
  assert.deepEqual(left.map(({ table, rows }) => [table, rows.length]).sort(), [
    ['Keycloak_CL', 3],
    ['PingID_CL', 1],
  ])
  await again.close()
})

test('a segment leaves the disk when the store has it and the detections do, in either order', async (context) => {
  for (const order of ['store first', 'detections first']) {
    const folder = temporary(context)
    const journal = await open(folder, { sealBytes: 1 })
    const mark = await journal.append('Keycloak_CL', [row('a')])
    const segment = await first(journal.sealed())
    assert.deepEqual(files(folder), [`${segment.name}.ndjson`])
    assert.deepEqual(journal.names(), [segment.name])
    const steps = [() => journal.loaded(segment.name), () => journal.detected(mark)]
    if (order === 'detections first') steps.reverse()
    await steps[0]?.()
    assert.equal(files(folder).length, 1, order)
    await steps[1]?.()
    assert.deepEqual(files(folder), [], order)
    assert.equal(journal.bytes(), 0)
    await journal.close()
  }
})

async function first(segments: AsyncGenerator<Sealed>): Promise<Sealed> {
  const next = await segments.next()
  assert.ok(!next.done)
  return next.value
}

test('a segment is sealed by its age too', async (context) => {
  let now = start
  const journal = await open(temporary(context), { sealMs: 20 }, () => now)
  await journal.append('Keycloak_CL', [row('a')])
  now += 20
  assert.equal((await first(journal.sealed())).table, 'Keycloak_CL')
  await journal.close()
})

test('many who append at once share a few syncs, and all are kept', async (context) => {
  const folder = temporary(context)
  const journal = await open(folder)
  const marks = await Promise.all(Array.from({ length: 500 }, (_, index) => journal.append('Keycloak_CL', [row(String(index))])))
  assert.ok(new Set(marks).size < 50, `${new Set(marks).size} syncs`)
  await journal.close()
  const again = await open(folder)
  assert.deepEqual(
    (await leftIn(again)).map(Number),
    Array.from({ length: 500 }, (_, index) => index),
  )
  await again.close()
})

test('two runs of one instant never name two segments alike', async (context) => {
  const folder = temporary(context)
  const names = new Set<string>()
  for (let run = 0; run < 3; run++) {
    const journal = await open(folder)
    await journal.append('Keycloak_CL', [row(String(run))])
    for (const name of journal.names()) names.add(name)
    await journal.close()
  }
  assert.equal(names.size, 3)
})

test('wherever a kill cuts the last segment, whole lines stay and the rest goes', async (context) => {
  const folder = temporary(context)
  const journal = await open(join(folder, 'whole'))
  await journal.append('Keycloak_CL', [row('a', { username_s: 'Zoë\n' }), row('b'), row('c')])
  await journal.close()
  const [file = ''] = files(join(folder, 'whole'))
  const text = readFileSync(join(folder, 'whole', file))
  for (let cut = 0; cut <= text.length; cut += 7) {
    const copy = join(folder, `cut-${cut}`)
    cpSync(join(folder, 'whole'), copy, { recursive: true })
    truncateSync(join(copy, file), cut)
    const again = await open(copy)
    const whole = text.subarray(0, cut).toString().split('\n').length - 1
    assert.deepEqual(await leftIn(again), ['a', 'b', 'c'].slice(0, whole), `cut at ${cut}`)
    await again.close()
  }
})

test('whatever stands behind the last whole line after a power cut is no line', async (context) => {
  const folder = temporary(context)
  const journal = await open(join(folder, 'whole'))
  await journal.append('Keycloak_CL', [row('a'), row('b')])
  await journal.close()
  const [file = ''] = files(join(folder, 'whole'))
  let count = 0
  const garbage = fc.oneof(
    fc.constant(Buffer.alloc(5000)),
    fc.uint8Array({ maxLength: 200 }).map(Buffer.from),
    fc.constant(Buffer.from('\n{"_Item')),
  )
  await fc.assert(
    fc.asyncProperty(garbage, async (tail) => {
      const copy = join(folder, String(++count))
      cpSync(join(folder, 'whole'), copy, { recursive: true })
      appendFileSync(join(copy, file), tail)
      const again = await open(copy)
      const left = await leftIn(again)
      assert.deepEqual(left.slice(0, 2), ['a', 'b'])
      await again.close()
    }),
    { numRuns: 40 },
  )
})

test('at its budget it refuses in words, and takes more when the store has taken some', async (context) => {
  const journal = await open(temporary(context), { bytesMax: 2000, sealBytes: 1 })
  let appended = 0
  const refused = await appendUntilRefused(journal, () => appended++)
  assert.equal(faultOf(refused), 'budget')
  assert.match(String(refused), /holds 1 MB that the store has not taken yet: send again later/)
  assert.ok(appended > 5 && journal.bytes() <= 2000)
  await journal.detected(appended)
  await journal.loaded((await first(journal.sealed())).name)
  await journal.append('Keycloak_CL', [row('again')])
  await journal.close()
})

async function appendUntilRefused(journal: Journal, count: () => void): Promise<unknown> {
  for (let index = 0; index < 1000; index++) {
    try {
      await journal.append('Keycloak_CL', [row(String(index))])
      count()
    } catch (error) {
      return error
    }
  }
  return undefined
}

test('what waits in memory is bounded', async (context) => {
  const journal = await open(temporary(context), { waitingMax: 10_000 })
  const large = row('a', { username_s: 'x'.repeat(4000) })
  const results = await Promise.allSettled(Array.from({ length: 10 }, () => journal.append('Keycloak_CL', [large])))
  const refused = results.filter(({ status }) => status === 'rejected')
  assert.ok(refused.length > 0 && refused.length < 10)
  assert.ok(refused.every((one) => one.status === 'rejected' && faultOf(one.reason) === 'budget'))
  await journal.append('Keycloak_CL', [large])
  await journal.close()
})

test('rows that the store could not take are refused at once, and nothing of their append is kept', async (context) => {
  const folder = temporary(context)
  const journal = await open(folder)
  await assert.rejects(journal.append('Keycloak_CL', [row('a'), row('')]), /no _ItemId/)
  await assert.rejects(journal.append('Keycloak_CL', [row('a', { TimeGenerated: 'soon' })]), /no TimeGenerated/)
  await assert.rejects(journal.append('Nothing_CL', [row('a')]), /no table/)
  await journal.append('Keycloak_CL', [])
  assert.deepEqual(files(folder), [])
  await journal.close()
  await assert.rejects(journal.append('Keycloak_CL', [row('a')]), (error) => faultOf(error) === 'closed')
})

test('a folder that may not be written says so when it is opened', async (context) => {
  const folder = join(temporary(context), 'locked')
  mkdirSync(folder)
  chmodSync(folder, 0o555)
  const isRoot = process.geteuid?.() === 0
  if (isRoot) process.seteuid?.(65_534)
  try {
    await assert.rejects(
      open(join(folder, 'journal')),
      (error) => faultOf(error) === 'read-only' && /cannot be written/.test(String(error)),
    )
  } finally {
    if (isRoot) process.seteuid?.(0)
  }
})

test('a full disk refuses in words, loses nothing that was promised, and passes', async (context) => {
  const folder = temporary(context)
  const journalModule = fileURLToPath(new URL('journal.ts', import.meta.url))
  const script = join(folder, 'writer.mjs')
  writeFileSync(script, writer(journalModule, join(folder, 'journal')))
  // A file may grow to so many half kilobytes: to the process the same as a disk without space.
  const { stdout, stderr } = spawnSync('sh', ['-c', 'ulimit -f 128; exec "$0" "$1"', process.execPath, script], { encoding: 'utf8' })
  const told = JSON.parse(stdout || `{"error":${JSON.stringify(stderr)}}`) as {
    kept: string[]
    fault: string
    message: string
    after: string
  }
  assert.equal(told.fault, 'full', JSON.stringify(told))
  assert.match(told.message, /disk of .* is full: make space/)
  assert.ok(told.kept.length > 20 && told.after === 'goes on')

  const again = await open(join(folder, 'journal'))
  assert.deepEqual((await leftIn(again)).sort(), told.kept.sort())
  await again.close()
})

/** Appends until the disk is full, then until it is not, and says which rows it was promised. */
const writer = (module: string, folder: string): string => `
  import { openJournal } from ${JSON.stringify(module)}
  const journal = await openJournal(${JSON.stringify(folder)}, { clock: () => Date.now(), limits: { sealMs: 100 } })
  const kept = []
  let told
  let after = 'refused'
  const append = (id) => journal.append('Keycloak_CL', [{ TimeGenerated: '2026-11-02T00:00:00Z', _ItemId: id, details_s: 'x'.repeat(2000) }])
  for (let index = 0; told === undefined; index++) {
    await append('before ' + index).then(() => kept.push('before ' + index), (error) => (told = error))
  }
  for (let index = 0; index < 200 && after === 'refused'; index++) {
    await new Promise((done) => setTimeout(done, 20))
    await append('after ' + index).then(() => { kept.push('after ' + index); after = 'goes on' }, () => {})
  }
  await journal.close()
  console.log(JSON.stringify({ kept, fault: told.fault, message: told.message, after }))`

test('its segments go into the store one after the other, each once, also after a restart', async (context) => {
  const folder = temporary(context)
  const store = await openStore(join(folder, 'data'), { clock: () => start, threads: 2, memoryLimitMb: 256 })
  const journal = await open(join(folder, 'journal'), { sealBytes: 1 })
  for (let index = 0; index < 5; index++) await journal.append('Keycloak_CL', [row(String(index)), row('same')])
  const stop = new AbortController()
  const loaded: number[] = []
  const draining = drainJournal(journal, store, {
    onError: (error) => assert.fail(String(error)),
    onLoaded: (_, { rows }) => loaded.push(rows),
    signal: stop.signal,
  })
  while (loaded.length < 5) await setTimeout(5)
  await journal.close()
  await draining
  assert.deepEqual(loaded, [2, 1, 1, 1, 1])

  // The detections never said that they are done: the segments are there still, and the store knows them.
  const again = await open(join(folder, 'journal'))
  assert.equal((await leftIn(again)).length, 10)
  const rows: number[] = []
  const drainingAgain = drainJournal(again, store, {
    onError: assert.fail,
    onLoaded: (_, one) => rows.push(one.rows + one.duplicates),
    signal: stop.signal,
  })
  while (rows.length < 5) await setTimeout(5)
  assert.deepEqual(rows, [0, 0, 0, 0, 0])
  for await (const { mark } of again.left()) await again.detected(mark)
  assert.deepEqual(files(join(folder, 'journal')), [])
  await again.close()
  await drainingAgain
  assert.deepEqual(await store.counts(), { Keycloak_CL: 6 })
  await store.close()
})

test('a segment that cannot be loaded is tried again', async (context) => {
  const folder = temporary(context)
  const store = await openStore(join(folder, 'data'), { clock: () => start, threads: 2, memoryLimitMb: 256 })
  const journal = await open(join(folder, 'journal'), { sealBytes: 1 })
  await journal.append('Keycloak_CL', [row('a')])
  let failures = 0
  const loaded: string[] = []
  const failing = {
    ...store,
    load: (...args: Parameters<typeof store.load>) => (++failures < 3 ? Promise.reject(new Error('no')) : store.load(...args)),
  }
  const stop = new AbortController()
  const draining = drainJournal(journal, failing, {
    onError: () => {},
    onLoaded: ({ name }) => loaded.push(name),
    retryMs: 1,
    signal: stop.signal,
  })
  while (loaded.length === 0) await setTimeout(5)
  await journal.close()
  await draining
  assert.equal(failures, 3)
  await store.close()
})
