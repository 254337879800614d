/** `tocsin user`: people made, listed, imported, disabled and given an access pass from the command line. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

const program = join(import.meta.dirname, '..', '..', '..', 'tocsin.mjs')

test('an account from the command line: made, given a pass, imported beside others, disabled, removed', (context) => {
  const data = mkdtempSync(join(tmpdir(), 'tocsin-user-'))
  context.after(() => rmSync(data, { recursive: true, force: true }))
  const run = (...args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, 'user', ...args, '--data', data], {
      encoding: 'utf8',
      timeout: 60_000,
    })
    return { status, stdout, stderr }
  }
  assert.match(run('add', 'ada@example.com', '--email', 'ada@example.com', '--display-name', 'Ada').stderr, /is there/)
  const twice = run('add', 'ADA@example.com')
  assert.equal(twice.status, 3)
  assert.match(twice.stderr, /already/)
  const pass = run('pass', 'ada@example.com')
  assert.match(pass.stdout, /^[\w-]{16,}\n$/)
  const file = join(data, 'people.csv')
  writeFileSync(file, 'userPrincipalName,mail,groups\nbob@example.com,bob@example.com,Finance\n,lost@example.com,\n')
  const dry = run('import', file, '--dry-run')
  assert.equal(dry.status, 1)
  assert.match(dry.stderr, /Row 3.*name is missing/)
  assert.match(dry.stderr, /would be: 1 made, 0 changed, 0 as before, 1 refused/)
  assert.match(run('import', file, '--passes').stdout, /^name,displayName,accessPass,goodUntil\r\nbob@example.com,/)
  const listed = run('list').stdout
  assert.match(listed, /^ada@example\.com .*active/m)
  assert.match(listed, /^bob@example\.com /m)
  assert.match(run('disable', 'bob@example.com').stderr, /disabled/)
  assert.match(run('show', 'bob@example.com').stdout, /^state +disabled$[\s\S]*^groups +Finance$/m)
  assert.equal(run('pass', 'bob@example.com').status, 3)
  assert.equal(run('remove', 'bob@example.com').status, 0)
  assert.equal(run('show', 'bob@example.com').status, 3)
  assert.equal(run('frobnicate').status, 2)
  assert.equal(run('pass').status, 2)
})
