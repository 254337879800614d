/** The phone's side on a real PostgreSQL: the person's history, and races over codes, proofs, words and the key of notices. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openIdentityPostgres } from '../../2-store/identity/open-postgres.ts'
import { hasPostgres, startPostgres, type TestPostgres } from '../../2-store/identity/postgres.contract.ts'
import { activitiesKeepTheirPromises } from '../activities.contract.ts'
import { visitor } from '../provider.contract.ts'
import { createWebPush } from '../web-push/web-push.ts'
import { phoneWorld } from './phone-world.contract.ts'

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

  activitiesKeepTheirPromises(open)

  test('PostgreSQL: T28: of many phones with one code at most one has the offer, and then none keeps it; told once', async (context) => {
    const w = await phoneWorld({ open })
    context.after(w.provider.end)
    const offer = await w.enrolments.offer(w.ada, 'browser')
    const code = offer.state === 'offered' ? offer.code : ''
    const claims = await Promise.allSettled(Array.from({ length: 12 }, () => w.softwarePhone().enrol(code)))
    assert.equal(claims.filter(({ status }) => status === 'fulfilled').length, 1)
    assert.deepEqual(await w.enrolments.look('browser'), { state: 'refused', why: 'second-phone' })
    assert.equal(w.notices.length, 1)
  })

  test('PostgreSQL: words that are confirmed many times add one phone, and a proof used many times is good once', async (context) => {
    const w = await phoneWorld({ open })
    context.after(w.provider.end)
    const offer = await w.enrolments.offer(w.ada, 'browser')
    const phone = w.softwarePhone()
    await phone.enrol(offer.state === 'offered' ? offer.code : '')
    const views = await Promise.all(Array.from({ length: 8 }, () => w.enrolments.confirm('browser', true, visitor())))
    assert.ok(views.every(({ state }) => state === 'confirmed'))
    assert.equal(w.provider.told.length, 1)
    const proof = phone.proof('GET', '/prompt')
    const request = { method: 'GET', path: '/authenticator/api/prompt' }
    const found = await Promise.all(Array.from({ length: 20 }, () => w.proofs.phone(proof, request)))
    assert.equal(found.filter((one) => one !== undefined).length, 1)
  })

  test('PostgreSQL: all nodes have one key for notices, whichever was first', async (context) => {
    const w = await phoneWorld({ open })
    context.after(w.provider.end)
    const nodes = Array.from({ length: 8 }, () => createWebPush(w.provider.parts))
    const keys = await Promise.all(nodes.map((node) => node.publicKey()))
    for (const node of nodes) node.close()
    assert.equal(new Set(keys).size, 1)
  })
}
