/** What asking a phone promises on every database, alone and in races. */
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { dayMs, hourMs, minuteMs, secondMs } from '../../0-event/time.ts'
import { defaultLimits } from '../../5-policy/prompt-budget.ts'
import type { PromptActivity } from '../activity.ts'
import type { Proof } from '../methods/method.ts'
import type { AccountNames } from '../parts.ts'
import { type TestOptions, type TestProvider, testProvider, visitor } from '../provider.contract.ts'
import type { PhonePrompt } from '../wire.ts'
import { createPush } from './create-push.ts'
import { type TestPhone, testPhone } from './phone.contract.ts'
import type { Ask, Asked, Push } from './push.ts'

export interface PushWorld {
  readonly provider: TestProvider
  readonly push: Push
  readonly ada: AccountNames
  readonly phone: TestPhone
  ask(changes?: Partial<Ask>): Promise<Asked>
  sent(changes?: Partial<Ask>): Promise<Extract<Asked, { state: 'sent' }>>
  /** Of Ada's phone, also quiet ones. */
  shown(): Promise<PhonePrompt>
  pendings(): Promise<number>
  /** Results of prompts as they were told. */
  results(): readonly string[]
}

export const askOf = (account: AccountNames, changes: Partial<Ask> = {}): Ask => ({
  account,
  kind: 'sign-in',
  protocol: 'oidc',
  app: { id: 'payroll', name: 'Payroll' },
  src: visitor().src,
  flow: 'flow-1',
  browserSecret: 'a browser of Ada',
  familiar: true,
  privileged: false,
  quiet: false,
  weighed: { level: 'none', unusual: [] },
  ...changes,
})

export async function pushWorld(open?: TestOptions['open'], options: TestOptions = {}): Promise<PushWorld> {
  const provider = await testProvider({ ...options, open })
  const push = createPush(provider.parts)
  const ada = await provider.account('ada@example.com')
  const phone = await testPhone(provider.parts, ada)
  const ask = (changes: Partial<Ask> = {}): Promise<Asked> => push.ask(askOf(ada, changes))
  return {
    provider,
    push,
    ada,
    phone,
    ask,
    sent: async (changes) => {
      const asked = await ask(changes)
      return asked.state === 'sent' ? asked : assert.fail(`not sent: ${JSON.stringify(asked)}`)
    },
    shown: async () => (await push.current(await phone.row(), { quiet: true })) ?? assert.fail('nothing is shown'),
    pendings: async () =>
      (await provider.parts.identity.records.selectFrom('challenge').select('id').where('state', '=', 'pending').execute()).length,
    results: () => provider.told.filter((activity): activity is PromptActivity => activity.kind === 'prompt').map(({ result }) => result),
  }
}

/** The victim's browser and the attacker's, who knows the password. */
const own = { browserSecret: 'a browser of Ada', flow: 'own', familiar: true }
const strange = { browserSecret: 'a browser of Mallory', flow: 'strange', familiar: false, src: visitor('203.0.113.9').src }

export const passkeyProof: Proof = { kind: 'passkey', time: 0, amr: ['hwk', 'user'], resistant: true, multi: true, deviceBound: false }
const totpProof: Proof = { kind: 'totp', time: 0, amr: ['otp'], resistant: false, multi: false, deviceBound: false }

export function pushContract(database: string, open?: TestOptions['open']): void {
  // PostgreSQL's own clock is only near the one that is moved by hand.
  const marginMs = open === undefined ? 1 : 5 * secondMs
  const world = async (context: { after(end: () => Promise<void>): void }, options: TestOptions = {}): Promise<PushWorld> => {
    const made = await pushWorld(open, options)
    context.after(() => made.provider.end())
    return made
  }
  const answerOf = async (
    { push, phone, shown }: PushWorld,
    ...given: Parameters<TestPhone['answer']> extends [infer _, ...infer Rest] ? Rest : never
  ) => push.answer(await phone.row(), await phone.answer(await shown(), ...given), visitor('192.0.2.1').src)

  test(`${database}: T1, T17, T19: the right number signs in once, in the browser that asked and in no other`, async (context) => {
    const made = await world(context)
    const { push, phone, provider } = made
    const { challenge, number, length } = await made.sent()
    assert.equal(number.length, length)
    const answer = await phone.answer(await made.shown(), 'approve', number)
    assert.deepEqual(await push.answer(await phone.row(), answer, {}), { outcome: 'approved' })
    assert.deepEqual(await push.answer(await phone.row(), answer, {}), { outcome: 'gone' }, 'the same answer again')
    assert.equal(await push.outcome(challenge, strange.browserSecret), 'unknown')
    assert.equal(await push.collect(challenge, strange.browserSecret), 'unknown')
    assert.equal(await push.outcome(challenge, own.browserSecret), 'approved')
    const proofs = await Promise.all(Array.from({ length: 10 }, () => push.collect(challenge, own.browserSecret)))
    const [proof, ...more] = proofs.filter((each): each is Proof => typeof each !== 'string')
    assert.deepEqual(
      { ...proof, time: 0, method: '' },
      { kind: 'push', method: '', time: 0, amr: ['pop'], resistant: false, multi: false, deviceBound: false },
    )
    assert.deepEqual([more.length, await push.outcome(challenge, own.browserSecret)], [0, 'unknown'])
    assert.deepEqual(made.results(), ['sent', 'approved'])
    assert.deepEqual(new Set(provider.told.map(({ id }) => id)), new Set([`prompt:${challenge}`]))
  })

  test(`${database}: T2: an answer after the end is for nothing, and an approval that nobody collected in time too`, async (context) => {
    const made = await world(context)
    const { number, challenge } = await made.sent()
    const answer = await made.phone.answer(await made.shown(), 'approve', number)
    made.provider.later(120 * secondMs + marginMs)
    assert.deepEqual(await made.push.answer(await made.phone.row(), answer, {}), { outcome: 'gone' })
    assert.equal(await made.push.outcome(challenge, own.browserSecret), 'unanswered')
    made.provider.later(2 * minuteMs)
    const next = await made.sent()
    assert.deepEqual(await answerOf(made, 'approve', next.number), { outcome: 'approved' })
    made.provider.later(150 * secondMs + marginMs)
    assert.equal(await made.push.collect(next.challenge, own.browserSecret), 'unknown')
  })

  test(`${database}: T6: of a hundred same approvals at once one counts`, async (context) => {
    const made = await world(context)
    const { number } = await made.sent()
    const row = await made.phone.row()
    const answer = await made.phone.answer(await made.shown(), 'approve', number)
    const outcomes = await Promise.all(Array.from({ length: 100 }, () => made.push.answer(row, answer, {})))
    assert.equal(outcomes.filter(({ outcome }) => outcome === 'approved').length, 1)
    assert.equal(outcomes.filter(({ outcome }) => outcome === 'gone').length, 99)
    assert.deepEqual(made.results(), ['sent', 'approved'])
  })

  test(`${database}: T7, T8, T11: a wrong number ends the prompt and counts; the next prompt resets nothing; three suppress`, async (context) => {
    const made = await world(context)
    for (let nth = 1; nth <= 3; nth++) {
      const { number, challenge } = await made.sent(strange)
      const wrong = number === '000000' ? '000001' : '000000'
      assert.deepEqual(await answerOf(made, 'approve', wrong), { outcome: 'wrong' })
      assert.equal(await made.push.outcome(challenge, strange.browserSecret), 'wrong-number')
      assert.equal((await made.phone.row()).failures, nth)
      made.provider.later(minuteMs + marginMs)
    }
    const asked = await made.ask(strange)
    assert.deepEqual(asked.state === 'withheld' && [asked.why, asked.quiet], ['suppressed', true])
    assert.equal((await made.ask(own)).state, 'sent', 'the own browser is not in it')
  })

  test(`${database}: T9: another node, and one that starts anew, knows what was sent`, async (context) => {
    const made = await world(context)
    await made.sent()
    await answerOf(made, 'mistyped')
    const other = createPush(made.provider.parts)
    const asked = await other.ask(askOf(made.ada))
    assert.deepEqual(asked.state === 'withheld' && asked.why, 'gap')
  })

  test(`${database}: T13: an attacker's sign-in leaves the victim's prompt as it is and gets none`, async (context) => {
    const made = await world(context)
    const { number, challenge } = await made.sent(own)
    const before = await made.shown()
    const asked = await made.ask(strange)
    assert.deepEqual(asked.state === 'withheld' && [asked.why, asked.quiet], ['busy', false])
    await made.ask({ ...own, flow: 'reload' })
    assert.deepEqual(await made.shown(), { ...before, competing: 1 }, 'the same browser is no competitor')
    assert.deepEqual(await answerOf(made, 'approve', number), { outcome: 'approved' })
    assert.equal(await made.push.outcome(challenge, own.browserSecret), 'approved')
    assert.deepEqual(made.results(), ['sent', 'withheld', 'withheld', 'approved'])
  })

  test(`${database}: T14: an attacker who was first holds the place no longer than its time`, async (context) => {
    const made = await world(context)
    const { expires } = await made.sent(strange)
    const asked = await made.ask(own)
    assert.deepEqual(asked, { state: 'withheld', why: 'busy', until: expires, quiet: false })
    await made.push.succeeded(made.ada, passkeyProof, true)
    made.provider.later(120 * secondMs + marginMs)
    assert.equal((await made.ask(own)).state, 'sent')
    assert.deepEqual(made.results(), ['sent', 'withheld', 'unanswered', 'sent'])
  })

  test(`${database}: T16: the notice of one prompt never opens another`, async (context) => {
    const made = await world(context)
    const first = await made.sent(strange)
    await made.push.cancel(first.challenge, strange.browserSecret)
    const second = await made.sent(own)
    const row = await made.phone.row()
    assert.equal(await made.push.current(row, { wake: first.challenge, quiet: false }), undefined)
    assert.equal((await made.push.current(row, { wake: second.challenge, quiet: false }))?.id, second.challenge)
  })

  test(`${database}: T24, T26: bombed a hundred times, two prompts arrive, and the person signs in by push, passkey and code`, async (context) => {
    const made = await world(context)
    for (let nth = 0; nth < 100; nth++) {
      const asked = await made.ask({ ...strange, flow: `bomb-${nth}` })
      if (asked.state === 'sent') await answerOf(made, 'deny')
      made.provider.later(7 * secondMs)
    }
    assert.deepEqual(
      made.results().filter((result) => result !== 'withheld'),
      ['sent', 'denied', 'sent', 'denied'],
    )
    const [begun] = await made.push.suppressions(made.ada.id)
    assert.equal(begun?.lane, 'unfamiliar')
    const { number, challenge } = await made.sent(own)
    assert.deepEqual(await answerOf(made, 'approve', number), { outcome: 'approved' })
    assert.equal(typeof (await made.push.collect(challenge, own.browserSecret)), 'object')
    for (const proof of [passkeyProof, totpProof]) await made.push.succeeded(made.ada, proof, true)
    assert.equal((await made.push.suppressions(made.ada.id)).length, 1, 'what the person does at home gives the attacker nothing')
    await made.push.succeeded(made.ada, { ...totpProof, kind: 'push' }, false)
    assert.equal((await made.push.suppressions(made.ada.id)).length, 1, 'nor does a push')
    await made.push.succeeded(made.ada, passkeyProof, false)
    assert.deepEqual(await made.push.suppressions(made.ada.id), [])
    const kinds = made.provider.told.flatMap((each) => (each.kind === 'suppression' ? [`${each.what} ${each.lane}`] : []))
    assert.deepEqual(kinds, ['begun unfamiliar', 'lifted unfamiliar'])
  })

  test(`${database}: a report closes both lanes, is told, and an administrator or a passkey opens them again`, async (context) => {
    const made = await world(context)
    await made.sent(strange)
    assert.deepEqual(await answerOf(made, 'report'), { outcome: 'reported' })
    for (const browser of [own, strange]) {
      const asked = await made.ask(browser)
      // Their own browser may start one from the phone.
      assert.deepEqual(asked.state === 'withheld' && [asked.why, asked.quiet], ['suppressed', browser === own])
    }
    const strangely = await made.ask({ ...strange, quiet: true })
    assert.deepEqual(strangely.state === 'withheld' && strangely.why, 'suppressed')
    assert.equal(made.provider.told.filter(({ kind }) => kind === 'report').length, 1)
    await made.push.lift(made.ada, 'olga')
    assert.deepEqual(await made.push.suppressions(made.ada.id), [])
    assert.equal((await made.ask(own)).state, 'sent')
    await made.push.suppress(made.ada, 'said "not me" of a sign-in')
    assert.deepEqual(
      (await made.push.suppressions(made.ada.id)).map(({ lane }) => lane),
      ['familiar', 'unfamiliar'],
    )
    assert.equal(await made.pendings(), 0, 'what was open is over')
    made.provider.later(dayMs + marginMs)
    assert.deepEqual(await made.push.suppressions(made.ada.id), [])
  })

  test(`${database}: T27: thousands of tries over a day leave few rows`, async (context) => {
    const made = await world(context)
    const tries = open === undefined ? 2_500 : 400
    for (let nth = 0; nth < tries; nth++) {
      await made.ask({ ...strange, flow: `try-${nth % 50}`, quiet: nth % 2 === 1 })
      made.provider.later(Math.floor((28 * hourMs) / tries))
    }
    const { records } = made.provider.parts.identity
    assert.equal((await records.selectFrom('budget').selectAll().execute()).length, 1)
    const kept = (await records.selectFrom('challenge').select('id').execute()).length
    // In 28 hours: two that pop up and then one after a day, and twelve quiet ones a day.
    assert.ok(kept <= 30, `${kept} challenges`)
    made.provider.later(8 * dayMs)
    await made.push.sweep()
    assert.equal((await records.selectFrom('challenge').select('id').execute()).length, 0)
  })

  test(`${database}: T15: however asks, answers, ends and looks are mixed: one open, one end each, nothing given back`, async (context) => {
    const made = await world(context)
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(act, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 5 }), async (rounds) => {
        const from = made.provider.told.length
        const account = await made.provider.account(`p${++people}@example.com`)
        const phone = await testPhone(made.provider.parts, account)
        for (const round of rounds) {
          await Promise.all(round.map((each) => play(made, account, phone, each)))
          assert.ok((await made.pendings()) <= 1)
        }
        const prompts = made.provider.told
          .slice(from)
          .filter((each): each is PromptActivity => each.kind === 'prompt' && each.result !== 'withheld')
        const byId = Map.groupBy(prompts, ({ id }) => id)
        for (const [id, of] of byId) {
          assert.deepEqual(
            of.map(({ result }) => result === 'sent'),
            of.length === 1 ? [true] : [true, false],
            id,
          )
        }
        for (const familiar of [true, false]) {
          const sent = prompts.filter((each) => each.result === 'sent' && each.familiar === familiar && !each.quiet)
          for (const { time } of sent)
            for (const { max, windowMs } of defaultLimits.sent)
              assert.ok(sent.filter((each) => each.time <= time && time - each.time < windowMs).length <= max)
        }
        await endAll(made)
      }),
      { numRuns: open === undefined ? 60 : 25, endOnFailure: true },
    )
  })
}

let people = 0

type Act =
  | { readonly do: 'ask'; readonly familiar: boolean; readonly quiet: boolean }
  | { readonly do: 'answer'; readonly decision: 'approve' | 'deny' | 'mistyped' | 'report'; readonly number: 'right' | 'wrong' }
  | { readonly do: 'cancel' | 'collect' | 'sweep' }
  | { readonly do: 'later'; readonly ms: number }

const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('ask' as const), familiar: fc.boolean(), quiet: fc.boolean() }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('answer' as const),
      decision: fc.constantFrom('approve' as const, 'deny' as const, 'mistyped' as const, 'report' as const),
      number: fc.constantFrom('right' as const, 'wrong' as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('cancel' as const, 'collect' as const, 'sweep' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('later' as const), ms: fc.integer({ min: 1, max: 20 * minuteMs }) }) },
)

async function play({ push, provider }: PushWorld, account: AccountNames, phone: TestPhone, one: Act): Promise<void> {
  switch (one.do) {
    case 'ask': {
      await push.ask(askOf(account, { familiar: one.familiar, quiet: one.quiet, browserSecret: `browser ${one.familiar}` }))
      return
    }
    case 'answer': {
      const row = await phone.row()
      const prompt = await push.current(row, { quiet: true })
      if (prompt === undefined) return
      const number = one.number === 'right' ? await numberOf(provider, prompt.id) : 'wrong'
      await push.answer(row, await phone.answer(prompt, one.decision, one.decision === 'approve' ? number : undefined), {})
      return
    }
    case 'cancel':
    case 'collect': {
      const prompt = await push.current(await phone.row(), { quiet: true })
      if (prompt !== undefined) for (const familiar of [true, false]) await push[one.do](prompt.id, `browser ${familiar}`)
      return
    }
    case 'sweep':
      await push.sweep()
      return
    case 'later':
      provider.later(one.ms)
  }
}

/** As the asking browser knows it. */
export async function numberOf({ parts }: TestProvider, challenge: string): Promise<string> {
  const { number_sealed } = await parts.identity.records
    .selectFrom('challenge')
    .select('number_sealed')
    .where('id', '=', challenge)
    .executeTakeFirstOrThrow()
  return parts.seals.open(`challenge.number_sealed:${challenge}`, number_sealed)
}

async function endAll({ provider, push }: PushWorld): Promise<void> {
  provider.later(3 * minuteMs)
  await push.sweep()
}
