/** What strangers send: nothing crashes or stalls reading, nothing vanishes, and each refusal says what to do. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import fc from 'fast-check'
import { type Result, readChunks, readText } from '../../test/reading.ts'

const summary = ({ found, refused }: Result) => ({
  found: found.map(({ record, line }) => `${line} ${JSON.stringify(record)}`),
  refused: refused.map(({ line, why }) => `${line} ${why}`),
})
const good = '{"alpha":"a"}'

const cases: readonly {
  readonly name: string
  readonly bytes: () => Buffer | string
  readonly found: number
  readonly refused: readonly RegExp[]
}[] = [
  { name: 'an empty file', bytes: () => '', found: 0, refused: [] },
  { name: 'white space alone', bytes: () => ' \r\n\t\n', found: 0, refused: [] },
  { name: 'a mark alone', bytes: () => '\uFEFF', found: 0, refused: [] },
  { name: 'an empty list', bytes: () => '[]', found: 0, refused: [] },
  { name: 'an empty page', bytes: () => '{"value":[]}', found: 0, refused: [] },
  { name: 'a line cut off', bytes: () => `${good}\n{"alpha":"b","x":"unfin\n${good}`, found: 2, refused: [/^2 the JSON ends too early/] },
  {
    name: 'the first line cut off',
    bytes: () => `{"alpha":"b","x":"unfin\n${good}\n${good}`,
    found: 2,
    refused: [/^1 the JSON ends too early/],
  },
  { name: 'the first line cut off behind a comma', bytes: () => `{"alpha":"b",\n${good}\n${good}`, found: 2, refused: [/^1 /] },
  { name: 'a list cut off in a record', bytes: () => `[${good},\n{"alpha":"b`, found: 1, refused: [/^2 it breaks off .* line 2/] },
  {
    name: 'a list cut off between records',
    bytes: () => `[${good},${good},`,
    found: 2,
    refused: [/^3 the list ends here without its closing bracket/],
  },
  {
    name: 'a printed list with a broken record',
    bytes: () => `[\n${good},\n{"alpha":"b\n,\n${good}\n]`,
    found: 2,
    refused: [/^2 it breaks off/],
  },
  {
    name: 'a list with things that are no records',
    bytes: () => `[1,"a,]b",${good},null,[2]]`,
    found: 1,
    refused: Array(4).fill(/no record/),
  },
  {
    name: 'a record that is no JSON for a detail',
    bytes: () => `{"alpha":NaN}\n${good}`,
    found: 1,
    refused: [/^1 not valid JSON: unexpected "N"/],
  },
  { name: 'a bare word', bytes: () => 'null\n', found: 0, refused: [/^0 text in which no source knows a line/] },
  {
    name: 'ten thousand levels',
    bytes: () => `${good}\n${'['.repeat(10_000)}${']'.repeat(10_000)}\n${good}`,
    found: 2,
    refused: [/^2 nested more than 100/],
  },
  {
    name: 'ten thousand levels of objects',
    bytes: () => `${good}\n${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}\n${good}`,
    found: 2,
    refused: [/^2 nested/],
  },
  {
    name: 'ten thousand levels in a list',
    bytes: () => `[${good},{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}},${good}]`,
    found: 2,
    refused: [/^2 nested/],
  },
  { name: 'ten thousand lists', bytes: () => `[${'['.repeat(10_000)}${']'.repeat(10_000)},${good}]`, found: 1, refused: [/nested/] },
  {
    name: 'ten thousand levels inside text',
    bytes: () => `{"message":${JSON.stringify('{"a":'.repeat(10_000))}}\n${good}`,
    found: 1,
    refused: [/^1 a record that no source knows/],
  },
  { name: 'sixteen million brackets', bytes: () => `${good}\n${'['.repeat(16_000_000)}\n${good}`, found: 2, refused: [/^2 nested/] },
  { name: 'NUL bytes in a line', bytes: () => `${good}\n{"alpha":"\0"}\n\0\0\0\n${good}`, found: 2, refused: [/^2 .*NUL/, /^3 neither/] },
  { name: 'a page full of NUL', bytes: () => Buffer.alloc(1_000_000), found: 0, refused: [/^0 binary data/] },
  { name: 'a record behind NUL, as a rotated log has', bytes: () => `${'\0'.repeat(5000)}${good}\n${good}`, found: 2, refused: [] },
  {
    name: 'a program',
    bytes: () => Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0, 10, 0, 7]),
    found: 0,
    refused: [/^0 binary data/],
  },
  {
    name: 'a ZIP archive',
    bytes: () => Buffer.from('504b030414000000', 'hex'),
    found: 0,
    refused: [/^0 a ZIP archive, or an Excel workbook: unpack/],
  },
  {
    name: 'a row with too many cells',
    bytes: () => 'Alpha ID,Time\na,1\nb,2,3\nc,4',
    found: 2,
    refused: [/^3 this row has 3 cells and the first row 2/],
  },
  {
    name: 'a quote that is never closed',
    bytes: () => 'Alpha ID,Time\na,1\n"b,2\nc,3\nd,4',
    found: 3,
    refused: [/^3 a quote opens in this row and is never closed/],
  },
  {
    name: 'a quote that closes lines later',
    bytes: () => 'Alpha ID,Time\na,1\n"b,2\nc,3\nd,"4"\ne,5',
    found: 4,
    refused: [/^3 this row has/],
  },
  {
    name: 'a table of another program',
    bytes: () => 'Name,Size,Colour\na,1,red\n',
    found: 0,
    refused: [/^0 separated values that no source knows: the columns are Name, Size, Colour/],
  },
  { name: 'an empty record', bytes: () => `${good}\n{}`, found: 1, refused: [/^2 a record that no source knows: it is empty/] },
  {
    name: 'a key that commands the terminal',
    bytes: () => `${good}\n{"\\u001b[2Jx":1}`,
    found: 1,
    refused: [/^2 a record that no source knows: its keys are \uFFFD\[2Jx$/],
  },
]

for (const { name, bytes, found, refused } of cases) {
  test(name, async () => {
    const input = Buffer.from(bytes())
    const result = await readText(input)
    assert.equal(result.found.length, found)
    const reasons = result.refused.map(({ line, why }) => `${line} ${why}`)
    assert.equal(reasons.length, refused.length, reasons.join('\n'))
    reasons.forEach((reason, i) => void assert.match(reason, refused[i] ?? /^$/))
    if (input.length > 20_000) return
    const pieces = Array.from({ length: Math.ceil(input.length / 3) }, (_, i) => input.subarray(i * 3, i * 3 + 3))
    assert.deepEqual(summary(await readChunks(pieces)), summary(result))
  })
}

const packed = `${good}\n`.repeat(100_000)
/** Text that hardly packs: a record, and a long line of noise. */
const noisy = `${good}\n${Array.from({ length: 50_000 }, (_, i) => Math.sin(i).toString(36)).join('')}\n`
const damages: readonly { readonly name: string; readonly bytes: () => Buffer; readonly foundMin: number; readonly why: RegExp }[] = [
  {
    name: 'gzip cut off in its last bytes',
    bytes: () => gzipSync(packed).subarray(0, -4),
    foundMin: 100_000,
    why: /^the compressed data ends too early: the file was cut off$/,
  },
  { name: 'gzip cut off', bytes: () => gzipSync(noisy).subarray(0, 200_000), foundMin: 1, why: /cut off/ },
  {
    name: 'gzip damaged',
    bytes: () => damaged(gzipSync(noisy), 200_000),
    foundMin: 1,
    why: /^the compressed data is damaged \(.*\), and records just before that may be missing: copy the file again$/,
  },
  {
    name: 'gzip with something behind it',
    bytes: () => Buffer.concat([gzipSync(packed), Buffer.from('something')]),
    foundMin: 95_000,
    why: /damaged/,
  },
  {
    name: 'zstd cut off',
    bytes: () => zstdCompressSync(noisy).subarray(0, -20),
    foundMin: 1,
    why: /^the zstd data ends too early: the file was cut off$/,
  },
  { name: 'zstd damaged', bytes: () => damaged(zstdCompressSync(noisy), 300_000), foundMin: 1, why: /damaged|zstd/ },
  {
    name: 'zstd with something behind it',
    bytes: () => Buffer.concat([zstdCompressSync(packed), Buffer.from('something')]),
    foundMin: 100_000,
    why: /bytes that are not zstd$/,
  },
]

function damaged(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes)
  copy.fill(0xa5, at, at + 200)
  return copy
}

for (const { name, bytes, foundMin, why } of damages) {
  test(name, async () => {
    const { found, refused } = await readText(bytes())
    assert.ok(found.length >= foundMin, `${found.length} found`)
    assert.match(refused.find(({ line }) => line === 0)?.why ?? '', why)
  })
}

const chunked = (bytes: Buffer, sizes: readonly number[]): Buffer[] => {
  const chunks: Buffer[] = []
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] ?? 1
    chunks.push(bytes.subarray(at, at + size))
    at += size
  }
  return chunks
}

const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 })
const structural = fc.constantFrom(
  '{',
  '}',
  '[',
  ']',
  '"',
  '\\',
  ',',
  ':',
  '\n',
  ' ',
  '1',
  'a',
  good,
  '{"value":[',
  '{"beta":1}',
  '\0',
  '\r\n',
  'Alpha ID,Time\n',
  ';',
)

test('any bytes are read to the end, the same in any pieces', () =>
  fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.uint8Array({ maxLength: 200 }),
        fc.array(structural, { maxLength: 40 }).map((parts) => Buffer.from(parts.join(''))),
      ),
      sizes,
      async (any, pieces) => {
        const bytes = Buffer.from(any)
        assert.deepEqual(summary(await readChunks(chunked(bytes, pieces))), summary(await readChunks([bytes])))
      },
    ),
    { numRuns: 1000 },
  ))

test('of a file of lines, each line that is not empty is found or refused, and counted once', () => {
  const line = fc.oneof(
    fc.constantFrom(
      '',
      '  ',
      good,
      '{"beta":1}',
      '{"gamma":1}',
      '{"alpha":"b',
      '{}',
      '[]]',
      '{"a":NaN}',
      '{"alpha":1}',
      'ALPHA id=a time=1 user=b',
      '\u2028',
    ),
    fc.json().map((json) => `{"any":${json}}`),
    fc.string({ maxLength: 30 }).map((text) => text.replace(/[\n[{]/g, '')),
  )
  return fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 30 }), sizes, async (lines, pieces) => {
      const all = [good, ...lines]
      const { found, refused } = await readChunks(chunked(Buffer.from(all.join('\n')), pieces))
      const filled = all.flatMap((text, i) => (/^[ \t\r]*$/.test(text) ? [] : [i + 1]))
      assert.deepEqual(
        [...found, ...refused].map(({ line }) => line).sort((a, b) => a - b),
        filled,
      )
    }),
    { numRuns: 300 },
  )
})

test('records are found in any JSON layout, in any pieces', () => {
  const layout = fc.constantFrom<(records: readonly unknown[]) => string>(
    (records) => records.map((one) => JSON.stringify(one)).join('\n'),
    (records) => JSON.stringify(records),
    (records) => JSON.stringify(records, null, 2),
    (records) => records.map((one) => JSON.stringify(one, null, 1)).join('\n'),
    (records) => JSON.stringify({ next: 'x', value: records, more: { items: 1 } }, null, 1),
    (records) => records.map((one) => JSON.stringify({ records: [one] })).join('\n'),
  )
  const record = fc.record({ alpha: fc.string(), x: fc.jsonValue({ maxDepth: 3 }) })
  return fc.assert(
    fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 6 }), layout, sizes, async (records, write, pieces) => {
      const { found, refused } = await readChunks(chunked(Buffer.from(write(records)), pieces))
      assert.deepEqual(refused, [])
      assert.deepEqual(
        found.map((one) => one.record),
        JSON.parse(JSON.stringify(records)),
      )
    }),
    { numRuns: 300 },
  )
})
