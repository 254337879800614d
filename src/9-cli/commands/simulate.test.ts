/** Simulating into a folder and scoring against its labels, as the command line does it. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { after, test } from 'node:test'
import { Value } from 'typebox/value'
import type { Args, Context, ExitCode } from '../command.ts'
import { settingsSchema } from '../config.ts'
import { detect } from './detect.ts'
import { evaluate } from './evaluate.ts'
import { simulate } from './simulate.ts'

const folder = mkdtempSync(join(tmpdir(), 'tocsin-simulate-'))
after(() => rmSync(folder, { recursive: true, force: true }))

interface Ran {
  readonly code: ExitCode
  readonly out: string
  readonly err: string
}

async function run(command: typeof simulate, args: Args, input = ''): Promise<Ran> {
  const text = { out: '', err: '' }
  const sink = (name: 'out' | 'err'): Writable =>
    new Writable({
      write: (chunk, _encoding, done) => {
        text[name] += String(chunk)
        done()
      },
    })
  const context: Context = {
    stdin: Readable.from([input]),
    stdout: sink('out'),
    stderr: sink('err'),
    isTerminal: { stdin: false, stdout: false, stderr: false },
    colours: false,
    settings: Value.Create(settingsSchema),
    version: '0.0.0',
    clock: () => 0,
    randomBytes: (count) => new Uint8Array(count),
    signal: new AbortController().signal,
  }
  const code = await command.run(args, context)
  return { code, ...text }
}

const simulated = (out: string, options: Record<string, unknown> = {}): Promise<Ran> =>
  run(simulate, { positional: ['short-burst'], options: { users: '30', days: '8', out: join(folder, out), ...options } })

const bytes = (out: string): string => {
  const hash = createHash('sha256')
  const entries = readdirSync(join(folder, out), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const paths = entries.map(({ name, parentPath }) => join(parentPath, name)).sort()
  for (const path of paths) hash.update(path.slice(join(folder, out).length)).update(readFileSync(path))
  return hash.digest('hex')
}

test('a scenario is written as a file for each provider, and its labels apart; the same seed gives the same bytes', async () => {
  const { code, out } = await simulated('one')
  assert.equal(code, 0)
  assert.match(out, /1 labels in labels\.json/)
  const files = ['duo.ndjson', 'entra-id.ndjson', 'labels.json', 'microsoft-365.ndjson', 'okta.ndjson', 'reference']
  assert.deepEqual(readdirSync(join(folder, 'one')).sort(), files)
  await simulated('again')
  assert.equal(bytes('again'), bytes('one'))
  await simulated('other', { seed: '2' })
  assert.notEqual(bytes('other'), bytes('one'))
})

test('a folder with something in it, a scenario that is none and numbers that are none are refused', async () => {
  await simulated('full')
  await assert.rejects(simulated('full'), /is not empty/)
  await assert.rejects(run(simulate, { positional: ['nothing'], options: { out: folder } }), /is no scenario/)
  await assert.rejects(simulated('numbers', { users: '1.5' }), /--users must be a whole number/)
  await assert.rejects(run(simulate, { positional: ['spray'], options: {} }), /--out is missing/)
})

test('the scenarios are listed', async () => {
  const { out } = await run(simulate, { positional: [], options: { list: true } })
  assert.match(out, /^uber-2022/m)
})

test('findings are scored against the labels, from a file, a list and standard input', async () => {
  await simulated('scored')
  const labels = join(folder, 'scored', 'labels.json')
  const [label] = (JSON.parse(readFileSync(labels, 'utf8')) as { labels: { person: string; firstTime: number }[] }).labels
  assert.ok(label)
  const finding = {
    id: '1',
    userPrincipalName: label.person,
    riskLevel: 'high',
    detectedDateTime: new Date(label.firstTime).toISOString(),
    tocsin: { detection: 'x', why: 'y' },
  }
  const path = join(folder, 'findings.ndjson')
  writeFileSync(path, `${JSON.stringify(finding)}\n`)
  const scored = await run(evaluate, { positional: [], options: { labels, findings: path, format: 'markdown' } })
  assert.equal(scored.code, 0)
  assert.match(scored.out, /\| short-burst +\| 1 +\| 100 % +\|/)
  const piped = await run(
    evaluate,
    { positional: [], options: { labels, findings: '-', format: 'json' } },
    JSON.stringify([finding], null, 1),
  )
  assert.equal((JSON.parse(piped.out) as { total: { found: { count: number } } }).total.found.count, 1)
  const broken = await run(
    evaluate,
    { positional: [], options: { labels, findings: '-' } },
    `${JSON.stringify(finding)}\n{"a":1}\nnonsense\n`,
  )
  assert.equal(broken.code, 1)
  assert.match(broken.err, /2 findings could not be read.*line 2/)
})

test('files that are not there or are something else are named', async () => {
  await assert.rejects(
    run(evaluate, { positional: [], options: { labels: join(folder, 'none.json'), findings: '-' } }),
    /cannot read .*none\.json/,
  )
  const wrong = join(folder, 'wrong.json')
  writeFileSync(wrong, '{"labels":[{}],"personDays":3}')
  await assert.rejects(run(evaluate, { positional: [], options: { labels: wrong, findings: '-' } }), /label 1 lacks/)
  await assert.rejects(run(evaluate, { positional: [], options: {} }), /both needed/)
})

test('detections over the simulated logs use the lists beside them and say so; a folder that is named counts more, and must be there', async () => {
  await simulated('listed')
  const logs = join(folder, 'listed')
  const beside = await run(detect, { positional: [logs], options: {} })
  assert.match(beside.err, /Using the lists of networks in .*listed\/reference\./)
  assert.match(beside.err, /^4 files, /m)
  const other = await run(detect, { positional: [logs], options: { reference: join(folder, 'listed', 'reference') } })
  assert.doesNotMatch(other.err, /Using the lists/)
  assert.equal(other.out, beside.out)
  await assert.rejects(run(detect, { positional: [logs], options: { reference: join(folder, 'nowhere') } }), /there is no such folder/)
})
