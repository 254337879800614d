/** `/api/clients` over HTTP: what administrators and their programs may do with applications. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createClients } from '../../7-provider/oidc/client-records.ts'
import type { Oidc } from '../../7-provider/oidc/oidc.ts'
import { directoryServer } from './directory.contract.ts'

async function server(context: TestContext) {
  let clients: ReturnType<typeof createClients> | undefined
  const removed: string[] = []
  const oidc = (): Pick<Oidc, 'clients' | 'issuer' | 'removeClient'> => {
    if (clients === undefined) throw new Error('Not open yet.')
    const open = clients
    return {
      clients: open,
      issuer: 'https://id.example.com/oidc',
      removeClient: async (id) => {
        removed.push(id)
        return await open.remove(id)
      },
    }
  }
  const made = await directoryServer(context, 'admin', { oidc })
  clients = createClients(made.parts)
  return { ...made, removed }
}

const settings = { name: 'Payroll', redirectUris: ['https://a.example/cb'] }

test('an application is registered, listed without its secret, changed, given another, removed; all of it is logged', async (context) => {
  const { ask, log, removed } = await server(context)
  const made = await ask({ method: 'POST', url: '/api/clients', body: { ...settings, id: 'payroll', firstParty: true } })
  assert.equal(made.status, 201, JSON.stringify(made.json))
  const secret = String(made.json['secret'])
  assert.match(secret, /^[\w-]{43}$/)
  assert.equal(made.json['issuer'], 'https://id.example.com/oidc')
  const shown = await ask({ method: 'GET', url: '/api/clients/payroll' })
  assert.equal((shown.json['settings'] as { firstParty: boolean }).firstParty, true)
  const listed = await ask({ method: 'GET', url: '/api/clients', scope: 'read' })
  assert.ok(!JSON.stringify([shown.json, listed.json]).includes(secret))
  const changed = await ask({ method: 'PUT', url: '/api/clients/payroll', body: { ...settings, name: 'Pay' } })
  assert.deepEqual([changed.status, (changed.json['settings'] as { name: string }).name], [200, 'Pay'])
  const rotated = await ask({ method: 'POST', url: '/api/clients/payroll/secret' })
  assert.match(String(rotated.json['secret']), /^[\w-]{43}$/)
  assert.notEqual(rotated.json['secret'], secret)
  assert.equal((await ask({ method: 'DELETE', url: '/api/clients/payroll' })).status, 204)
  assert.deepEqual(removed, ['payroll'])
  for (const done of ['registered', 'changed', 'new secret', 'removed'])
    assert.ok(
      log.some((line) => line.includes(done) && line.includes('payroll')),
      done,
    )
  assert.ok(!log.join('').includes(secret))
})

test('what is wrong is said; nothing is kept of it', async (context) => {
  const { ask } = await server(context)
  const wrong = await ask({
    method: 'POST',
    url: '/api/clients',
    body: { ...settings, redirectUris: ['http://a.example/cb', 'https://*.example/'] },
  })
  assert.equal(wrong.status, 400)
  assert.match(JSON.stringify(wrong.json), /use https.*named in full/)
  for (const body of [
    {},
    { name: 'x', type: 'tv' },
    { ...settings, secret: 'x' },
    { ...settings, acr: 'gold' },
    { ...settings, keys: [{ kty: 'oct', k: 'x' }] },
  ])
    assert.equal((await ask({ method: 'POST', url: '/api/clients', body })).status, 400, JSON.stringify(body))
  assert.deepEqual((await ask({ method: 'GET', url: '/api/clients' })).json, [])
  for (const [method, url] of [
    ['GET', '/api/clients/x'],
    ['POST', '/api/clients/x/secret'],
    ['DELETE', '/api/clients/x'],
  ] as const)
    assert.equal((await ask({ method, url })).status, 404)
  assert.equal((await ask({ method: 'PUT', url: '/api/clients/x', body: settings })).status, 404)
})

test('who may only read, or send logs, registers nothing and changes nothing', async (context) => {
  const { ask } = await server(context)
  assert.equal((await ask({ method: 'POST', url: '/api/clients', body: { ...settings, id: 'payroll' } })).status, 201)
  for (const scope of ['read', 'ingest', 'query'] as const) {
    assert.equal((await ask({ method: 'POST', url: '/api/clients', body: settings, scope })).status, 403)
    assert.equal((await ask({ method: 'PUT', url: '/api/clients/payroll', body: settings, scope })).status, 403)
    assert.equal((await ask({ method: 'POST', url: '/api/clients/payroll/secret', scope })).status, 403)
    assert.equal((await ask({ method: 'DELETE', url: '/api/clients/payroll', scope })).status, 403)
  }
  assert.equal((await ask({ method: 'GET', url: '/api/clients', scope: 'query' })).status, 403)
})

test('an application cannot come to need a secret, or lose it, by a change', async (context) => {
  const { ask } = await server(context)
  await ask({
    method: 'POST',
    url: '/api/clients',
    body: { ...settings, id: 'editor', type: 'native', auth: 'none', redirectUris: ['http://127.0.0.1/cb'] },
  })
  assert.equal((await ask({ method: 'PUT', url: '/api/clients/editor', body: settings })).status, 400)
  assert.equal((await ask({ method: 'POST', url: '/api/clients/editor/secret' })).status, 409)
})
