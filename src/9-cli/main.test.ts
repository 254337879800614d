/** The command line as a process: its codes, its pipes, its signals, on whatever Node starts it. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'

const launcher = join(import.meta.dirname, '..', '..', 'tocsin.mjs')
let folder = ''
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-cli-'))
})
after(() => rm(folder, { recursive: true }))

interface End {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

function start(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [launcher, ...args], {
    cwd: folder,
    env: { ...process.env, NODE_TEST_CONTEXT: '', ...environment },
  })
  let [out, err] = ['', '']
  child.stdout.on('data', (text: Buffer) => {
    out += text.toString()
  })
  child.stderr.on('data', (text: Buffer) => {
    err += text.toString()
  })
  const ended = once(child, 'close').then((): End => ({ code: child.exitCode, out, err }))
  return { child, ended }
}

const run = (args: readonly string[], environment?: Readonly<Record<string, string>>): Promise<End> => start(args, environment).ended

test('prints its version and its help, and each command its examples', async () => {
  const [version, all, one] = await Promise.all([run(['--version']), run(['--help']), run(['detect', '--help'])])
  assert.match(version.out, /^\d+\.\d+\.\d+\n$/)
  assert.equal(all.code, 0)
  for (const command of ['serve', 'ingest', 'detect', 'simulate', 'evaluate', 'token'])
    assert.match(all.out, new RegExp(`^  ${command}`, 'm'))
  assert.equal(one.code, 0)
  assert.match(one.out, /Examples:\n {2}\$ tocsin detect/)
})

test('wrong usage ends with 2, and says what was meant', async () => {
  const [command, option, missing, nothing] = await Promise.all(
    [['detekt'], ['detect', '--formt', 'json', 'x'], ['detect'], []].map((args) => run(args)),
  )
  assert.deepEqual([command?.code, option?.code, missing?.code, nothing?.code], [2, 2, 2, 2])
  assert.match(command?.err ?? '', /unknown command 'detekt'\n\(Did you mean detect\?\)/)
  assert.match(option?.err ?? '', /Did you mean --format\?/)
})

test('a wrong setting is named with its place', async () => {
  const flag = await run(['serve', '--port', 'many'])
  assert.equal(flag.code, 2)
  assert.match(flag.err, /--port/)
  assert.match((await run(['serve'], { TOCSIN_RETENTION_DAYS: '0' })).err, /TOCSIN_RETENTION_DAYS/)
  await writeFile(join(folder, 'tocsin.config.json'), '{"retentionDay": 3}')
  const file = await run(['serve'])
  await rm(join(folder, 'tocsin.config.json'))
  assert.equal(file.code, 2)
  assert.match(file.err, /tocsin\.config\.json has retentionDay, which is no setting/)
})

test('a failure ends with 3 and a sentence; its stack is for TOCSIN_DEBUG', async () => {
  const args = ['simulate', 'all', '--out', launcher]
  const plain = await run(args)
  assert.equal(plain.code, 3)
  assert.equal(plain.err.trim().split('\n').length, 1)
  assert.doesNotMatch(plain.err, / at /)
  assert.match((await run(args, { TOCSIN_DEBUG: '1' })).err, /\n {4}at /)
})

const logs = (count: number) =>
  Array.from({ length: count }, (_, i) =>
    JSON.stringify({
      uuid: `u${i}`,
      published: new Date(1_760_000_000_000 + i * 1000).toISOString(),
      eventType: 'system.push.send_factor_verify_push',
      version: '0',
      severity: 'INFO',
      actor: { id: 'a', type: 'User', alternateId: 'ada@example.com' },
      client: { ipAddress: '203.0.113.9' },
      outcome: { result: 'SUCCESS' },
      target: [],
      transaction: { id: `t${i}` },
    }),
  ).join('\n')

test('what was refused gives 1, and says where it is kept', async () => {
  const file = join(folder, 'logs.ndjson')
  await writeFile(file, `${logs(3)}\n{"broken`)
  const { code, err } = await run(['detect', file])
  assert.equal(code, 1)
  assert.match(err, /1 record could not be read \(kept in .*quarantine\)/)
})

test('reads standard input, and writes no colours and no progress into pipes', async () => {
  const { child, ended } = start(['detect', '-'])
  child.stdin.end(logs(8))
  const { code, out, err } = await ended
  assert.equal(code, 0)
  assert.match(err, /8 records/)
  assert.equal(`${out}${err}`.includes('\u001b'), false)
})

test('a reader that goes away ends it silently', async () => {
  const { child, ended } = start(['detect', '-', '--format', 'ndjson'])
  child.stdout.destroy()
  child.stdin.on('error', () => {})
  child.stdin.end(logs(2000))
  const { code, err } = await ended
  assert.equal(code, 0)
  assert.doesNotMatch(err, /EPIPE|Error/)
})

test('Ctrl-C ends it with 130, also when it comes twice at once', async () => {
  const data = join(folder, 'interrupted')
  const { child, ended } = start(['detect', '-'], { TOCSIN_DATA: data })
  child.stdin.write(`${logs(1)}\n{"broken\n`)
  // The quarantine is the first sign that it is reading, and waits for more.
  for (let i = 0; i < 400 && !existsSync(join(data, 'quarantine')); i++) await new Promise((resolve) => setTimeout(resolve, 50))
  child.kill('SIGINT')
  child.kill('SIGINT')
  const { code, err } = await ended
  assert.equal(code, 130)
  assert.equal(err, '')
})

/** Makes the launcher take this Node for an older one. */
const older = "data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.11.0'}})"

test('an older Node hands over to the own one, with its arguments, its pipes, its signals and its end', async () => {
  const handed = (args: readonly string[]) => spawn(process.execPath, ['--import', older, launcher, ...args], { cwd: folder })
  const wrong = handed(['detekt'])
  assert.deepEqual(await once(wrong, 'close'), [2, null])
  const reading = handed(['detect', '-'])
  let err = ''
  reading.stderr.on('data', (text: Buffer) => {
    err += text.toString()
  })
  reading.stdin.end(logs(8))
  assert.deepEqual(await once(reading, 'close'), [0, null])
  assert.match(err, /8 records/)
})

test('where nothing is installed it says what to do', async () => {
  const copy = join(folder, 'tocsin.mjs')
  await copyFile(launcher, copy)
  for (const flags of [[], ['--import', older]]) {
    const child = spawn(process.execPath, [...flags, copy, 'detect'])
    let err = ''
    child.stderr.on('data', (text: Buffer) => {
      err += text.toString()
    })
    assert.deepEqual(await once(child, 'close'), [3, null])
    assert.match(err, /run npm start once, or npm ci/)
  }
})
