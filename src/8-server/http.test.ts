/** The HTTP frame: who gets in, by which door, and what every answer carries. The store is still opening here; nothing of this needs it. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { openRecords } from '../2-store/records.ts'
import type { Scope } from './access.ts'
import type { App, ServerParts } from './api.ts'
import { createToken } from './apis/account.ts'
import { defaultLimits, type ServerConfig } from './config.ts'
import { createFeed } from './feed.ts'
import { createHttp } from './http.ts'
import { createLog } from './log.ts'
import { createMetrics } from './metrics.ts'
import { createPasswords } from './passwords.ts'
import { problem } from './problem.ts'
import { newToken } from './secrets.ts'
import { newSetupLink } from './setup.ts'

interface Server {
  readonly app: App
  readonly parts: ServerParts
  now: number
}

const password = 'a few words in a row'

async function open(context: TestContext, change: Partial<ServerConfig> = {}): Promise<Server> {
  const data = mkdtempSync(join(tmpdir(), 'tocsin-http-'))
  const opened = openRecords(join(data, 'records.sqlite'))
  const config: ServerConfig = {
    version: '0.0.0',
    data,
    host: '127.0.0.1',
    port: 0,
    hosts: [],
    trustedProxies: [],
    retentionDays: 90,
    homeDomains: [],
    privileged: [],
    detections: {},
    geoFiles: [],
    limits: defaultLimits,
    web: join(data, 'web'),
    demo: false,
    ...change,
  }
  const server = { now: 1_000_000_000_000 } as Server
  const parts: ServerParts = {
    config,
    records: opened.records,
    passwords: createPasswords(),
    metrics: createMetrics(),
    feed: createFeed(2, () => {}),
    log: createLog('silent', { write: () => {} }),
    clock: () => server.now,
    runToken: newToken(),
    product: () => {
      throw problem(503, 'starting', 'opening', 1)
    },
    provider: () => {
      throw problem(503, 'starting', 'opening', 1)
    },
  }
  const app = await createHttp(parts)
  context.after(async () => {
    parts.feed.close()
    await app.close()
    await opened.close()
    rmSync(data, { recursive: true })
  })
  return Object.assign(server, { app, parts })
}

const post = (url: string, payload: object, headers: Record<string, string> = {}) => ({ method: 'POST', url, payload, headers }) as const

interface Browser {
  readonly cookie: string
  readonly csrf: string
}

async function administrator({ app, parts }: Server): Promise<Browser> {
  const token = await newSetupLink(parts.records, parts.clock())
  const answer = await app.inject(post('/api/setup', { token, name: 'ada', password }))
  assert.equal(answer.statusCode, 200, answer.body)
  const [cookie] = answer.cookies
  return { cookie: `${cookie?.name}=${cookie?.value}`, csrf: answer.json<{ csrf: string }>().csrf }
}

test('the set-up link makes the first administrator, once', async (context) => {
  const server = await open(context)
  const { app, parts } = server
  assert.deepEqual((await app.inject('/api/status')).json(), { needsSetup: true })
  const earlier = await newSetupLink(parts.records, server.now)
  const token = await newSetupLink(parts.records, server.now)
  const tries = async (given: string | undefined, secret: string) =>
    (await app.inject(post('/api/setup', { token: given, name: 'ada', password: secret }))).statusCode
  assert.equal(await tries(earlier, password), 403, 'each start ends the link before')
  assert.equal(await tries('x', password), 403)
  assert.equal(await tries(token, 'short'), 400)
  server.now += 24 * 3_600_000 + 1
  assert.equal(await tries(token, password), 410)
  server.now -= 1
  assert.equal(await tries(token, password), 200)
  assert.equal(await tries(token, password), 410)
  assert.equal(await newSetupLink(parts.records, server.now), undefined)
  assert.deepEqual((await app.inject('/api/status')).json(), { needsSetup: false })
})

test('signing in gives a strict cookie, signing out ends it, and a wrong password says no more than a wrong name', async (context) => {
  const server = await open(context)
  const { app } = server
  await administrator(server)
  const wrong = await app.inject(post('/api/session', { name: 'ada', password: 'a few words in a raw' }))
  const unknown = await app.inject(post('/api/session', { name: 'eve', password }))
  assert.deepEqual([wrong.statusCode, wrong.json()], [unknown.statusCode, unknown.json()])
  assert.equal(wrong.statusCode, 401)

  const answer = await app.inject(post('/api/session', { name: 'ada', password }))
  const [cookie] = answer.cookies
  assert.deepEqual(
    [cookie?.name, cookie?.httpOnly, cookie?.sameSite, cookie?.path, cookie?.secure],
    ['tocsin_session', true, 'Strict', '/', undefined],
  )
  const headers = { cookie: `tocsin_session=${cookie?.value}`, 'x-csrf-token': answer.json<{ csrf: string }>().csrf }
  assert.equal((await app.inject({ url: '/api/session', headers })).json<{ name: string }>().name, 'ada')
  assert.equal((await app.inject({ method: 'DELETE', url: '/api/session', headers })).statusCode, 204)
  assert.equal((await app.inject({ url: '/api/session', headers })).statusCode, 401)
})

test('under TLS the cookie is bound to this host and sent encrypted only', async (context) => {
  const server = await open(context, { publicUrl: 'https://tocsin.example.com', trustedProxies: ['10.0.0.1'] })
  const token = await newSetupLink(server.parts.records, server.now)
  const answer = await server.app.inject(post('/api/setup', { token, name: 'ada', password }, { host: 'tocsin.example.com' }))
  assert.deepEqual([answer.cookies[0]?.name, answer.cookies[0]?.secure], ['__Host-tocsin_session', true])
  assert.match(String(answer.headers['strict-transport-security']), /max-age=31536000/)
})

test('a session ends after half a day unused and after a week in any case', async (context) => {
  const server = await open(context)
  const { cookie } = await administrator(server)
  const there = async () => (await server.app.inject({ url: '/api/session', headers: { cookie } })).statusCode
  for (let n = 0; n < 16; n++) {
    server.now += 10 * 3_600_000
    assert.equal(await there(), 200)
  }
  server.now += 10 * 3_600_000
  assert.equal(await there(), 401, 'older than a week')
  const again = await server.app.inject(post('/api/session', { name: 'ada', password }))
  server.now += 12 * 3_600_000 + 1
  const headers = { cookie: `tocsin_session=${again.cookies[0]?.value}` }
  assert.equal((await server.app.inject({ url: '/api/session', headers })).statusCode, 401, 'unused')
})

test('with a cookie nothing changes without the CSRF token, nor from a page of another site', async (context) => {
  const server = await open(context)
  const { cookie, csrf } = await administrator(server)
  const make = async (headers: Record<string, string>) =>
    (await server.app.inject(post('/api/tokens', { label: 'x', scopes: ['read'] }, { cookie, ...headers }))).statusCode
  assert.equal(await make({}), 403)
  assert.equal(await make({ 'x-csrf-token': 'x' }), 403)
  assert.equal(await make({ 'x-csrf-token': csrf, origin: 'https://evil.example' }), 403)
  assert.equal(await make({ 'x-csrf-token': csrf, origin: 'null' }), 403)
  assert.equal(await make({ 'x-csrf-token': csrf, origin: 'http://localhost:80' }), 201)
  assert.equal(await make({ 'x-csrf-token': csrf }), 201)
})

test('every route says who may use it, and a token opens what its scopes say', async (context) => {
  const server = await open(context)
  const { app, parts } = server
  /** 503 is the store that is not open yet: let in. */
  const doors: readonly (readonly ['GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', string, Scope])[] = [
    ['GET', '/api/feed', 'read'],
    ['GET', '/api/incidents', 'read'],
    ['GET', '/api/incidents/x', 'read'],
    ['PATCH', '/api/incidents/x', 'admin'],
    ['POST', '/api/incidents/x/comments', 'admin'],
    ['POST', '/api/incidents/x/split', 'admin'],
    ['GET', '/api/scenarios', 'read'],
    ['POST', '/api/play', 'admin'],
    ['DELETE', '/api/play', 'admin'],
    ['DELETE', '/api/simulated', 'admin'],
    ['GET', '/api/quarantine', 'read'],
    ['GET', '/api/persons', 'read'],
    ['POST', '/api/persons/correct', 'admin'],
    ['DELETE', '/api/persons/correct/x', 'admin'],
    ['GET', '/api/tokens', 'admin'],
    ['POST', '/api/tokens', 'admin'],
    ['DELETE', '/api/tokens/x', 'admin'],
    ['GET', '/api/detections', 'read'],
    ['GET', '/api/detections/history', 'read'],
    ['PUT', '/api/detections/x', 'admin'],
    ['POST', '/api/detections/what-if', 'read'],
    ['POST', '/api/risk', 'read'],
    ['GET', '/api/persons/x/risk', 'read'],
    ['POST', '/api/persons/x/risk', 'admin'],
    ['DELETE', '/api/persons/x/risk/x', 'admin'],
    ['GET', '/api/risk/reliability', 'read'],
    ['DELETE', '/api/risk/reliability/x', 'admin'],
    ['GET', '/api/reference', 'read'],
    ['POST', '/ingest/auto', 'ingest'],
    ['GET', '/api/rules', 'read'],
    ['GET', '/api/rules/x/runs', 'read'],
    ['POST', '/api/rules', 'admin'],
    ['POST', '/api/rules/check', 'query'],
    ['POST', '/api/rules/x/run', 'admin'],
    ['PATCH', '/api/rules/x', 'admin'],
    ['GET', '/v1.0/identityProtection/riskDetections', 'read'],
    ['GET', '/beta/identityProtection/riskDetections/x', 'read'],
    ['GET', '/v1.0/auditLogs/signIns', 'read'],
    ['GET', '/v1.0/security/alerts_v2', 'read'],
    ['GET', '/v1.0/security/incidents', 'read'],
    ['GET', '/metrics', 'read'],
    ['POST', '/v1/rest/query', 'query'],
    ['POST', '/v2/rest/query', 'query'],
    ['POST', '/v1/rest/mgmt', 'query'],
    ['POST', '/api/hunt/query', 'query'],
    ['POST', '/api/hunt/cancel', 'query'],
    ['POST', '/api/hunt/check', 'query'],
    ['POST', '/api/hunt/explain', 'query'],
    ['GET', '/api/hunt/schema', 'query'],
    ['GET', '/api/hunt/saved', 'query'],
    ['PUT', '/api/hunt/saved/x', 'query'],
    ['DELETE', '/api/hunt/saved/x', 'query'],
    ['GET', '/api/accounts', 'read'],
    ['GET', '/api/accounts/x', 'read'],
    ['GET', '/api/groups', 'read'],
    ['GET', '/api/groups/x', 'read'],
    ['GET', '/api/groups/x/members', 'read'],
    ['POST', '/api/accounts', 'admin'],
    ['PATCH', '/api/accounts/x', 'admin'],
    ['DELETE', '/api/accounts/x', 'admin'],
    ['POST', '/api/accounts/x/access-pass', 'admin'],
    ['DELETE', '/api/accounts/x/methods/x', 'admin'],
    ['DELETE', '/api/accounts/x/suppression', 'admin'],
    ['DELETE', '/api/accounts/x/sessions', 'admin'],
    ['POST', '/api/accounts/import', 'admin'],
    ['POST', '/api/groups', 'admin'],
    ['PATCH', '/api/groups/x', 'admin'],
    ['DELETE', '/api/groups/x', 'admin'],
    ['POST', '/api/groups/x/members', 'admin'],
    ['DELETE', '/api/groups/x/members', 'admin'],
    ['GET', '/api/clients', 'read'],
    ['GET', '/api/clients/x', 'read'],
    ['POST', '/api/clients', 'admin'],
    ['PUT', '/api/clients/x', 'admin'],
    ['DELETE', '/api/clients/x', 'admin'],
    ['POST', '/api/clients/x/secret', 'admin'],
    ['GET', '/scim/v2/Users', 'scim'],
    ['POST', '/scim/v2/Users', 'scim'],
    ['GET', '/scim/v2/Users/x', 'scim'],
    ['PUT', '/scim/v2/Users/x', 'scim'],
    ['PATCH', '/scim/v2/Users/x', 'scim'],
    ['DELETE', '/scim/v2/Users/x', 'scim'],
    ['GET', '/scim/v2/Groups', 'scim'],
    ['POST', '/scim/v2/Groups', 'scim'],
    ['GET', '/scim/v2/Groups/x', 'scim'],
    ['PUT', '/scim/v2/Groups/x', 'scim'],
    ['PATCH', '/scim/v2/Groups/x', 'scim'],
    ['DELETE', '/scim/v2/Groups/x', 'scim'],
    ['GET', '/scim/v2/ServiceProviderConfig', 'scim'],
    ['GET', '/scim/v2/ResourceTypes', 'scim'],
    ['GET', '/scim/v2/Schemas', 'scim'],
    ['GET', '/scim/v2/Schemas/x', 'scim'],
  ]
  const tokens = await Promise.all(
    (['query', 'ingest', 'read', 'scim', 'admin'] as const).map(
      async (scope) => [scope, await createToken(parts.records, scope, [scope], 1)] as const,
    ),
  )
  for (const [method, url, needed] of doors) {
    const payload = method === 'POST' || method === 'PUT' || method === 'PATCH' ? { payload: {} } : {}
    assert.equal((await app.inject({ method, url, ...payload })).statusCode, 401, `${method} ${url} to a stranger`)
    for (const [scope, { secret }] of tokens) {
      const { statusCode } = await app.inject({ method, url, ...payload, headers: { authorization: `Bearer ${secret}` } })
      const inside = scope === needed || scope === 'admin'
      assert.equal(statusCode !== 401 && statusCode !== 403, inside, `${method} ${url} with ${scope}: ${statusCode}`)
    }
  }
  const described = Object.keys(app.swagger().paths ?? {})
  const open_ = [
    '/healthz',
    '/readyz',
    '/openapi.json',
    '/docs',
    '/api/session',
    '/api/setup',
    '/api/status',
    '/v1/rest/ping',
    '/v1/rest/auth/metadata',
  ]
  /** Signed by the phone's key: no token and no cookie counts there. */
  const phones = described.filter((path) => path.startsWith('/authenticator/api/'))
  for (const path of phones)
    for (const method of ['GET', 'POST', 'PUT', 'DELETE'] as const)
      for (const [, { secret }] of tokens) {
        const asked = { method, url: path.replace(/\{\w+\}/g, 'x'), headers: { authorization: `Bearer ${secret}` } }
        const { statusCode } = await app.inject(asked)
        assert.ok(statusCode >= 400, `${method} ${path}: ${statusCode}`)
      }
  const named = new Set([...doors.map(([, url]) => url), ...open_])
  const missing = described.filter(
    (path) => ![...named].some((url) => url.replace('/auto', '/x') === path.replace(/\{\w+\}/g, 'x') || url === path),
  )
  assert.deepEqual(
    missing.filter((path) => !/^\/(v1\.0|beta)\//.test(path) && !phones.includes(path)),
    [],
    'a route this table does not know',
  )
})

test('a revoked token, a made-up one and a malformed header are refused', async (context) => {
  const server = await open(context)
  const { cookie, csrf } = await administrator(server)
  const made = await server.app.inject(post('/api/tokens', { label: 'SIEM', scopes: ['read'] }, { cookie, 'x-csrf-token': csrf }))
  const { id, secret } = made.json<{ id: string; secret: string }>()
  assert.match(secret, /^tocsin_[\w-]{43}$/)
  const ask = async (authorization: string) => (await server.app.inject({ url: '/api/incidents', headers: { authorization } })).statusCode
  assert.equal(await ask(`Bearer ${secret}`), 200)
  const listed = await server.app.inject({ url: '/api/tokens', headers: { cookie } })
  assert.equal(listed.body.includes(secret), false)
  assert.equal(listed.json<{ lastUsed: number }[]>()[0]?.lastUsed, server.now)
  assert.equal(
    (await server.app.inject({ method: 'DELETE', url: `/api/tokens/${id}`, headers: { cookie, 'x-csrf-token': csrf } })).statusCode,
    204,
  )
  assert.equal(await ask(`Bearer ${secret}`), 401)
  assert.equal(await ask(`Bearer ${newToken()}`), 401)
  assert.equal(await ask('Basic YTpi'), 401)
})

test('guesses at passwords and links are slowed down', async (context) => {
  const server = await open(context)
  const statuses = []
  for (let n = 0; n < 12; n++) statuses.push((await server.app.inject(post('/api/setup', { token: 'x', name: 'a', password }))).statusCode)
  assert.deepEqual([statuses[9], statuses[10]], [403, 429])
  const last = await server.app.inject(post('/api/setup', { token: 'x', name: 'a', password }))
  assert.ok(Number(last.headers['retry-after']) >= 1)
  assert.equal(last.json<{ error: { code: string } }>().error.code, 'busy')
})

test('a name that is not ours is refused, whatever is asked (DNS rebinding)', async (context) => {
  const { app } = await open(context, { hosts: ['tocsin.example.com'] })
  const ask = async (host: string) => (await app.inject({ url: '/healthz', headers: { host } })).statusCode
  for (const host of ['127.0.0.1:8787', 'localhost', 'LOCALHOST:1', '[::1]:8787', 'tocsin.example.com', 'tocsin.example.com.'])
    assert.equal(await ask(host), 200, host)
  for (const host of ['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example', 'a b']) assert.equal(await ask(host), 421, host)
})

test('every answer carries the headers that keep browsers safe', async (context) => {
  const { app } = await open(context)
  for (const url of ['/healthz', '/api/status', '/', '/nothing', '/api/nothing', '/v1.0/nothing']) {
    const { headers } = await app.inject(url)
    const policy = String(headers['content-security-policy'])
    assert.match(policy, /default-src 'none'/, url)
    assert.match(policy, /script-src 'self'(;|$)/, url)
    assert.match(policy, /frame-ancestors 'none'/, url)
    assert.equal(headers['x-frame-options'], 'DENY', url)
    assert.equal(headers['x-content-type-options'], 'nosniff', url)
    assert.equal(headers['referrer-policy'], 'no-referrer', url)
  }
})

test('errors have one shape, and Graph has its own', async (context) => {
  const server = await open(context)
  const { secret } = await createToken(server.parts.records, 'x', ['read'], 1)
  const headers = { authorization: `Bearer ${secret}` }
  const ours = await server.app.inject({ url: '/api/incidents?limit=9999', headers })
  assert.deepEqual([ours.statusCode, Object.keys(ours.json<{ error: object }>().error)], [400, ['code', 'message']])
  const graph = await server.app.inject({
    url: `/v1.0/identityProtection/riskDetections?$filter=${encodeURIComponent('nope eq 1')}`,
    headers,
  })
  const { error } = graph.json<{ error: { code: string; message: string; innerError: Record<string, string> } }>()
  assert.equal(graph.statusCode, 400)
  assert.equal(error.code, 'BadRequest')
  assert.match(error.message, /^Invalid filter clause: There is no property 'nope' to filter by at position 0/)
  assert.deepEqual(Object.keys(error.innerError), ['date', 'request-id', 'client-request-id'])
  assert.equal((await server.app.inject('/readyz')).statusCode, 503)
  assert.equal((await server.app.inject('/readyz')).headers['retry-after'], '1')
  assert.equal((await server.app.inject('/api/nothing')).statusCode, 404)
})

test('where the console is not built, the page says so', async (context) => {
  const { app } = await open(context)
  const answer = await app.inject('/')
  assert.equal(answer.statusCode, 503)
  assert.match(answer.body, /The console is not built/)
})

test('the description is OpenAPI 3.1 and names every path', async (context) => {
  const { app } = await open(context)
  const description = (await app.inject('/openapi.json')).json<{ openapi: string; paths: Record<string, object> }>()
  assert.equal(description.openapi, '3.1.0')
  const page = await app.inject('/docs')
  assert.match(page.body, /GET \/api\/incidents\/\{id\}<\/code><td>One incident with its timeline\.<td>Needs the scope `read`/)
  for (const path of ['/ingest/{source}', '/api/incidents/{id}', '/v1.0/identityProtection/riskDetections'])
    assert.ok(description.paths[path], path)
})
