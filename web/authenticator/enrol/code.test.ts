/** A code is found in a link, among spaces, or not at all; another server's is never sent to ours. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { readCode } from './code.ts'

const origin = 'https://id.example.com'
const code = 'AbCdEfGhIjKlMnOpQrSt-_'

test('a code is read from its link, from paste with spaces, and as it is', () => {
  for (const text of [
    code,
    ` ${code}\n`,
    'AbCdEf GhIjKl MnOpQr St-_',
    `${origin}/authenticator#enrol=${code}`,
    `${origin}/authenticator/#enrol=${code}`,
  ])
    assert.deepEqual(readCode(text, origin), { kind: 'code', code })
})

test('a link of another server is named, not used', () => {
  assert.deepEqual(readCode(`https://id.example.org/authenticator#enrol=${code}`, origin), {
    kind: 'other-server',
    address: 'https://id.example.org/authenticator',
  })
})

test('anything else is no code', () => {
  for (const text of [
    '',
    'short',
    `${code}!`,
    `${origin}/other#enrol=${code}`,
    `${origin}/authenticator?enrol=${code}`,
    'javascript:alert(1)',
    'https://',
  ])
    assert.deepEqual(readCode(text, origin), { kind: 'none' }, text)
})
