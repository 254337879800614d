/** Logs into the store from the command line, with and without a server that has it open. */
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { type TestContext, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { Value } from 'typebox/value'
import { testFolder, testServer, until } from '../../../test/server.ts'
import { openStore } from '../../2-store/duckdb.ts'
import type { Status } from '../../8-server/wire.ts'
import type { Context, ExitCode } from '../command.ts'
import { settingsSchema } from '../config.ts'
import { sendFile } from '../send.ts'
import { ingest } from './ingest.ts'

interface Ran {
  readonly code: ExitCode
  readonly out: string
  readonly err: string
}

interface Asked {
  readonly data: string
  readonly paths: readonly string[]
  readonly options?: Record<string, unknown>
  readonly input?: string
  readonly signal?: AbortSignal
}

async function run({ data, paths, options = {}, input = '', signal = new AbortController().signal }: Asked): Promise<Ran> {
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
    clock: () => Date.UTC(2026, 10, 2),
    randomBytes: (count) => new Uint8Array(count),
    signal,
  }
  const code = await ingest.run({ positional: paths, options }, context)
  return { code, ...text }
}

/** A folder with a log of Okta, and one of Okta and nonsense. */
function logs(context: TestContext): { data: string; good: string; mixed: string; folder: string } {
  const folder = testFolder(context)
  const good = join(folder, 'good.ndjson')
  const mixed = join(folder, 'mixed.ndjson')
  writeFileSync(good, okta(0, 20))
  writeFileSync(mixed, `${okta(20, 5)}nonsense\n${okta(25, 5)}`)
  return { data: join(folder, 'data'), good, mixed, folder }
}

const okta = (from: number, count: number): string =>
  Array.from({ length: count }, (_, index) => `${JSON.stringify(push(from + index))}\n`).join('')

const push = (index: number) => ({
  uuid: `push-${index}`,
  published: new Date(Date.UTC(2026, 10, 1) + index * 60_000).toISOString(),
  eventType: 'system.push.send_factor_verify_push',
  actor: { id: '00u1', type: 'User', alternateId: 'ada@example.com' },
  outcome: { result: 'SUCCESS' },
})

test('files go into a new store, and once only', async (context) => {
  const { data, good } = logs(context)
  const first = await run({ data, paths: [good] })
  assert.equal(first.code, 0)
  assert.equal(first.out, 'OktaV2_CL  20 new, 0 there already\n1 file: 20 records new, 0 there already, 0 refused\n')
  assert.match(first.err, /detections read the new records when the server starts/)
  const again = await run({ data, paths: [good] })
  assert.equal(again.out, 'OktaV2_CL  0 new, 20 there already\n1 file: 0 records new, 20 there already, 0 refused\n')
})

test('what cannot be read is told, and where it is kept; the rest is taken', async (context) => {
  const { data, mixed, good, folder } = logs(context)
  const { code, out, err } = await run({ data, paths: [mixed, join(folder, 'missing'), good] })
  assert.equal(code, 1)
  assert.match(out, /OktaV2_CL {2}30 new/)
  assert.match(err, /missing: there is no such file/)
  assert.ok(err.includes(`is kept, each with its reason, in ${join(data, 'quarantine')}`), err)
})

test('standard input is a file like any other', async (context) => {
  const { data } = logs(context)
  const { code, out } = await run({ data, paths: ['-'], input: okta(0, 3) })
  assert.equal(code, 0)
  assert.match(out, /3 records new/)
})

test('a source that is none, and one that the records are not of', async (context) => {
  const { data, good } = logs(context)
  await assert.rejects(run({ data, paths: [good], options: { source: 'nobody' } }), { name: 'WrongUsage' })
  const { code, out } = await run({ data, paths: [good], options: { source: 'duo' } })
  assert.equal(code, 1)
  assert.match(out, /0 records new, 0 there already, 20 refused/)
})

test('a store that somebody holds without being a server is a failure with advice', async (context) => {
  const { data, good } = logs(context)
  const store = await openStore(data, { clock: () => 0, memoryLimitMb: 256 })
  await assert.rejects(run({ data, paths: [good] }), { name: 'Failure', message: /is open already/ })
  await store.close()
})

test('a signal ends it', async (context) => {
  const { data, good } = logs(context)
  const stop = new AbortController()
  stop.abort(new Error('stopped'))
  await assert.rejects(run({ data, paths: [good], signal: stop.signal }), /stopped/)
})

test('with a server on the folder the files go to it, packed or not, and it reads them at once', async (context) => {
  const { data, good, mixed, folder } = logs(context)
  const server = await testServer(context, data)
  const packed = join(folder, 'more.gz')
  writeFileSync(packed, gzipSync(okta(30, 4)))
  const { code, out, err } = await run({ data, paths: [good, mixed, packed] })
  assert.ok(err.includes(`sending the files to ${server.url}`), err)
  assert.equal(code, 1)
  assert.match(out, /3 files: 34 records new, 0 there already, 1 refused/)
  await until(async () => (await server.get<Status>('/api/status')).records === 34)
  assert.match((await run({ data, paths: ['-'], input: okta(33, 3) })).out, /2 records new, 1 there already/)
})

test('a file that is too large for one body goes in several, with what cannot be read', async (context) => {
  const { data, mixed } = logs(context)
  const server = await testServer(context, data)
  const read: number[] = []
  const sent = await sendFile(
    { url: server.url, token: server.runToken },
    mixed,
    { only: undefined, stdin: Readable.from([]), signal: new AbortController().signal, onProgress: (bytes) => read.push(bytes) },
    { wholeMax: 100, bodyMax: 500 },
  )
  assert.deepEqual(sent, { accepted: 10, duplicates: 0, refusedTotal: 1 })
  assert.equal(read.at(-1), readFileSync(mixed).length)
})

test('a server that is gone is a failure with advice', async (context) => {
  const { data, good } = logs(context)
  const server = await testServer(context, data)
  const file = readFileSync(join(data, 'server.json'))
  await server.close()
  writeFileSync(join(data, 'server.json'), file)
  await assert.rejects(run({ data, paths: [good] }), { name: 'Failure', message: /cannot be reached/ })
})
