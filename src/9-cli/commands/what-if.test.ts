/** Other settings tried from the command line: over files, over the store, and through the server that has it open. */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { test } from 'node:test'
import { Value } from 'typebox/value'
import { ndjson, storm, testFolder, testServer, until } from '../../../test/server.ts'
import type { Difference } from '../../3-detect/what-if.ts'
import type { Args, CommandDefinition, Context, ExitCode } from '../command.ts'
import { type Settings, settingsSchema } from '../config.ts'
import { ingest } from './ingest.ts'
import { whatIf } from './what-if.ts'

interface Ran {
  readonly code: ExitCode
  readonly out: string
  readonly err: string
}

const now = Date.UTC(2026, 10, 2, 2)
const quiet = ['mfa.prompt_rate.promptsMin=50']
/** Six prompts within four minutes. */
const flood = (time: number): string => ndjson([...storm('ada@example.com', time), ...storm('ada@example.com', time + 120_000, 'more ')])

async function run(command: CommandDefinition, args: Args, settings: Partial<Settings>, input = ''): Promise<Ran> {
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
    settings: { ...Value.Create(settingsSchema), ...settings },
    version: '0.0.0',
    clock: () => now,
    randomBytes: (count) => new Uint8Array(count),
    signal: new AbortController().signal,
  }
  const code = await command.run(args, context)
  return { code, ...text }
}

const tried = (data: string, positional: readonly string[], options: Record<string, unknown>, input = ''): Promise<Ran> =>
  run(whatIf, { positional, options: { format: 'table', days: '30', ...options } }, { data }, input)

const alarmsOf = (text: string) => {
  const told = JSON.parse(text) as Difference
  return told.detections.find(({ detection }) => detection === 'mfa.prompt_rate')
}

test('over files: the table, what is gone with its sentence, and what could not be read', async (context) => {
  const folder = testFolder(context)
  const log = join(folder, 'okta.ndjson')
  writeFileSync(log, `${flood(now)}{"broken`)
  const { code, out, err } = await tried(join(folder, 'data'), [log], { set: quiet })
  assert.match(out, /^2026-10-03 02:00 to 2026-11-02 02:03 UTC, 6 events\n/)
  assert.match(out, /mfa\.prompt_rate +1 → 0 +1 → 0\n/)
  assert.match(out, /\nGone: 1\n {2}high {2}2026-11-02 02:03 {2}mfa\.prompt_rate {2}ada@example\.com: 6 prompts/)
  assert.doesNotMatch(out, /New:|Louder:|Quieter:/)
  assert.match(err, /1 file, 6 records, 6 events\.\n1 record could not be read/)
  assert.equal(code, 1)
})

test('over standard input, as JSON; the other way round it is new; the same again is no difference', async (context) => {
  const data = testFolder(context)
  const input = flood(now)
  const args = { positional: ['-'], options: { format: 'json', days: '1', set: ['mfa.prompt_rate.promptsMin=4'] } }
  const { code, out } = await run(whatIf, args, { data, detections: { 'mfa.prompt_rate': { promptsMin: 50 } } }, input)
  const told = JSON.parse(out) as Difference
  assert.equal(code, 0)
  assert.deepEqual(told.totals, { gone: 0, added: 1, louder: 0, quieter: 0 })
  assert.deepEqual(
    told.added.map(({ person, level }) => `${person} ${level}`),
    ['ada@example.com high'],
  )
  const same = await tried(data, ['-'], { set: ['mfa.prompt_rate.promptsMin=4'] }, input)
  assert.match(same.out, /\nNothing would be different\.\n$/)
})

test('over the store, and through the server that has it open', async (context) => {
  const folder = testFolder(context)
  const data = join(folder, 'data')
  const log = join(folder, 'okta.ndjson')
  const newest = Date.now() - 3_600_000
  writeFileSync(log, flood(newest))
  await assert.rejects(tried(data, [], { set: quiet }), /There is no store in .*fill it with tocsin ingest/)
  assert.equal((await run(ingest, { positional: [log], options: {} }, { data })).code, 0)
  const stored = await tried(data, [], { set: quiet, format: 'json' })
  assert.deepEqual(alarmsOf(stored.out)?.after, { findings: 0, alarms: 0 })
  const server = await testServer(context, data)
  await until(async () => (await server.product.store.span()) !== undefined)
  const served = await tried(data, [], { set: quiet, format: 'json' })
  assert.deepEqual(JSON.parse(served.out), JSON.parse(stored.out))
  await server.close()
})

test('wrong usage says what to write', async (context) => {
  const data = testFolder(context)
  const wrong = (options: Record<string, unknown>): Promise<Ran> => tried(data, ['-'], options)
  await assert.rejects(wrong({ set: [] }), /Say what to change: --set mfa/)
  await assert.rejects(wrong({ set: ['deniedMin=3'] }), /--set is written detection\.setting=number.*not deniedMin=3/)
  await assert.rejects(wrong({ set: ['mfa.push_burst_denied.deniedMin=many'] }), /--set is written/)
  await assert.rejects(wrong({ set: ['mfa.push_burst_denied.deniedMin=-1'] }), /deniedMin must be a number from 1 to 1000, not -1/)
  await assert.rejects(wrong({ set: ['mfa.push_burst_denied.nothing=1'] }), /has no setting nothing; it has deniedMin/)
  await assert.rejects(wrong({ set: ['mfa.nothing.deniedMin=1'] }), /mfa\.nothing, which is no detection/)
  await assert.rejects(wrong({ set: quiet, days: '1000' }), /--days is a whole number from 1 to 90, not 1000/)
  await assert.rejects(wrong({ set: quiet, format: 'xml' }), /--format is one of table, json, not xml/)
})
