/** Asking a phone, on a real PostgreSQL, by several nodes at once. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openIdentityPostgres } from '../../2-store/identity/open-postgres.ts'
import { hasPostgres, startPostgres, type TestPostgres } from '../../2-store/identity/postgres.contract.ts'
import { createPush } from './create-push.ts'
import { askOf, pushContract, pushWorld } from './push.contract.ts'

if (hasPostgres()) {
  let postgres: TestPostgres | undefined
  before(async () => {
    postgres = await startPostgres()
  })
  after(() => postgres?.stop())

  const open = async (clock: () => number) => {
    const url = (await postgres?.database()) ?? assert.fail('PostgreSQL has not started.')
    return openIdentityPostgres(url, { clockShiftMs: () => clock() - Date.now() })
  }

  pushContract('PostgreSQL', open)

  test('PostgreSQL: T6, T9, T106: of sixty sign-ins over three nodes one prompt is sent, and one answer of many counts', async (context) => {
    const { provider, phone, ada, pendings, results } = await pushWorld(open)
    context.after(() => provider.end())
    const nodes = [createPush(provider.parts), createPush(provider.parts), createPush(provider.parts)] as const
    const node = (nth: number) => nodes[nth % 3] ?? nodes[0]
    const asked = await Promise.all(
      Array.from({ length: 60 }, (_, nth) =>
        node(nth).ask(askOf(ada, { browserSecret: `browser ${nth}`, familiar: nth % 2 === 0, flow: `f${nth}` })),
      ),
    )
    const sent = asked.filter((each) => each.state === 'sent')
    assert.deepEqual([sent.length, await pendings()], [1, 1])
    const row = await phone.row()
    const prompt = (await nodes[1].current(row, { quiet: false })) ?? assert.fail('nothing is shown')
    assert.equal(prompt.competing, 59)
    const decisions = ['approve', 'deny', 'report', 'mistyped'] as const
    const answers = await Promise.all(
      Array.from({ length: 40 }, async (_, nth) => {
        const decision = decisions[nth % 4] ?? 'deny'
        return node(nth).answer(row, await phone.answer(prompt, decision, decision === 'approve' ? sent[0]?.number : undefined), {})
      }),
    )
    // A right number changes what is kept of the phone, so answers that were read before it may also be told to try again.
    assert.equal(answers.filter(({ outcome }) => outcome !== 'gone').length, 1)
    assert.equal(results().filter((result) => result !== 'sent' && result !== 'withheld').length, 1)
  })
}
