/** The quarantine: what goes in comes out newest first, the bound holds, and what cannot be written is said. */
import assert from 'node:assert/strict'
import { appendFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { openQuarantine } from './quarantine.ts'

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-quarantine-'))
  try {
    await work(folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}

const refused = (line: number) => ({ line, why: 'not valid JSON', text: `text ${line}` })

test('gives back what was kept, newest first, also after it was opened again', () =>
  inFolder(async (folder) => {
    const first = await openQuarantine(join(folder, 'deep', 'quarantine'))
    await Promise.all([first.keep('a.json', [refused(1), refused(2)], 10), first.keep('b.json', [refused(3)], 20)])
    await first.close()
    const again = await openQuarantine(join(folder, 'deep', 'quarantine'))
    await again.keep('c.json', [refused(4)], 30)
    assert.equal(again.count(), 4)
    assert.deepEqual(
      (await again.recent(3)).map(({ from, line, time }) => [from, line, time]),
      [
        ['c.json', 4, 30],
        ['b.json', 3, 20],
        ['a.json', 2, 10],
      ],
    )
    assert.deepEqual((await again.recent(10)).at(-1), { time: 10, from: 'a.json', line: 1, why: 'not valid JSON', text: 'text 1' })
    await again.close()
  }))

test('what was refused too long ago goes, a file at a time, also one that another run wrote', () =>
  inFolder(async (folder) => {
    const first = await openQuarantine(folder)
    await first.keep('a.json', [refused(1), refused(2)], 10)
    await first.close()
    const again = await openQuarantine(folder)
    await again.keep('b.json', [refused(3)], 20)
    assert.equal(await again.prune(10), 0)
    assert.equal(await again.prune(11), 2)
    assert.deepEqual([again.count(), (await readdir(folder)).length], [1, 1])
    assert.equal(await again.prune(21), 1)
    assert.deepEqual([again.count(), await readdir(folder)], [0, []])
    await again.keep('c.json', [refused(4)], 30)
    assert.deepEqual(
      (await again.recent(5)).map(({ from }) => from),
      ['c.json'],
    )
    await again.close()
  }))

test('only the owner may read it', () =>
  inFolder(async (folder) => {
    const quarantine = await openQuarantine(folder)
    await quarantine.keep('a', [refused(1)], 0)
    await quarantine.close()
    const [name = ''] = await readdir(folder)
    assert.equal((await stat(join(folder, name))).mode & 0o777, 0o600)
  }))

test('drops the oldest file when there is too much, and counts what was in it', () =>
  inFolder(async (folder) => {
    const quarantine = await openQuarantine(folder, { bytesMax: 1000, fileBytesMax: 300 })
    for (let line = 1; line <= 50; line++) await quarantine.keep('a', [refused(line)], line)
    const bytes = (await Promise.all((await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size))).reduce(
      (a, b) => a + b,
    )
    assert.ok(bytes <= 1000, `${bytes} bytes`)
    assert.equal(quarantine.count() + quarantine.dropped(), 50)
    assert.ok(quarantine.dropped() > 0)
    assert.equal((await quarantine.recent(1))[0]?.line, 50)
    await quarantine.close()
  }))

test('one large lot keeps to the bounds too', () =>
  inFolder(async (folder) => {
    const quarantine = await openQuarantine(folder, { bytesMax: 20_000, fileBytesMax: 5000 })
    await quarantine.keep(
      'a',
      Array.from({ length: 1000 }, (_, i) => refused(i)),
      0,
    )
    assert.equal(quarantine.count() + quarantine.dropped(), 1000)
    for (const name of await readdir(folder)) assert.ok((await stat(join(folder, name))).size <= 5100)
    await quarantine.close()
  }))

test('a line torn by a crash is passed over, and nothing is written behind it', () =>
  inFolder(async (folder) => {
    await writeFile(join(folder, 'refused-000007.ndjson'), '{"time":1,"from":"a","line":1,"why":"w","text":"t"}\n{"time":2,"fr')
    const quarantine = await openQuarantine(folder)
    await quarantine.keep('b', [refused(2)], 3)
    assert.deepEqual(
      (await quarantine.recent(9)).map(({ from }) => from),
      ['b', 'a'],
    )
    assert.match(await readFile(join(folder, 'refused-000008.ndjson'), 'utf8'), /^\{"time":3/)
    await quarantine.close()
  }))

test('two processes may share a folder', () =>
  inFolder(async (folder) => {
    const [one, two] = [await openQuarantine(folder), await openQuarantine(folder)]
    await one.keep('one', [refused(1)], 1)
    await two.keep('two', [refused(2)], 2)
    await one.keep('one', [refused(3)], 3)
    await one.close()
    await two.close()
    assert.equal((await openQuarantine(folder)).count(), 3)
  }))

test('says why it cannot be opened', () =>
  inFolder(async (folder) => {
    await appendFile(join(folder, 'file'), 'x')
    await assert.rejects(openQuarantine(join(folder, 'file')), /cannot be opened: there is a file in its place/)
  }))

test('long texts are cut', () =>
  inFolder(async (folder) => {
    const quarantine = await openQuarantine(folder)
    await quarantine.keep('a', [{ line: 1, why: 'w'.repeat(5000), text: 't'.repeat(100_000) }], 1)
    const [entry] = await quarantine.recent(1)
    assert.equal(entry?.text.length, 2000)
    assert.equal(entry?.why.length, 1000)
    await quarantine.close()
  }))
