/** Reading what does not end, does not fit, cannot be opened or breaks off. */
import assert from 'node:assert/strict'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { sources } from '../../test/fake-sources.ts'
import { readAll, readChunks, readText } from '../../test/reading.ts'
import { type Input, read } from './read.ts'

const good = '{"alpha":"a"}'

test('a line of 50 MB is refused without being held, in lines and in lists', async () => {
  function* pieces(before: string, after: string): Generator<Buffer> {
    yield Buffer.from(before)
    for (let i = 0; i < 50; i++) yield Buffer.alloc(1_000_000, 'y')
    yield Buffer.from(after)
  }
  const before = process.memoryUsage().rss
  const lines = await readChunks(pieces(`${good}\n{"alpha":"`, `"}\n${good}`))
  assert.deepEqual(
    lines.refused.map(({ line, why }) => `${line} ${why}`),
    ['2 this line is longer than 16 MB: no record is'],
  )
  const list = await readChunks(pieces(`[${good},{"alpha":"`, `"},${good}]`))
  assert.match(list.refused.map(({ line, why }) => `${line} ${why}`).join(), /^2 larger than 16 MB/)
  assert.deepEqual([lines.found.length, list.found.length], [2, 2])
  assert.ok(list.refused.every(({ text }) => text.length <= 2000))
  assert.ok(process.memoryUsage().rss - before < 250_000_000)
})

test('a bomb of gzip costs time, not memory', async () => {
  const bomb = gzipSync(Buffer.alloc(300_000_000), { level: 1 })
  const before = process.memoryUsage().rss
  const { refused } = await readText(Buffer.concat([gzipSync(`${good}\n`), bomb]))
  assert.deepEqual(
    refused.map(({ line }) => line),
    [2],
  )
  assert.ok(process.memoryUsage().rss - before < 250_000_000)
})

test('a page of an API that is larger than memory should be is read record by record', async () => {
  const record = JSON.stringify({ alpha: 'a', pad: 'x'.repeat(3000) })
  function* page(): Generator<Buffer> {
    yield Buffer.from('{"kind":"page","meta":{"items":[1]},"data":{"events":[')
    for (let i = 0; i < 8000; i++) yield Buffer.from(i === 0 ? record : `,\n${record}`)
    yield Buffer.from(`],"more":true},"logs":[${record}]}`)
  }
  const { found, refused } = await readChunks(page())
  assert.deepEqual(refused, [])
  assert.equal(found.length, 8001)
  assert.equal(found.at(-1)?.line, 8001)
})

test('a million lines of another log are refused together after the first hundred', async () => {
  const strange = Array.from({ length: 250 }, (_, i) => `INFO line ${i}`).join('\n')
  const { found, refused } = await readText(`${strange}\nALPHA id=a time=1 user=ada\n${strange}`)
  assert.equal(found[0]?.line, 251)
  assert.equal(refused.length, 202)
  assert.deepEqual(refused[100], {
    line: 101,
    why: '150 lines of text that no source knows, this one and those after it',
    text: 'INFO line 100',
  })
})

test('files that cannot be read are refused as a whole, and the others are read', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-read-'))
  try {
    await writeFile(join(folder, 'good'), good)
    await writeFile(join(folder, 'closed'), good)
    await chmod(join(folder, 'closed'), 0)
    const paths = ['gone', 'good', 'closed', '.', 'good'].map((name): Input => ({ kind: 'path', path: join(folder, name) }))
    const { found, refused } = await readAll(paths)
    const isRoot = process.getuid?.() === 0
    assert.equal(found.length, isRoot ? 3 : 2)
    const reasons = refused.map(({ line, why }) => `${line} ${why}`)
    assert.deepEqual(reasons, [
      '0 there is no such file (any more)',
      ...(isRoot ? [] : ['0 you may not read it: check its permissions']),
      '0 it is a folder',
    ])
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('a stream that breaks is refused with what it says, after what came before', async () => {
  async function* broken(): AsyncGenerator<Buffer> {
    yield Buffer.from(`${good}\n${good}\n`)
    throw new Error('the connection was reset')
  }
  const { found, refused } = await readAll([{ kind: 'stream', name: 'test', stream: Readable.from(broken()) }])
  assert.equal(found.length, 2)
  assert.deepEqual(
    refused.map(({ line, why }) => `${line} ${why}`),
    ['0 the connection was reset'],
  )
})

test('abort ends reading, also of a stream that says nothing', async () => {
  const controller = new AbortController()
  const silent = new Readable({ read() {} })
  silent.push(`${good}\n`)
  const reading = (async () => {
    for await (const batch of read([{ kind: 'stream', name: 'test', stream: silent }], { sources, signal: controller.signal })) {
      assert.equal(batch.found.length, 1)
      controller.abort()
    }
  })()
  await assert.rejects(reading, { name: 'AbortError' })
  assert.equal(silent.destroyed, true)
})

test('a log that is being written is read without waiting for more', { timeout: 5000 }, async () => {
  const live = new Readable({ read() {} })
  live.push(`${good}\n`)
  for await (const { found } of read([{ kind: 'stream', name: 'test', stream: live }], { sources })) {
    assert.equal(found.length, 1)
    break
  }
})
