/** What the beginning of a file says about it. */
import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { sources } from '../../test/fake-sources.ts'
import { sniff } from './sniff.ts'

let folder = ''
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-sniff-'))
})
after(() => rm(folder, { recursive: true }))

const [a, q, b] = ['{"alpha":"a"}', '{"quiet":"q"}', '{"beta":1}']
const ndjson = { compression: 'none', format: 'ndjson', source: 'duo', shape: 'alpha-prompt', uniform: true }
const none = { compression: 'none', source: undefined, shape: undefined, uniform: false }

const cases: readonly (readonly [string, string | Buffer, object])[] = [
  ['one shape a line', `${a}\n${a}\n`, ndjson],
  ['half a line at the end', `${a}\n${a}`, ndjson],
  ['packed lines', gzipSync(`${a}\n${a}`), { ...ndjson, compression: 'gzip' }],
  ['a packed list', zstdCompressSync(`[${b}]`), { compression: 'zstd', format: 'array', source: 'okta', shape: 'beta', uniform: false }],
  ['two shapes', `${a}\n${q}\n`, { ...ndjson, uniform: false }],
  ['a broken line', `${a}\n{"alpha\n`, { ...ndjson, uniform: false }],
  ['a page', `{"value":[${b}]}`, { compression: 'none', format: 'envelope', source: 'okta', shape: 'beta', uniform: false }],
  ['pages, one a line', `{"value":[${b}]}\n{"value":[${b}]}`, { ...ndjson, source: 'okta', shape: 'beta', uniform: false }],
  ['rows', 'Alpha ID,Time\nx,1\n', { compression: 'none', format: 'csv', source: 'duo', shape: 'alpha-prompt', uniform: false }],
  [
    'text',
    'hello\nALPHA id=a time=1 user=b\n',
    { compression: 'none', format: 'text', source: 'duo', shape: 'alpha-prompt', uniform: false },
  ],
  ['nothing', '', { ...none, format: 'empty' }],
  ['another picture', Buffer.from('89504e470d0a1a0a00', 'hex'), { ...none, format: 'unknown' }],
  ['a large file', `${a}\n`.repeat(100_000), ndjson],
]

for (const [name, content, expected] of cases) {
  test(name, async () => {
    const path = join(folder, 'file')
    await writeFile(path, content)
    assert.deepEqual(await sniff(path, sources), expected)
  })
}

test('rejects what cannot be opened', () => assert.rejects(sniff(join(folder, 'gone'), sources), /ENOENT/))
