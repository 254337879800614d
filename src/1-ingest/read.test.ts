/** Reading whatever files people have: formats, packings, encodings, and what is refused with which reason. */
import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { sources } from '../../test/fake-sources.ts'
import type { SourceName } from '../0-event/event.ts'
import { type Batch, type Found, type RefusedRecord, read } from './read.ts'

interface Result {
  readonly found: readonly Found[]
  readonly refused: readonly RefusedRecord[]
  readonly batches: readonly Batch[]
}

async function readBytes(bytes: Buffer | string, chunkBytes = 64 * 1024, only?: SourceName): Promise<Result> {
  const buffer = Buffer.from(bytes)
  const chunks = Array.from({ length: Math.ceil(buffer.length / chunkBytes) }, (_, i) =>
    buffer.subarray(i * chunkBytes, (i + 1) * chunkBytes),
  )
  const batches: Batch[] = []
  for await (const batch of read([{ kind: 'stream', name: 'test', stream: Readable.from(chunks) }], { sources, only })) batches.push(batch)
  return { batches, found: batches.flatMap(({ found }) => found), refused: batches.flatMap(({ refused }) => refused) }
}

const record = (id: number, more: object = {}) => ({ alpha: `r${id}`, time: 1_760_000_000_000 + id, user: 'ada', ...more })
const records = (count: number) => Array.from({ length: count }, (_, i) => record(i + 1))
const ids = ({ found }: Result) => found.map((one) => String(one.record['alpha'] ?? one.record['beta']))
const lines = ({ found }: Result) => found.map(({ line }) => line)
const idsOf = (count: number) => records(count).map(({ alpha }) => alpha)

const forms: readonly { readonly name: string; readonly text: string }[] = [
  {
    name: 'a record a line',
    text: records(5)
      .map((one) => JSON.stringify(one))
      .join('\n'),
  },
  {
    name: 'Windows line ends and empty lines',
    text: records(5)
      .map((one) => `${JSON.stringify(one)}\r\n\r\n`)
      .join(''),
  },
  { name: 'a list on one line', text: JSON.stringify(records(5)) },
  { name: 'a list printed over many lines', text: JSON.stringify(records(5), null, 2) },
  {
    name: 'a list with a record a line',
    text: `[\n${records(5)
      .map((one) => JSON.stringify(one))
      .join(',\n')}\n]\n`,
  },
  { name: 'Azure: records', text: JSON.stringify({ records: records(5) }) },
  { name: 'Graph: value, printed', text: JSON.stringify({ '@odata.context': 'x', value: records(5), '@odata.nextLink': 'y' }, null, 4) },
  { name: 'Duo: authlogs', text: JSON.stringify({ authlogs: records(5), metadata: { next_offset: ['1', 'a'] } }) },
  { name: 'Google: items', text: JSON.stringify({ kind: 'k', items: records(5) }) },
  { name: 'Okta hooks: data.events', text: JSON.stringify({ eventType: 'hook', data: { events: records(5) } }) },
  { name: 'a source of its own mind', text: JSON.stringify({ alphaPage: records(5) }) },
  {
    name: 'Elastic: hits.hits._source',
    text: JSON.stringify({ took: 1, hits: { total: 5, hits: records(5).map((one) => ({ _id: 'x', _source: one })) } }),
  },
  {
    name: 'Splunk: result._raw',
    text: records(5)
      .map((one) => JSON.stringify({ preview: false, result: { _raw: JSON.stringify(one) } }))
      .join('\n'),
  },
  {
    name: 'Docker: log',
    text: records(5)
      .map((one) => JSON.stringify({ log: `${JSON.stringify(one)}\n`, stream: 'stdout' }))
      .join('\n'),
  },
  {
    name: 'ECS: event.original',
    text: records(5)
      .map((one) => JSON.stringify({ '@timestamp': 'x', event: { original: JSON.stringify(one) } }))
      .join('\n'),
  },
  {
    name: 'syslog before JSON',
    text: records(5)
      .map((one) => `Nov 24 07:10:01 host app[12]: ${JSON.stringify(one)}`)
      .join('\n'),
  },
  { name: 'pages a line', text: [records(2), records(5).slice(2)].map((page) => JSON.stringify({ value: page })).join('\n') },
  { name: 'lists a line', text: [records(2), records(5).slice(2)].map((page) => JSON.stringify(page)).join('\n') },
  {
    name: 'pages printed one after another',
    text: [records(2), records(5).slice(2)].map((page) => JSON.stringify({ value: page }, null, 2)).join('\n'),
  },
  {
    name: 'lists printed one after another',
    text: [records(2), records(5).slice(2)].map((page) => JSON.stringify(page, null, 2)).join(''),
  },
  {
    name: 'pages in a list',
    text: JSON.stringify(
      [records(2), records(5).slice(2)].map((page) => ({ value: page })),
      null,
      1,
    ),
  },
  {
    name: 'objects printed one after another',
    text: records(5)
      .map((one) => JSON.stringify(one, null, 2))
      .join('\n'),
  },
  {
    name: 'objects without anything between',
    text: records(5)
      .map((one) => JSON.stringify(one))
      .join(''),
  },
  {
    name: 'a JSON text sequence',
    text: records(5)
      .map((one) => `\x1e${JSON.stringify(one)}\n`)
      .join(''),
  },
  {
    name: 'text lines',
    text: records(5)
      .map(({ alpha, time, user }) => `ALPHA id=${alpha} time=${time} user=${user}`)
      .join('\n'),
  },
  {
    name: 'text lines that begin with a bracket',
    text: records(5)
      .map(({ alpha, time, user }) => `[main] ALPHA id=${alpha} time=${time} user=${user}`)
      .join('\n'),
  },
  { name: 'CSV', text: csv(',') },
  { name: 'CSV of a spreadsheet in Europe', text: `sep=;\r\n${csv(';').replaceAll('\n', '\r\n')}` },
  { name: 'CSV with tabs', text: csv('\t') },
  {
    name: 'CSV of a table',
    text: `alpha,"time [UTC]",user,quietly\n${records(5)
      .map(({ alpha, time, user }) => `${alpha},${time},${user},`)
      .join('\n')}`,
  },
]

function csv(separator: string): string {
  const rows = records(5).map(({ alpha, time, user }) =>
    [alpha, String(time), `"${user} ""the\nfirst"" =cmd|' /C calc'!A0"`].join(separator),
  )
  return [['Alpha ID', 'Time', 'User'].join(separator), ...rows].join('\n')
}

for (const { name, text } of forms) {
  test(`reads ${name}`, async () => {
    for (const chunkBytes of [1, 7, 64 * 1024]) {
      const result = await readBytes(text, chunkBytes)
      assert.deepEqual(result.refused, [])
      assert.deepEqual(ids(result), idsOf(5), `in pieces of ${chunkBytes}`)
    }
  })
}

const packings: readonly { readonly name: string; readonly pack: (bytes: Buffer) => Buffer }[] = [
  { name: 'gzip', pack: (bytes) => gzipSync(bytes) },
  { name: 'gzip in members', pack: (bytes) => Buffer.concat([gzipSync(bytes.subarray(0, 40)), gzipSync(bytes.subarray(40))]) },
  { name: 'zstd', pack: (bytes) => zstdCompressSync(bytes) },
  {
    name: 'zstd in frames',
    pack: (bytes) => Buffer.concat([zstdCompressSync(bytes.subarray(0, 40)), zstdCompressSync(bytes.subarray(40))]),
  },
  { name: 'UTF-8 with a mark', pack: (bytes) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]) },
  { name: 'UTF-16 little end first', pack: (bytes) => Buffer.from(`\uFEFF${bytes.toString()}`, 'utf16le') },
  { name: 'UTF-16 big end first', pack: (bytes) => Buffer.from(`\uFEFF${bytes.toString()}`, 'utf16le').swap16() },
  { name: 'UTF-16 in gzip', pack: (bytes) => gzipSync(Buffer.from(`\uFEFF${bytes.toString()}`, 'utf16le')) },
]

for (const { name, pack } of packings) {
  test(`unpacks ${name}`, async () => {
    for (const form of ['a record a line', 'a list printed over many lines', 'CSV']) {
      const packed = pack(Buffer.from(forms.find((one) => one.name === form)?.text ?? ''))
      for (const chunkBytes of [1, 5, 64 * 1024]) {
        const result = await readBytes(packed, chunkBytes)
        assert.deepEqual(result.refused, [])
        assert.deepEqual(ids(result), idsOf(5), `${form} in pieces of ${chunkBytes}`)
      }
    }
  })
}

test('numbers lines of text, records of a list, rows of a table', async () => {
  assert.deepEqual(lines(await readBytes('\n{"alpha":"a"}\n\n{"alpha":"b"}')), [2, 4])
  assert.deepEqual(lines(await readBytes('[\n{"alpha":"a"},\n\n{"alpha":"b"}]')), [1, 2])
  assert.deepEqual(lines(await readBytes('{"value":[{"alpha":"a"},{"alpha":"b"}]}')), [1, 2])
  assert.deepEqual(lines(await readBytes('{\n"alpha":"a"}\n{"alpha":\n"b"}')), [1, 3])
  assert.deepEqual(lines(await readBytes('Alpha ID,Time\na,"1\n"\nb,2')), [2, 3])
})

test('tells mixed records apart, each by itself', async () => {
  const { found } = await readBytes('{"alpha":"a"}\n{"beta":1}\n{"quiet":"q"}\n{"alpha":"b"}\n')
  assert.deepEqual(
    found.map(({ shape }) => shape.name),
    ['alpha-prompt', 'beta', 'alpha-quiet', 'alpha-prompt'],
  )
})

test('a forced source refuses the records of others, and says whose they are', async () => {
  const { found, refused } = await readBytes('{"alpha":"a"}\n{"beta":1}\n{"gamma":1}\n', undefined, 'duo')
  assert.equal(found.length, 1)
  assert.deepEqual(
    refused.map(({ line, why }) => ({ line, why })),
    [
      { line: 2, why: 'no record of Alpha: it looks like one of Beta' },
      { line: 3, why: 'no record of Alpha: its keys are gamma' },
    ],
  )
})

test('keeps keys that no source knows, and keys of the prototype', async () => {
  const { found } = await readBytes('{"alpha":"a","__proto__":{"x":1},"constructor":2,"new":[1]}')
  assert.equal(JSON.stringify(found[0]?.record), '{"alpha":"a","__proto__":{"x":1},"constructor":2,"new":[1]}')
  assert.equal(({} as { x?: number }).x, undefined)
})

test('a byte that is no UTF-8 becomes the replacement character, so that nobody hides a record with it', async () => {
  const { found } = await readBytes(Buffer.from('{"alpha":"a\xff"}\n', 'latin1'))
  assert.equal(found[0]?.record['alpha'], 'a\uFFFD')
})
