/** Codes of authenticator apps: the RFC's own numbers, each code once also in a race, and what wrong ones lead to. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { Secret } from 'otpauth'
import { hourMs, minuteMs, secondMs } from '../../0-event/time.ts'
import { type TestProvider, testProvider } from '../provider.contract.ts'
import { addTotp } from '../sign-in/sign-in.contract.ts'
import { checkCode } from './check-code.ts'
import { totpStep, totpUri } from './totp.ts'

/** RFC 6238 appendix B, SHA-1, the last six of its eight digits. */
const vectors: readonly (readonly [seconds: number, code: string])[] = [
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
]
const rfcSecret = Secret.fromLatin1('12345678901234567890').base32

test('the numbers of RFC 6238 are right at their moment and one step later, not before and not two steps later', () => {
  for (const [seconds, code] of vectors) {
    const step = Math.floor(seconds / 30)
    assert.equal(totpStep(rfcSecret, code, seconds * secondMs), step)
    assert.equal(totpStep(rfcSecret, ` ${code.slice(0, 3)} ${code.slice(3)}`, (step + 2) * 30 * secondMs - 1), step)
    assert.equal(totpStep(rfcSecret, code, (step + 2) * 30 * secondMs), undefined)
    assert.equal(totpStep(rfcSecret, code, step * 30 * secondMs - 1), undefined)
  }
  for (const wrong of ['', '28708', '2870820', 'abcdef', '２８７０８２']) assert.equal(totpStep(rfcSecret, wrong, 59_000), undefined)
})

test('the QR code holds what every app understands', () => {
  const uri = new URL(totpUri('Acme & Co', { id: '1', name: 'ada@example.com', displayName: 'Ada' }, rfcSecret))
  assert.equal(uri.protocol, 'otpauth:')
  const { issuer, secret, algorithm, digits, period } = Object.fromEntries(uri.searchParams)
  assert.deepEqual(
    { issuer, secret, algorithm, digits, period },
    { issuer: 'Acme & Co', secret: rfcSecret, algorithm: 'SHA1', digits: '6', period: '30' },
  )
})

async function ada(context: {
  after(work: () => Promise<void>): void
}): Promise<TestProvider & { id: string; code: (at?: number) => string }> {
  const provider = await testProvider()
  context.after(provider.end)
  const account = await provider.account('ada')
  return { ...provider, id: account.id, code: await addTotp(provider.parts, account) }
}

test('each code counts once, also where four try at the same moment, and an earlier one never after a later', async (context) => {
  const { parts, id, code, later } = await ada(context)
  const earlier = code()
  later(30 * secondMs)
  const tried = await Promise.all(Array.from({ length: 4 }, () => checkCode(parts, id, 'totp', code(), 'familiar')))
  assert.deepEqual(tried.map(({ result }) => result).sort(), ['right', 'used', 'used', 'used'])
  assert.equal((await checkCode(parts, id, 'totp', earlier, 'familiar')).result, 'used')
})

test('T24, T26: five wrong, then waits that double from 30 s to an hour, apart for strange browsers; a right code of the other lane changes nothing', async (context) => {
  const { parts, id, code, later } = await ada(context)
  const wrong = () => checkCode(parts, id, 'totp', 'x', 'unfamiliar')
  for (let count = 0; count < 5; count++) assert.equal((await wrong()).result, 'wrong')
  const waits: number[] = []
  for (let count = 0; count < 9; count++) {
    const locked = await wrong()
    assert.ok(locked.result === 'locked')
    waits.push((locked.until - parts.clock()) / secondMs)
    later(locked.until - parts.clock())
    assert.equal((await checkCode(parts, id, 'totp', code(), 'familiar')).result, 'right', 'the person is not shut out')
    assert.equal((await wrong()).result, 'wrong')
  }
  assert.deepEqual(waits, [30, 60, 120, 240, 480, 960, 1920, 3600, 3600])
  later(hourMs + 15 * minuteMs)
  assert.equal((await wrong()).result, 'wrong')
  assert.equal((await wrong()).result, 'wrong', 'forgotten after a quiet quarter of an hour')
})

test('after a hundred wrong in a row the app is disabled, and says so once (NIST SP 800-63B-4 §3.2.2)', async (context) => {
  const { parts, id, code, later } = await ada(context)
  const disabled: string[] = []
  for (let count = 0; count < 101; count++) {
    const tried = await checkCode(parts, id, 'totp', '000 00x', 'unfamiliar')
    if (tried.result === 'wrong') disabled.push(...tried.disabled.map(({ kind }) => kind))
    later(2 * hourMs)
  }
  assert.deepEqual(disabled, ['totp'])
  assert.equal((await checkCode(parts, id, 'totp', code(), 'familiar')).result, 'wrong')
})
