/** Passwords: which are good enough, and that nothing about them can be learnt from what checking costs. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { testProvider } from '../provider.contract.ts'
import { isSame } from '../secret.ts'
import { checkPassword, passwordMax, passwordMin, weakness } from './password.ts'

test('eight characters where a second method is asked for, fifteen alone, a name does not count (NIST SP 800-63B-4 §3.1.1.2)', () => {
  const table: readonly [password: string, min: number, wanted: RegExp | undefined][] = [
    ['seven77', passwordMin.withSecond, /at least 8/],
    ['eight888', passwordMin.withSecond, undefined],
    ['fourteen chars', passwordMin.alone, /at least 15/],
    ['fifteen chars!!', passwordMin.alone, undefined],
    ['ada.lovelace', passwordMin.withSecond, /other than your name/],
    ['Lovelace-2026', passwordMin.withSecond, /other than your name/],
    ['Tocsin-password-1', passwordMin.withSecond, /other than your name/],
    ['aaaaaaaaaaaaaaaa', passwordMin.withSecond, /different characters/],
    ['x'.repeat(10).concat('abcdef'.repeat(50)), passwordMin.withSecond, /at most 256/],
    ['пароль из слов', passwordMin.withSecond, undefined],
    ['👩‍💻🔑🚪🪟🧱🌲🦊🐌', passwordMin.withSecond, undefined],
  ]
  for (const [password, min, wanted] of table) {
    const said = weakness(password, 'ada.lovelace@example.com', min)
    if (wanted === undefined) assert.equal(said, undefined, password)
    else assert.match(said ?? '', wanted, password)
  }
})

test('the same text in another form is the same password; what is too long is not cut short, and is checked against a decoy', async (context) => {
  const { parts, end } = await testProvider()
  context.after(end)
  const seen: [string | undefined, number][] = []
  const hashes = {
    hash: parts.passwords.hash,
    verify: async (kept: string | undefined, password: string) => {
      seen.push([kept, password.length])
      return kept === `fast:${password}`
    },
  }
  assert.equal(await checkPassword(hashes, 'fast:café', 'cafe\u0301'), 'right')
  assert.equal(await checkPassword(hashes, `fast:${'x'.repeat(passwordMax)}`, 'x'.repeat(passwordMax + 1)), 'wrong')
  assert.equal(await checkPassword(hashes, undefined, 'x'), 'wrong')
  assert.deepEqual(seen.slice(1), [
    [undefined, passwordMax],
    [undefined, 1],
  ])
  const busy = { hash: hashes.hash, verify: async () => Promise.reject(Object.assign(new Error('wait'), { code: 'busy' })) }
  assert.equal(await checkPassword(busy, 'fast:x', 'x'), 'busy')
  const broken = { hash: hashes.hash, verify: async () => Promise.reject(new Error('no memory')) }
  await assert.rejects(checkPassword(broken, 'fast:x', 'x'), /no memory/)
})

test('T53: secrets of any lengths are compared as hashes of one length', () => {
  assert.equal(isSame('a', 'a'), true)
  for (const [one, other] of [
    ['a', 'b'],
    ['a', 'aa'],
    ['', 'a'],
    ['a', 'A'],
  ] as const)
    assert.equal(isSame(one, other), false)
})
