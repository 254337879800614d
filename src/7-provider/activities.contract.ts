/** What a person's own history promises, on every database. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { historyOf, historyPageMax, keepActivities, ownMax, sayVerdict, strangersMax } from './activities.ts'
import type { Activity } from './activity.ts'
import type { AccountNames } from './parts.ts'
import { type TestOptions, testProvider, testStart, visitor } from './provider.contract.ts'

type Open = NonNullable<TestOptions['open']> | undefined

const signIn = (account: AccountNames, nth: number, result: 'success' | 'failure' = 'success'): Activity => ({
  id: `${account.name} ${result} ${nth}`,
  time: testStart + nth,
  account,
  src: visitor().src,
  app: { id: 'payroll', name: 'Payroll' },
  kind: 'sign_in',
  result,
  methods: ['passkey'],
  single: false,
  browserKnown: true,
})

const prompt = (account: AccountNames, result: 'sent' | 'denied', time = testStart): Activity => ({
  id: 'prompt',
  time,
  account,
  kind: 'prompt',
  result,
  numberLength: 2,
  familiar: true,
  quiet: false,
  protocol: 'oidc',
})

export function activitiesKeepTheirPromises(open: Open): void {
  test('each person sees their own history, newest first, a page at a time', async (context) => {
    const provider = await testProvider({ open })
    context.after(provider.end)
    const { identity } = provider.parts
    const [ada, bob] = [await provider.account('ada'), await provider.account('bob')]
    await keepActivities(identity, [
      ...Array.from({ length: historyPageMax + 5 }, (_, nth) => signIn(ada, nth)),
      signIn(bob, 1),
      { ...signIn({ id: '', name: 'nobody', displayName: '' }, 1, 'failure'), id: 'of nobody' },
      { ...signIn({ ...ada, id: 'removed' }, 1), id: 'of a removed account' },
    ])
    const page = await historyOf(identity, ada.id, undefined)
    assert.equal(page.length, historyPageMax)
    assert.equal(page[0]?.time, testStart + historyPageMax + 4)
    const rest = await historyOf(identity, ada.id, page.at(-1)?.time)
    assert.equal(rest.length, 5)
    assert.deepEqual(
      (await historyOf(identity, bob.id, undefined)).map(({ what, where }) => [what, where]),
      [['Signed in to Payroll with passkey', 'Utrecht, NL']],
    )
  })

  test('a prompt that was answered replaces the one that was sent, keeps its verdict, and is never taken over by another account', async (context) => {
    const provider = await testProvider({ open })
    context.after(provider.end)
    const { identity } = provider.parts
    const [ada, eve] = [await provider.account('ada'), await provider.account('eve')]
    await keepActivities(identity, [prompt(ada, 'sent')])
    assert.equal(await sayVerdict(identity.records, ada.id, 'prompt', 'me'), undefined, 'nothing to say of a question that is open')
    await keepActivities(identity, [prompt(ada, 'denied')])
    assert.equal((await sayVerdict(identity.records, ada.id, 'prompt', 'not-me'))?.isNew, true)
    assert.equal(await sayVerdict(identity.records, eve.id, 'prompt', 'me'), undefined)
    await keepActivities(identity, [prompt(ada, 'denied'), prompt(eve, 'sent')])
    assert.deepEqual(
      (await historyOf(identity, ada.id, undefined)).map(({ what, verdict }) => [what, verdict]),
      [['Denied a sign-in', 'not-me']],
    )
    assert.deepEqual(await historyOf(identity, eve.id, undefined), [])
  })

  test("strangers' noise pushes out none of what the person did, and both are bounded", async (context) => {
    const provider = await testProvider({ open })
    context.after(provider.end)
    const { identity } = provider.parts
    const ada = await provider.account('ada')
    await keepActivities(identity, [signIn(ada, 0)])
    await keepActivities(
      identity,
      Array.from({ length: strangersMax + 50 }, (_, nth) => signIn(ada, nth + 1, 'failure')),
    )
    const kept = async () => {
      const rows = await identity.records.selectFrom('activity').select('kind').execute()
      return { own: rows.filter(({ kind }) => kind === 'sign_in').length, strangers: rows.filter(({ kind }) => kind !== 'sign_in').length }
    }
    assert.deepEqual(await kept(), { own: 1, strangers: strangersMax })
    await keepActivities(
      identity,
      Array.from({ length: ownMax + 10 }, (_, nth) => signIn(ada, nth + 1000)),
    )
    assert.deepEqual(await kept(), { own: ownMax, strangers: strangersMax })
  })
}
