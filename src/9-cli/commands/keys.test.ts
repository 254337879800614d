/** `tocsin keys` as people run it: a new key, everything under it, and what to do where the keys are kept elsewhere. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { type TestContext, test } from 'node:test'
import { openKeyFile, readKeyFile } from '../../2-store/identity/key-file.ts'
import { createLiveSeals, digestSecret, parseKeys } from '../../2-store/identity/keyring.ts'
import { openIdentitySqlite } from '../../2-store/identity/open-sqlite.ts'
import type { Context } from '../command.ts'
import { resolveSettings } from '../settings.ts'
import { keys } from './keys.ts'

let counted = 0
const bytes = (count: number): Buffer => createHash('sha512').update(`chance ${counted++}`).digest().subarray(0, count)

function folderOf(context: TestContext): string {
  const data = mkdtempSync(join(tmpdir(), 'tocsin-keys-command-'))
  context.after(() => rmSync(data, { recursive: true, force: true }))
  return data
}

async function run(
  data: string,
  action: string,
  environment: Readonly<Record<string, string>> = {},
  signal = new AbortController().signal,
) {
  const stdout = new PassThrough()
  const stderr = new PassThrough()
  const context: Context = {
    stdin: new PassThrough(),
    stdout,
    stderr,
    isTerminal: { stdin: false, stdout: false, stderr: false },
    colours: false,
    settings: resolveSettings({ flags: { data }, environment, text: undefined }),
    version: '0.0.0',
    clock: () => 0,
    randomBytes: bytes,
    signal,
  }
  const code = await keys.run({ positional: [action], options: {} }, context)
  const text = (stream: PassThrough): string => ((stream.read() as Buffer | null) ?? '').toString()
  return { code, out: text(stdout), err: text(stderr) }
}

test('a new key seals everything while a server runs, and the list shows what is left under which', async (context) => {
  const data = folderOf(context)
  const file = join(data, 'keys.json')
  const [old] = openKeyFile(file, bytes)
  const server = openIdentitySqlite(join(data, 'identity.sqlite'), () => 0)
  context.after(() => server.close())
  const seals = createLiveSeals(() => readKeyFile(file), await digestSecret(server, [old], bytes), bytes)
  const place = (name: string): string => `identity_setting.value:${name}`
  const add = (name: string) =>
    server.records
      .insertInto('identity_setting')
      .values({ name, value: seals.seal(place(name), `secret ${name}`) })
      .execute()
  await add('one')

  const rotated = await run(data, 'rotate')
  const [fresh] = readKeyFile(file)
  assert.equal(rotated.code, 0)
  assert.match(
    rotated.err,
    new RegExp(
      `^The key ${fresh.id} stands first in .*keys\\.json; the older one stays after it\\.\n2 secrets were brought under the key ${fresh.id}`,
    ),
  )
  assert.equal(statSync(file).mode & 0o777, 0o600)

  // The server has not met the new key yet, and seals under the old one; then it meets it.
  await add('two')
  const kept = await server.records.selectFrom('identity_setting').select('value').where('name', '=', 'one').executeTakeFirstOrThrow()
  assert.equal(seals.open(place('one'), kept.value), 'secret one')
  await add('three')
  assert.equal((await run(data, 'list')).out, `KEY         SECRETS\n${fresh.id}          3  seals what is new\n${old.id}          1\n`)
  assert.match((await run(data, 'reseal')).err, /^1 secret was brought/)
  assert.equal((await run(data, 'list')).out, `KEY         SECRETS\n${fresh.id}          4  seals what is new\n${old.id}          0\n`)
})

test('a key that is missing is shown, and what is sealed under it is left and named', async (context) => {
  const data = folderOf(context)
  const [lost, fresh] = [bytes(32).toString('base64'), bytes(32).toString('base64')]
  assert.equal((await run(data, 'reseal', { TOCSIN_KEYS: lost })).code, 0)
  const stranger = run(data, 'reseal', { TOCSIN_KEYS: fresh })
  await assert.rejects(
    stranger,
    (error) => error instanceof Error && error.name === 'Failure' && /sealed under the key .*Give it the keys/.test(error.message),
  )
  const list = await run(data, 'list', { TOCSIN_KEYS: fresh })
  assert.equal(list.code, 1)
  assert.match(list.out, /^[\w-]{8} +1 {2}missing$/m)

  const moved = openIdentitySqlite(join(data, 'identity.sqlite'), () => 0)
  const { value } = await moved.records.selectFrom('identity_setting').select('value').executeTakeFirstOrThrow()
  await moved.records.insertInto('identity_setting').values({ name: 'moved', value }).execute()
  await moved.close()
  const done = await run(data, 'reseal', { TOCSIN_KEYS: `${fresh},${lost}` })
  assert.equal(done.code, 1)
  assert.match(done.err, /^1 secret was brought .*\n1 could not be opened and stay as they are: identity_setting\.value:moved\./)
})

test('where keys are kept elsewhere, rotate changes nothing, prints a new key and says what to do with it', async (context) => {
  const data = folderOf(context)
  const key = bytes(32).toString('base64')
  const source = join(data, 'kms')
  writeFileSync(source, key)
  for (const environment of [{ TOCSIN_KEYS: key }, { TOCSIN_KEYS_COMMAND: `cat ${source}` }]) {
    const told = await run(data, 'rotate', environment)
    assert.equal(told.code, 0)
    assert.equal(parseKeys(told.out, 'it').length, 1)
    assert.match(told.err, /^The keys come from (the setting keys|what keysCommand prints).*\n {2}1\. Add it at the end .*every node/)
    assert.doesNotMatch(told.err, new RegExp(told.out.trim()))
  }
  assert.equal(readFileSync(source, 'utf8'), key)
  await assert.rejects(run(data, 'list', { TOCSIN_KEYS_COMMAND: 'exit 3' }), /keysCommand failed/)
  await assert.rejects(run(data, 'list', { TOCSIN_KEYS: 'short' }), /^Failure: Key 1 of .*TOCSIN_KEYS\) has \d+ bytes, not 32/)
})

test('it can be broken off, and says what it does not know', async (context) => {
  const data = folderOf(context)
  await run(data, 'reseal')
  await assert.rejects(run(data, 'reseal', {}, AbortSignal.abort()), { name: 'AbortError' })
  await assert.rejects(run(data, 'remove'), /There is no "keys remove"; there are list, rotate and reseal\./)
})
