/** Asking a phone, on a real PostgreSQL, by several nodes at once. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { openIdentityPostgres } from '../../2-store/identity/open-postgres.ts'
import { hasPostgres, startPostgres, type TestPostgres } from '../../2-store/identity/postgres.contract.ts'
import { createPush } from './create-push.ts'
import { askOf, pushContract, pushWorld } from './push.contract.ts'
import { addRacers, challengeMs, race, raceNode, speed } from './races.contract.ts'
import { broken, countsOf } from './races-kept.contract.ts'

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

  test('PostgreSQL: T6, T8, T9, T15, T28: of 384 racing attempts by two nodes none breaks a limit, an ending or a code', async (context) => {
    const url = (await postgres?.database()) ?? assert.fail('PostgreSQL has not started.')
    const begun = Date.now()
    const nodes = await Promise.all(['one', 'two'].map(async (seed) => raceNode(await openIdentityPostgres(url), begun, seed)))
    const [one, two] = nodes
    assert.ok(one !== undefined && two !== undefined)
    context.after(() => Promise.all(nodes.map(({ provider }) => provider.end())))
    const racers = await addRacers(one, 8)
    await Promise.all(nodes.map((each, node) => race(each, racers, { node, nodes: 2, attempts: 384, inFlight: 18 })))
    await pause(challengeMs / speed)
    await Promise.all(nodes.map(({ parts }) => createPush(parts).sweep()))
    const logs = nodes.map(({ log }) => log)
    assert.deepEqual(await broken(one.parts.identity, racers, logs), [])
    const { attempts, prompts, collected, codes, claims } = countsOf(logs)
    assert.equal(attempts, 384)
    for (const happened of [prompts, collected, codes, claims]) assert.ok(happened > 0, JSON.stringify(countsOf(logs)))
  })
}
