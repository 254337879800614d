/** Listing and checking reference data, as the command line does it. */
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { after, test } from 'node:test'
import { Value } from 'typebox/value'
import type { ExitCode } from '../command.ts'
import { settingsSchema } from '../config.ts'
import { reference } from './reference.ts'

const data = mkdtempSync(join(tmpdir(), 'tocsin-reference-'))
after(() => rmSync(data, { recursive: true, force: true }))
mkdirSync(join(data, 'reference'))
writeFileSync(join(data, 'reference', 'tor-exits.txt'), '198.51.100.7\n')
writeFileSync(join(data, 'threat.csv'), 'ip,description\n198.51.100.8,Kit\nnonsense,x\n')

async function run(...positional: readonly string[]): Promise<{ readonly code: ExitCode; readonly out: string }> {
  let out = ''
  const stdout = new Writable({
    write: (chunk, _encoding, done) => {
      out += String(chunk)
      done()
    },
  })
  const code = await reference.run(
    { positional, options: {} },
    {
      stdin: Readable.from([]),
      stdout,
      stderr: stdout,
      isTerminal: { stdin: false, stdout: false, stderr: false },
      colours: false,
      settings: { ...Value.Create(settingsSchema), data },
      version: '0.0.0',
      clock: () => Date.UTC(2100, 0),
      randomBytes: (count) => new Uint8Array(count),
      signal: new AbortController().signal,
    },
  )
  return { code, out }
}

test('lists what is there and what is lacking', async () => {
  const { code, out } = await run()
  assert.equal(code, 0)
  assert.match(out, /^tor-exits\.txt: tor, 1 entry, changed [\d,]+ days ago\n/)
  assert.match(out, /There is no list of threats\.\nThere is no list of leaked accounts\.\n$/)
})

test('says how a file would be read, and fails where something is wrong', async () => {
  const { code, out } = await run('check', join(data, 'threat.csv'))
  assert.equal(code, 1)
  assert.match(out, /^threat\.csv: threat, 1 entry, .*1 that cannot be read\n {2}line 3: "nonsense" is no address/)
  await assert.rejects(run('check', join(data, 'missing.txt')), /There is no file/)
})

test('says what is known of an address', async () => {
  const { code, out } = await run('about', '198.51.100.7', '8.8.8.8', 'rubbish')
  assert.equal(code, 0)
  assert.match(out, /^198\.51\.100\.7: .*tor, according to tor-exits\.txt\n8\.8\.8\.8: US.*\nrubbish: on no list\n$/)
})

test('wrong usage is explained', async () => {
  await assert.rejects(run('chek'), /There is no "reference chek"; there are check and about/)
  await assert.rejects(run('check'), /Say which/)
})
