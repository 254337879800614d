/** Queries from the command line: over files, over the store, and through the server that has it open. */
import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { test } from 'node:test'
import { Value } from 'typebox/value'
import { ndjson, oktaDenial, testFolder, testServer, until } from '../../../test/server.ts'
import type { Context, ExitCode } from '../command.ts'
import { settingsSchema } from '../config.ts'
import { explain } from './explain.ts'
import { hunt } from './hunt.ts'
import { ingest } from './ingest.ts'

interface Ran {
  readonly code: ExitCode
  readonly out: string
  readonly err: string
}

const now = Date.UTC(2026, 10, 2, 2)

async function run(
  command: typeof hunt,
  data: string,
  query: readonly string[],
  options: Record<string, unknown> = {},
  input = '',
): Promise<Ran> {
  const text = { out: '', err: '' }
  const sink = (name: 'out' | 'err'): Writable =>
    new Writable({
      write: (chunk, _encoding, done) => {
        text[name] += String(chunk)
        done()
      },
    })
  const context: Context = {
    stdin: Readable.from([Buffer.from(input)]),
    stdout: sink('out'),
    stderr: sink('err'),
    isTerminal: { stdin: false, stdout: false, stderr: false },
    colours: false,
    settings: { ...Value.Create(settingsSchema), data },
    version: '0.0.0',
    clock: () => now,
    randomBytes: (count) => new Uint8Array(count),
    signal: new AbortController().signal,
  }
  const code = await command.run({ positional: query, options: { format: 'table', ...options } }, context)
  return { code, ...text }
}

const records = [0, 1, 2].map((at) => oktaDenial(`r${at}`, 'ada@example.com', now - at * 600_000))

test('asks files as they are, with parameters and a clock, and leaves nothing behind', async (context) => {
  const folder = testFolder(context)
  const data = join(folder, 'data')
  mkdirSync(join(data, 'watchlists'), { recursive: true })
  writeFileSync(join(data, 'watchlists', 'vip.csv'), 'Upn\nada@example.com\n')
  const log = join(folder, 'okta.ndjson')
  writeFileSync(log, `${ndjson(records)}{"broken`)
  const text =
    "OktaV2_CL | where TimeGenerated > ago(15m) and ActorUsername in ((_GetWatchlist('vip') | project SearchKey)) | summarize Asked = count() by ActorUsername"
  const { code, out, err } = await run(hunt, data, [text], { logs: [log], format: 'csv', now: '2026-11-02T02:00:00Z' })
  assert.equal(out, 'ActorUsername,Asked\r\nada@example.com,2\r\n')
  assert.match(err, /1 record could not be read \(kept in .*quarantine\)/)
  assert.equal(code, 1)
})

test('a mistake ends with 2 and a caret; wrong usage says what to do', async (context) => {
  const data = testFolder(context)
  const wrong = await run(hunt, data, ['OktaV2_CL | where Actor == 1'])
  assert.equal(wrong.code, 2)
  assert.match(wrong.err, /KS142 .*\n {2}1 \| OktaV2_CL \| where Actor == 1\n {4}\| {19}\^{5}/)
  await assert.rejects(run(hunt, data, []), /Give a query/)
  await assert.rejects(run(hunt, data, ['print', '1']), /in quotes/)
  await assert.rejects(run(hunt, data, ['print 1'], { now: 'soon' }), /--now is a time such as/)
  await assert.rejects(run(hunt, data, ['print 1'], { format: 'xml' }), /--format is one of/)
})

test('a file of several queries runs each, from the store', async (context) => {
  const folder = testFolder(context)
  const data = join(folder, 'data')
  const log = join(folder, 'okta.ndjson')
  writeFileSync(log, ndjson(records))
  assert.equal((await run(ingest, data, [log])).code, 0)
  const queries =
    '// How many\nOktaV2_CL\n| count\n\n// Who\nlet who = "ada";\n\nOktaV2_CL | where ActorUsername has who | distinct ActorUsername\n'
  const { code, out } = await run(hunt, data, [], { file: '-', format: 'ndjson' }, queries)
  assert.deepEqual([code, out], [0, '{"Count":3}\n{"ActorUsername":"ada@example.com"}\n'])
  const plan = await run(explain, data, ['OktaV2_CL | count'])
  assert.match(plan.out, /scan OktaV2_CL[\s\S]*SELECT/)
})

test('asks the running server that holds the folder', async (context) => {
  const data = testFolder(context)
  const server = await testServer(context, data)
  await server.send(ndjson(records))
  await until(async () => (await server.product.store.counts())['OktaV2_CL'] === 3)
  const ask = (text: string, options: Record<string, unknown> = {}) => run(hunt, data, [text], options)
  const { out } = await ask(
    'OktaV2_CL | project n = 9223372036854775807, d = parse_json(\'{"a":[1]}\'), r = real(nan), t = now() | take 1',
    { now: '2026-11-02', format: 'ndjson' },
  )
  assert.equal(out, '{"n":9223372036854775807,"d":{"a":[1]},"r":null,"t":"2026-11-02T00:00:00.0000000Z"}\n')
  assert.match((await ask('OktaV2_CL | summarize count() by ActorUsername | render piechart')).out, /ada@example\.com +100\.0 %/)
  const scoped = await ask('OktaV2_CL | count', { from: '2026-11-02T01:55:00Z', format: 'csv' })
  assert.equal(scoped.out, 'Count\r\n1\r\n')
  const wrong = await ask('OktaV2_CL\n| where Actor == 1')
  assert.equal(wrong.code, 2)
  assert.match(wrong.err, /2 \| \| where Actor == 1\n {4}\| {9}\^{5}/)
  assert.match((await run(explain, data, ['OktaV2_CL | count'])).out, /scan OktaV2_CL[\s\S]*SELECT/)
})
