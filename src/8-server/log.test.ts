/** The log hides secrets wherever they stand: a canary must not come through. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLog } from './log.ts'
import { newToken } from './secrets.ts'

const canary = 'canary-7731'

function logged(write: (log: ReturnType<typeof createLog>) => void): string {
  const lines: string[] = []
  write(createLog('debug', { write: (line: string) => lines.push(line) }))
  return lines.join('')
}

test('headers, passwords, tokens and cookies are hidden at every depth they occur in', () => {
  const secrets = {
    password: canary,
    token: canary,
    secret: canary,
    csrf: canary,
    authorization: canary,
    cookie: canary,
    'set-cookie': canary,
  }
  const text = logged((log) => {
    log.info(secrets, 'flat')
    log.info({ headers: secrets }, 'nested')
    log.info({ req: { headers: { ...secrets, 'x-csrf-token': canary } } }, 'deeper')
  })
  assert.equal(text.includes(canary), false, text)
  assert.match(text, /\[hidden\]/)
})

test('a token inside a sentence or an address is hidden, the sentence stays', () => {
  const token = newToken()
  const text = logged((log) => log.info(`refused ${token} at http://127.0.0.1/#/setup?token=abc-DEF_1`))
  assert.equal(text.includes(token), false)
  assert.match(text, /refused tocsin_\[hidden\] at http:\/\/127\.0\.0\.1\/#\/setup\?token=\[hidden\]/)
})
