/** The sign-in page's code is taken as it is; another code in view is not sent as an answer. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { readScanned } from './scanned.ts'

test('128 bits are taken, alone or in a link', () => {
  assert.equal(readScanned(' AbCdEfGhIjKlMnOpQrSt-_ '), 'AbCdEfGhIjKlMnOpQrSt-_')
  assert.equal(readScanned('https://id.example.com/authenticator#number=AbCdEfGhIjKlMnOpQrSt-_'), 'AbCdEfGhIjKlMnOpQrSt-_')
})

test('a poster in the background is not an answer', () => {
  for (const text of [
    '',
    '12',
    'https://example.com/',
    'WIFI:S:guest;;',
    'https://id.example.com/authenticator#enrol=AbCdEfGhIjKlMnOpQrSt-_',
  ])
    assert.equal(readScanned(text), undefined, text)
})
