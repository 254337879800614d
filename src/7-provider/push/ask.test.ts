/** Asking: the number's chances, what is shown and what never is, risk, listening and sweeping. */
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { minuteMs } from '../../0-event/time.ts'
import { numberLength } from '../../5-policy/number.ts'
import { testChance, visitor } from '../provider.contract.ts'
import { cleanText, contextHash } from './context.ts'
import { createPush } from './create-push.ts'
import { drawNumber } from './number.ts'
import { askOf, type PushWorld, pushWorld } from './push.contract.ts'

async function world(context: { after(end: () => Promise<void>): void }, settings = {}): Promise<PushWorld> {
  const made = await pushWorld(undefined, { settings })
  context.after(() => made.provider.end())
  return made
}

test('T10: a hundred thousand numbers: each as likely (chi-square), leading zeros among them, never the one before', () => {
  const chance = testChance('numbers')
  const counts = new Array<number>(100).fill(0)
  let last: string | undefined
  for (let nth = 0; nth < 100_000; nth++) {
    const number = drawNumber(chance, 2, last)
    assert.ok(/^\d\d$/.test(number) && number !== last)
    counts[Number(number)] = (counts[Number(number)] ?? 0) + 1
    last = number
  }
  const chiSquare = counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)
  // 99 degrees of freedom: beyond 148.2 once in a thousand seeds.
  assert.ok(chiSquare < 148.2, String(chiSquare))
  const six = Array.from({ length: 2000 }, () => drawNumber(chance, 6, undefined))
  assert.ok(six.every((number) => /^\d{6}$/.test(number)) && six.some((number) => number.startsWith('0')))
  assert.match(drawNumber(chance, 'qr', undefined), /^[\w-]{22}$/)
})

test('T10: the number before is never drawn again, also across browsers', async (context) => {
  const made = await world(context, { numbers: { profile: 'standard', familiar: 2, strange: 2 } })
  const { parts } = made.provider
  const push = createPush({ ...parts, chance: { ...parts.chance, below: () => 7 } })
  const numbers: string[] = []
  for (const familiar of [true, false, true]) {
    const asked = await push.ask(askOf(made.ada, { familiar }))
    numbers.push(asked.state === 'sent' ? asked.number : '')
    await push.cancel(asked.state === 'sent' ? asked.challenge : '', 'a browser of Ada')
    made.provider.later(2 * minuteMs)
  }
  assert.deepEqual(numbers, ['07', '08', '07'])
})

test('T12: the number is in nothing that is told, shown, kept in the clear or logged', async (context) => {
  const made = await world(context)
  const { number, challenge } = await made.sent({ familiar: false, flow: 'a flow' })
  const prompt = await made.shown()
  await made.ask({ browserSecret: 'another', flow: 'b flow' })
  const row = await made.provider.parts.identity.records.selectFrom('challenge').selectAll().executeTakeFirstOrThrow()
  const { number_sealed, ...clear } = row
  assert.equal(number.length, 6)
  for (const [where, what] of Object.entries({ prompt, told: made.provider.told, faults: made.provider.faults, clear, challenge })) {
    assert.ok(!JSON.stringify(what).includes(number), where)
  }
  assert.ok(number_sealed.startsWith('v1.') && !JSON.stringify(clear).includes('a browser of Ada'))
  assert.ok(!JSON.stringify(made.provider.told).includes(row.browser_hash))
})

test('the number is long for strange browsers, administrators, unknown risk and what is started on the phone', () => {
  const policy = { profile: 'standard', familiar: 2, strange: 6 } as const
  const ordinary = { familiar: true, privileged: false, level: 'none', quiet: false } as const
  assert.equal(numberLength(policy, ordinary), 2)
  for (const change of [
    { familiar: false },
    { privileged: true },
    { level: 'unknown' as const },
    { level: 'low' as const },
    { quiet: true },
  ])
    assert.equal(numberLength(policy, { ...ordinary, ...change }), 6)
  assert.equal(numberLength({ ...policy, profile: 'nist-800-63b' }, ordinary), 6)
})

test('high risk asks nobody, neither loudly nor quietly', async (context) => {
  const made = await world(context)
  for (const quiet of [false, true]) {
    const asked = await made.ask({ quiet, weighed: { level: 'high', unusual: [] } })
    assert.deepEqual(asked, { state: 'withheld', why: 'high-risk', until: undefined, quiet: false })
  }
  assert.equal(await made.pendings(), 0)
  assert.deepEqual(
    made.provider.told.map(({ id }) => id),
    ['withheld:flow-1', 'withheld:flow-1'],
  )
})

test('what is started on the phone wakes nobody, and is shown only to who asks for it', async (context) => {
  const made = await world(context)
  const heard: string[] = []
  const end = made.push.listen(({ type }) => heard.push(type))
  const { challenge } = await made.sent({ quiet: true })
  assert.equal(await made.push.current(await made.phone.row(), { quiet: false }), undefined)
  assert.equal((await made.shown()).id, challenge)
  assert.deepEqual(heard, [])
  made.provider.later(3 * minuteMs)
  assert.equal(await made.push.sweep(), 1)
  assert.equal(await made.push.sweep(), 0)
  assert.deepEqual(heard, ['over'])
  await made.sent()
  end()
  await made.push.cancel('unknown', 'a browser of Ada')
  assert.deepEqual([heard, made.results().at(-1)], [['over', 'prompt'], 'sent'])
})

test('a listener that fails harms nobody else', async (context) => {
  const made = await world(context)
  const heard: string[] = []
  made.push.listen(() => {
    throw new Error('broken')
  })
  made.push.listen(({ challenge }) => heard.push(challenge))
  const { challenge } = await made.sent()
  assert.deepEqual(heard, [challenge])
  assert.equal(made.provider.faults.length, 1)
})

test("T49: strangers' words are cut and cleaned before anyone sees them, and hashed as they are sent", async (context) => {
  const made = await world(context)
  const evil = `Pay\u202Eroll\u0000\n\u200B<b>${'x'.repeat(500)}`
  await made.sent({
    app: { id: 'evil', name: evil },
    message: evil,
    src: { ...visitor().src, city: evil, browser: evil },
    weighed: { level: 'low', unusual: Array.from({ length: 9 }, () => evil) },
  })
  const { context: shown, contextHash: hash } = await made.shown()
  assert.equal(hash, contextHash(JSON.stringify(shown)))
  assert.equal(shown.unusual.length, 5)
  for (const text of [shown.app, shown.message ?? '', shown.city ?? '', shown.browser ?? '', ...shown.unusual]) {
    assert.ok(text.startsWith('Pay roll <b>xxx') && text.length === 200, text)
  }
})

test('T107: the phone is shown the town and not the street', async (context) => {
  const made = await world(context)
  await made.sent({ src: { ...visitor().src, latitude: 52.0907374, longitude: -5.1214201 } })
  const { context: shown } = await made.shown()
  assert.deepEqual([shown.latitude, shown.longitude], [52.1, -5.1])
})

test('whatever a name is made of, cleaned it is one line of at most 200 characters, and cleaning again changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (text) => {
      const clean = cleanText(text)
      assert.ok([...clean].length <= 200 && !/[\p{Cc}\u202A-\u202E\u2066-\u2069]/u.test(clean) && clean.isWellFormed())
      assert.equal(cleanText(clean), clean)
    }),
    { numRuns: 150 },
  )
})
