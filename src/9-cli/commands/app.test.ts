/** `tocsin app`: applications registered, shown, given another secret and removed from the command line. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

const program = join(import.meta.dirname, '..', '..', '..', 'tocsin.mjs')

test('an application from the command line: registered, listed, shown without its secret, given another, removed', (context) => {
  const data = mkdtempSync(join(tmpdir(), 'tocsin-app-'))
  context.after(() => rmSync(data, { recursive: true, force: true }))
  const run = (...args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, 'app', ...args, '--data', data], {
      encoding: 'utf8',
      timeout: 60_000,
    })
    return { status, stdout, stderr }
  }
  const added = run(
    'add',
    '--id',
    'payroll',
    '--name',
    'Pay\u001b[31mroll',
    '--redirect',
    'https://a.example/cb',
    'https://a.example/cb2',
    '--first-party',
  )
  const [, secret = ''] = /^issuer {2}http:\/\/localhost:8787\/oidc\nclient {2}payroll\nsecret {2}([\w-]{43})\n$/.exec(added.stdout) ?? []
  assert.notEqual(secret, '', added.stdout + added.stderr)
  const twice = run('add', '--id', 'payroll', '--name', 'x', '--redirect', 'https://a.example/cb')
  assert.deepEqual([twice.status, /already/.test(twice.stderr)], [3, true])
  const wrong = run('add', '--name', 'x', '--redirect', 'http://a.example/cb')
  assert.deepEqual([wrong.status, /use https/.test(wrong.stderr)], [3, true])
  assert.match(run('list').stdout, /^payroll {2}web {5}Pay \[31mroll$/m)
  const shown = JSON.parse(run('show', 'payroll').stdout) as Record<string, unknown>
  assert.deepEqual(
    [shown['redirectUris'], shown['firstParty'], shown['by']],
    [['https://a.example/cb', 'https://a.example/cb2'], true, 'the command line'],
  )
  assert.ok(!JSON.stringify(shown).includes(secret))
  const rotated = run('rotate', 'payroll').stdout.trim()
  assert.match(rotated, /^[\w-]{43}$/)
  assert.notEqual(rotated, secret)
  assert.match(
    run('add', '--id', 'editor', '--name', 'Editor', '--type', 'native', '--redirect', 'http://127.0.0.1/cb').stdout,
    /^client {2}editor\n$/m,
  )
  assert.equal(run('rotate', 'editor').status, 3)
  assert.equal(run('remove', 'payroll').status, 0)
  assert.equal(run('show', 'payroll').status, 3)
  assert.equal(run('add', '--name', 'x', '--type', 'tv', '--redirect', 'https://a.example/').status, 2)
  assert.equal(run('frobnicate').status, 2)
  assert.equal(run('show').status, 2)
})
