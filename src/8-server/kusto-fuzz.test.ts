/** Strangers' input to Kusto's protocol and to function files: whatever comes, the answer is an answer or a sentence. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readFunction, readParameters } from '../2-store/function-text.ts'
import { runCommand, splitPipe } from './kusto/commands.ts'
import { readProperties } from './kusto/request.ts'
import { rowText } from './kusto/values.ts'
import { isProblem } from './problem.ts'

const words = [
  '.show',
  'tables',
  'table',
  'T',
  'details',
  'schema as json',
  '|',
  '"',
  "'",
  '<|',
  '(',
  ')',
  '{',
  '}',
  '//',
  '\n',
  '=',
  ':',
  ',',
  'let',
  'x',
]
const texts = fc.oneof(
  fc.string(),
  fc.array(fc.constantFrom(...words), { maxLength: 20 }).map((some) => some.join(' ')),
)

test('any text is a command that is answered or refused', async () => {
  const parts = {
    tables: [{ name: 'T', columns: [{ name: 'a b', type: 'string' as const }] }],
    functions: [],
    version: '1',
    started: '',
    counts: async () => ({}),
    cancel: () => false,
    explain: async () => ({ ok: true, queries: [] }) as const,
  }
  await fc.assert(
    fc.asyncProperty(texts, async (text) => {
      const { command, pipe = '' } = splitPipe(text)
      assert.equal(command + pipe, text)
      const answer = await runCommand(command, parts)
      assert.ok('refused' in answer ? answer.refused.length > 0 : answer.rows.every((row) => row.length === answer.columns.length))
    }),
  )
})

test('any text is a function or refused, and its parts come from it', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const read = readFunction(text, 'file')
      if ('refused' in read) return
      assert.ok(text.includes(read.body.split('\n')[0] ?? ''))
      readParameters(text)
    }),
  )
})

test('any properties are read or refused with 400', () => {
  const names = fc.constantFrom('servertimeout', 'query_now', 'truncationmaxrecords', 'query_take_max_records', 'query_parameters', 'x')
  const options = fc.dictionary(names, fc.oneof(texts, fc.anything()))
  fc.assert(
    fc.property(
      fc.oneof(
        fc.anything(),
        options.map((Options) => ({ Options })),
        fc.json(),
      ),
      (properties) => {
        try {
          const { options: read, rowsMax } = readProperties(properties)
          assert.ok(
            rowsMax >= 0 && [read.now, read.from, read.to, read.timeoutMs].every((one) => one === undefined || Number.isFinite(one)),
          )
        } catch (error) {
          assert.ok(isProblem(error) && error.statusCode === 400, String(error))
        }
      },
    ),
  )
})

test('any row is written as JSON that reads back the same', () => {
  const cell = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.jsonValue())
  fc.assert(fc.property(fc.array(cell), (row) => assert.deepEqual(JSON.parse(rowText(row as never)), JSON.parse(JSON.stringify(row)))))
})
