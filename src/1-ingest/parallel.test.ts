/** Events of many files by worker threads: the same as without, in the same order, whatever the ranges. */
import assert from 'node:assert/strict'
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { after, before, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { sources } from '../../test/fake-sources.ts'
import { type EventBatch, type ReadEventsOptions, readEvents } from './parallel.ts'
import { placing } from './place.ts'
import { rangesOf, readRange } from './ranges.ts'
import type { Input } from './read.ts'

const sourcesModule = new URL('../../test/fake-sources.ts', import.meta.url)
let folder = ''
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-parallel-'))
})
after(() => rm(folder, { recursive: true }))

const line = (id: number) =>
  id % 1000 === 7
    ? '{"alpha":"broken'
    : id % 1000 === 8
      ? JSON.stringify({ alpha: `r${id}`, noTime: true })
      : JSON.stringify({ alpha: `r${id}`, time: 1_760_000_000_000 + id, user: `user${id % 50}`, ip: '203.0.113.9', pad: 'x'.repeat(300) })

async function file(name: string, from: number, count: number, pack: (text: string) => string | Buffer = (text) => text): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, pack(Array.from({ length: count }, (_, i) => `${line(from + i)}\n`).join('')))
  return path
}

interface Told {
  readonly ids: string[]
  readonly refused: string[]
  readonly records: number
}

async function tell(inputs: readonly (string | Input)[], options: ReadEventsOptions): Promise<Told> {
  const batches: EventBatch[] = []
  for await (const batch of readEvents(inputs, { sourcesModule, ...options })) batches.push(batch)
  return {
    ids: batches.flatMap(({ events }) => events.map(({ id, user }) => `${id} ${user.name}`)),
    refused: batches.flatMap((batch) =>
      batch.refused.map((one) => `${batch.file.slice(folder.length + 1)}:${one.line} ${one.why} ${one.text.slice(0, 20)}`),
    ),
    records: batches.reduce((sum, { records }) => sum + records, 0),
  }
}

test('threads give the same events and refusals in the same order as none', async () => {
  const paths = [
    await file('a.ndjson', 0, 30_000),
    await file('b.ndjson.gz', 30_000, 5000, (text) => gzipSync(text)),
    join(folder, 'missing'),
    await file(
      'c.json',
      35_000,
      3000,
      (text) =>
        `[${text
          .split('\n')
          .filter((one) => one.endsWith('}'))
          .join(',\n')}]`,
    ),
    await file('d.ndjson', 38_000, 25_000, (text) => `\uFEFF${text}`),
  ]
  const alone = await tell(paths, { workers: 0 })
  const together = await tell(paths, { workers: 2 })
  assert.equal(alone.ids.length > 60_000, true)
  assert.equal(alone.refused.length > 60, true)
  assert.deepEqual(together, alone)
  assert.match(alone.refused.join('\n'), /a\.ndjson:8 the JSON ends too early/)
  assert.match(alone.refused.join('\n'), /a\.ndjson:29009 it has no time/)
  assert.match(alone.refused.join('\n'), /missing:0 there is no such file/)
})

test('a stream is read in its place among the files', async () => {
  const big = await file('big.ndjson', 0, 25_000)
  const stream: Input = { kind: 'stream', name: 'standard input', stream: Readable.from([line(900_000)]) }
  const { ids } = await tell([big, stream, await file('small.ndjson', 800_000, 1)], { workers: 1 })
  assert.deepEqual(ids.slice(-3), ['duo:r24999 user49', 'duo:r900000 user0', 'duo:r800000 user0'])
})

test('a line larger than a range is read once, by the range it begins in', async () => {
  const path = join(folder, 'long.ndjson')
  const handle = await open(path, 'w')
  await handle.writeFile(`${JSON.stringify({ alpha: 'first', time: 1 })}\n`)
  await handle.writeFile(`${JSON.stringify({ alpha: 'long', time: 2, pad: 'x'.repeat(10_000_000) })}\n`)
  for (let i = 0; i < 50; i++) await handle.writeFile('y'.repeat(1_000_000))
  await handle.writeFile(`\n${JSON.stringify({ alpha: 'last', time: 3 })}`)
  await handle.close()
  const { ids, refused } = await tell([path], { workers: 2 })
  assert.deepEqual(ids, ['duo:first undefined', 'duo:long undefined', 'duo:last undefined'])
  assert.deepEqual(refused, ['long.ndjson:3 this line is longer than 16 MB: no record is yyyyyyyyyyyyyyyyyyyy'])
})

test('any ranges of any file give its lines once, with their numbers', async () => {
  const path = join(folder, 'any')
  const texts = fc.array(fc.constantFrom('', '{"alpha":"a","time":1}', '{"beta":1}', '{"broken', '\r', '{"alpha":"ä€"}'), { maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(texts, fc.boolean(), fc.boolean(), fc.integer({ min: 1, max: 40 }), async (lines, isEnded, hasMark, bytes) => {
      const text = Buffer.from(`${hasMark ? '\uFEFF' : ''}${lines.join('\n')}${isEnded ? '\n' : ''}`)
      await writeFile(path, text)
      const whole = await placed(path, rangesOf(hasMark ? 3 : 0, text.length, 1_000_000))
      assert.deepEqual(await placed(path, rangesOf(hasMark ? 3 : 0, text.length, bytes)), whole)
      const filled = lines.map((one, i) => [one.trim(), i + 1] as const).filter(([one]) => one !== '')
      assert.deepEqual(
        whole.map(([number]) => number),
        filled.map(([, number]) => number),
      )
    }),
    { numRuns: 200 },
  )
})

async function placed(path: string, ranges: ReturnType<typeof rangesOf>): Promise<(readonly [number, string])[]> {
  const all: (readonly [number, string])[] = []
  let linesBefore = 0
  for (const range of ranges) {
    const batches = readRange(path, range, placing(sources, sources))
    let next = await batches.next()
    for (; !next.done; next = await batches.next()) {
      const { found, refused } = next.value
      for (const one of found) all.push([one.line + linesBefore, JSON.stringify(one.record)])
      for (const one of refused) all.push([one.line + linesBefore, one.text])
    }
    linesBefore += next.value
  }
  return all.sort(([a], [b]) => a - b)
}

test('whoever stops early ends the threads', async () => {
  const path = await file('early.ndjson', 0, 30_000)
  for await (const batch of readEvents([path], { sourcesModule, workers: 2 })) {
    assert.ok(batch.events.length > 0)
    break
  }
})

test('abort ends it with its reason', async () => {
  const path = await file('abort.ndjson', 0, 30_000)
  const controller = new AbortController()
  const reading = tell([path, path], { workers: 2, signal: controller.signal })
  controller.abort(new Error('called off'))
  await assert.rejects(reading, /called off/)
})

test('a mistake of ours in a thread becomes an error that says so', async () => {
  const path = await file('mistake.ndjson', 0, 30_000)
  const module = join(folder, 'mistaken.mjs')
  await writeFile(
    module,
    `import { isMainThread } from 'node:worker_threads'\nif (!isMainThread) throw new Error('boom')\nexport const sources = []\n`,
  )
  await assert.rejects(tell([path], { workers: 1, sourcesModule: new URL(`file://${module}`) }), /a reading thread failed: boom/)
})

test('a record on which its source fails is refused, and the rest goes on', async () => {
  const path = join(folder, 'explodes.ndjson')
  await writeFile(path, '{"alpha":"a","time":1,"explode":true}\n{"alpha":"b","time":2}\n')
  const { ids, refused, records } = await tell([path], {})
  assert.deepEqual(ids, ['duo:b undefined'])
  assert.deepEqual(refused, ['explodes.ndjson:1 the reader of Alpha failed on it: a mistake of the source {"alpha":"a","time":'])
  assert.equal(records, 1)
})
