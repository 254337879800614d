/** Whatever is good once is good once over two nodes at the same moment, on both databases. */
import assert from 'node:assert/strict'
import { after, before, type TestContext, test } from 'node:test'
import { openIdentityPostgres } from '../../2-store/identity/open-postgres.ts'
import { hasPostgres, startPostgres, type TestPostgres } from '../../2-store/identity/postgres.contract.ts'
import type { TestOptions } from '../provider.contract.ts'
import { type Answer, authorize, begin, type HandClient, post, prover, redeem, refresh, signIn } from './hand.contract.ts'
import { browser, callback, testOidc } from './oidc.contract.ts'

const offline = { scope: 'openid offline_access', prompt: 'consent' }
const many = 40

function races(database: string, open?: TestOptions['open']): void {
  const start = async (context: TestContext) => {
    const world = await testOidc({ open })
    context.after(world.end)
    const account = await world.test.account('ada@example.com')
    world.sits({ account })
    const client: HandClient = { issuer: world.issuer, redirect: callback, ...(await world.client({ firstParty: true })) }
    const second = { ...client, issuer: `${(await world.node()).origin}/oidc` }
    const nodes = (at: number): HandClient => (at % 2 === 0 ? client : second)
    return { world, account, client, nodes, chrome: browser(world.origin) }
  }
  const served = (answers: readonly Answer[]): readonly Answer[] => {
    const wrong = answers.filter(
      ({ status, body }) => status !== 200 && !['invalid_grant', 'invalid_dpop_proof'].includes(String(body['error'])),
    )
    assert.deepEqual(
      wrong.map(({ status, body }) => [status, body]),
      [],
    )
    return answers.filter(({ status }) => status === 200)
  }
  const isDead = async (client: HandClient, answers: readonly Answer[]): Promise<void> => {
    for (const { body } of answers) assert.equal((await refresh(client, String(body['refresh_token']))).body['error'], 'invalid_grant')
  }

  test(`${database}: 7.4: a code at two nodes at once serves one at most, and nothing of it stays good`, async (context) => {
    const { client, nodes, chrome } = await start(context)
    const begun = begin(client, offline)
    const code = (await authorize(client, chrome, begun)).get('code') ?? ''
    const good = served(await Promise.all(Array.from({ length: many }, (_, at) => redeem(nodes(at), code, begun.verifier))))
    assert.ok(good.length <= 1, `${good.length} were served`)
    await isDead(client, good)
  })

  test(`${database}: 7.4: a refresh token at two nodes at once gives one new one at most, and none that lasts`, async (context) => {
    const { client, nodes, chrome } = await start(context)
    const { tokens } = await signIn(client, chrome, offline)
    const good = served(await Promise.all(Array.from({ length: many }, (_, at) => refresh(nodes(at), tokens.refresh_token ?? ''))))
    assert.ok(good.length <= 1, `${good.length} were served`)
    await isDead(client, good)
  })

  test(`${database}: 7.4: a DPoP proof and a pushed request at two nodes at once count once`, async (context) => {
    const { world, client, nodes, chrome } = await start(context)
    const key = await prover()
    const url = `${client.issuer}/token`
    const codes = await Promise.all(
      Array.from({ length: 6 }, async () => {
        const begun = begin(client)
        return { begun, code: (await authorize(client, chrome, begun)).get('code') ?? '' }
      }),
    )
    const dpop = await key.proof('POST', url)
    const answers = await Promise.all(codes.map(({ begun, code }, at) => redeem(nodes(at), code, begun.verifier, {}, { dpop })))
    assert.equal(served(answers).length, 1)
    const begun = begin(client)
    const pushed = await post(client, '/request', Object.fromEntries(new URL(begun.url).searchParams))
    const path = `${client.issuer}/auth?client_id=${client.id}&request_uri=${encodeURIComponent(String(pushed.body['request_uri']))}`
    const got = await Promise.all(Array.from({ length: 6 }, () => chrome.follow(path)))
    assert.equal(got.filter(({ left }) => left?.searchParams.has('code') === true).length, 1)
    assert.deepEqual(world.test.faults, [])
  })

  test(`${database}: a grant that is revoked while tokens are made on it leaves none that is good`, async (context) => {
    const { world, account, client, nodes, chrome } = await start(context)
    for (let round = 0; round < 5; round++) {
      const begun = begin(client, offline)
      const code = (await authorize(client, chrome, begun)).get('code') ?? ''
      const [answer] = await Promise.all([redeem(nodes(1), code, begun.verifier), world.oidc.endAccount(account)])
      await isDead(client, served([answer]))
    }
  })

  test(`${database}: nodes that begin at once make one set of keys, and change it once`, async (context) => {
    const { world, client } = await start(context)
    const count = async (): Promise<number> => ((await (await fetch(`${client.issuer}/jwks`)).json()) as { keys: unknown[] }).keys.length
    const nodes = await Promise.all([world.node(), world.node()])
    assert.equal(await count(), 2)
    await Promise.all(nodes.map(({ oidc }) => oidc.sweep()))
    assert.equal(await count(), 2)
    const { records } = world.test.parts.identity
    await records.deleteFrom('signing_key').execute()
    await Promise.all(nodes.map(({ oidc }) => oidc.sweep()))
    assert.equal((await records.selectFrom('signing_key').select('kid').where('state', '=', 'current').execute()).length, 2)
  })
}

races('SQLite')

if (hasPostgres()) {
  let postgres: TestPostgres | undefined
  before(async () => {
    postgres = await startPostgres()
  })
  after(() => postgres?.stop())
  races('PostgreSQL', async (clock) => {
    const url = (await postgres?.database()) ?? assert.fail('PostgreSQL has not started.')
    // The clock of this process stands still; the database's does not.
    return openIdentityPostgres(url, { clockShiftMs: () => Math.round(clock() - performance.timeOrigin - performance.now()) })
  })
}
