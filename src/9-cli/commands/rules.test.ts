/** `tocsin rules` as people run it: what is wrong is shown with line and caret, and a rule tried over logs says what it would have found. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { type TestContext, test } from 'node:test'
import { ndjson, oktaDenial } from '../../../test/server.ts'
import type { Context } from '../command.ts'
import { resolveSettings } from '../settings.ts'
import { rules } from './rules.ts'

const start = Date.UTC(2026, 10, 2, 9)
const hour = 3_600_000

const rule = `id: refused
name: Pushes refused
description: Somebody refuses pushes.
severity: Medium
queryFrequency: 1h
queryPeriod: 2h
triggerOperator: gt
triggerThreshold: 0
query: |
  OktaV2_CL
  | where OriginalOutcomeResult == "FAILURE"
  | where TimeGenerated > ago(2h)
  | summarize Refused = count(), LastSeen = max(TimeGenerated) by ActorUsername
entityMappings:
  - entityType: Account
    fieldMappings:
      - identifier: FullName
        columnName: ActorUsername
customDetails:
  Refused: Refused
eventGroupingSettings:
  aggregationKind: AlertPerResult
kind: Scheduled
`

function folder(context: TestContext, files: Readonly<Record<string, string>>): string {
  const path = mkdtempSync(join(tmpdir(), 'tocsin-rules-command-'))
  context.after(() => rmSync(path, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text)
  return path
}

async function run(data: string, positional: readonly string[], options: Record<string, unknown> = {}) {
  const stdout = new PassThrough()
  const stderr = new PassThrough()
  const context: Context = {
    stdin: new PassThrough(),
    stdout,
    stderr,
    isTerminal: { stdin: false, stdout: false, stderr: false },
    colours: false,
    settings: resolveSettings({ flags: { data }, environment: {}, text: undefined }),
    version: '0.0.0',
    clock: () => start + 30 * 24 * hour,
    randomBytes: (count) => new Uint8Array(count),
    signal: new AbortController().signal,
  }
  const code = await rules.run({ positional, options: { format: 'table', ...options } }, context)
  const text = (stream: PassThrough): string => ((stream.read() as Buffer | null) ?? '').toString()
  return { code, out: text(stdout), err: text(stderr) }
}

test('a right rule passes, and each kind of mistake is shown where it stands', async (context) => {
  const path = folder(context, {
    'right.yaml': rule,
    'field.yaml': rule.replace('severity: Medium', 'severity: Grave'),
    'query.yaml': rule.replace('| summarize', '| sumarize'),
    'column.yaml': rule.replace('Refused: Refused', 'Refused: refused'),
  })
  const good = await run(join(path, 'data'), ['check', join(path, 'right.yaml')])
  assert.deepEqual(good, { code: 0, out: '', err: '1 file: 1 right, 0 wrong.\n' })
  const bad = await run(join(path, 'data'), ['check', path])
  assert.equal(bad.code, 1)
  assert.match(bad.err, /4 files: 1 right, 3 wrong\./)
  assert.match(
    bad.out,
    /field\.yaml:4:11 error TR103 severity is one of High, Medium, Low, Informational, not Grave\.\n {2}4 \| severity: Grave\n {4}\| {11}\^{5}/,
  )
  assert.match(bad.out, /query\.yaml:13:\d+ error /)
  assert.match(bad.out, /column\.yaml:20:12 error TR105 .*\n.*\n.*\^+\n {2}Did you mean Refused\?/)
})

test('a rule is tried over log files as its schedule would have run', async (context) => {
  const logs = folder(context, {
    'okta.ndjson': ndjson([0, 1, 2, 30].map((n) => oktaDenial(`d${n}`, 'ada@example.com', start + n * 20 * 60_000))),
  })
  const path = folder(context, { 'rule.yaml': rule })
  const { code, out } = await run(join(path, 'data'), ['test', join(path, 'rule.yaml')], { logs: [logs] })
  assert.equal(code, 0)
  const lines = out.trimEnd().split('\n')
  assert.match(lines[1] ?? '', /refused, every 1h over 2h: \d+ runs, 3 results, 2 alerts/)
  assert.deepEqual(lines.slice(2), [
    '  2026-11-02 09:40:00 medium Pushes refused: ada@example.com',
    '    Refused: 3',
    '  2026-11-02 19:00:00 medium Pushes refused: ada@example.com',
    '    Refused: 1',
  ])
  const ranged = await run(join(path, 'data'), ['test', join(path, 'rule.yaml')], {
    logs: [logs],
    from: '2026-11-02T12:00:00Z',
    format: 'ndjson',
  })
  const found = ranged.out
    .trimEnd()
    .split('\n')
    .map((one) => JSON.parse(one) as { riskLevel: string; tocsin: { detection: string } })
  assert.deepEqual(
    found.map(({ riskLevel, tocsin }) => [riskLevel, tocsin.detection]),
    [['medium', 'rule.refused']],
  )
})

test('what is no action, no rule or no time is wrong usage', async (context) => {
  const path = folder(context, { 'rule.yaml': rule })
  await assert.rejects(run(path, ['list', path]), /There is no "rules list"/)
  await assert.rejects(run(path, ['check', join(path, 'none')]), /cannot be read/)
  await assert.rejects(run(path, ['check', folder(context, {})]), /There is no rule/)
  await assert.rejects(run(path, ['test', path], { from: 'yesterday' }), /--from is a time such as/)
})
