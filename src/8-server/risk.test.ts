/** Risk on a running server: findings make persons risky, Graph tells of them, words change them, and nothing counts twice. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RiskDetection, RiskyUser, RiskyUserHistoryItem } from '@microsoft/microsoft-graph-types'
import { ndjson, storm, type TestServer, testFolder, testServer, until } from '../../test/server.ts'
import { addToken } from '../2-store/records-access.ts'
import type { DetectionReliability, PersonRisk, RiskAnswer } from './risk-wire.ts'
import { toHistoryItem, toRiskyUser } from './risky-users.ts'
import { hashSecret, newToken } from './secrets.ts'

interface Page<T> {
  readonly value: readonly T[]
  readonly '@odata.nextLink'?: string
}

const path = '/v1.0/identityProtection/riskyUsers'

async function adminToken(server: TestServer): Promise<string> {
  const secret = newToken()
  await addToken(server.product.records, { id: 'admin', label: 'test', scopes: 'admin', hash: hashSecret(secret), created: 0 })
  return secret
}

const post = (server: TestServer, token: string, to: string, body: object): Promise<Response> =>
  fetch(`${server.url}${to}`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
  })

async function risky(server: TestServer, email: string): Promise<RiskyUser> {
  const filter = encodeURIComponent(`userPrincipalName eq '${email}'`)
  return until(async () => (await server.get<Page<RiskyUser>>(`${path}?$filter=${filter}`)).value[0])
}

test('a storm makes a risky user; words change how they stand, findings follow, the history says who and why', async (context) => {
  const server = await testServer(context, testFolder(context))
  const token = await adminToken(server)
  const records = ndjson(storm('ada@example.com', Date.now() - 300_000))
  await server.send(records)
  const ada = await risky(server, 'ada@example.com')
  assert.equal(ada.riskState, 'atRisk')
  assert.notEqual(ada.riskLevel, 'none')

  const stand = async (): Promise<string> => {
    const now = await server.get<RiskyUser>(`${path}/${encodeURIComponent(ada.id ?? '')}`)
    return `${now.riskLevel} ${now.riskState} ${now.riskDetail}`
  }
  const detection = async (): Promise<string> => {
    const page = await server.get<Page<RiskDetection>>('/v1.0/identityProtection/riskDetections')
    return [...new Set(page.value.map(({ riskState, riskDetail }) => `${riskState} ${riskDetail}`))].join(', ')
  }
  const users = { userIds: [ada.id] }
  assert.equal((await post(server, token, `${path}/confirmCompromised`, users)).status, 204)
  assert.equal(await stand(), 'high confirmedCompromised adminConfirmedUserCompromised')
  assert.equal((await post(server, token, `/beta/identityProtection/riskyUsers/dismiss`, users)).status, 204)
  assert.equal(await stand(), 'none dismissed adminDismissedAllRiskForUser')
  assert.equal(await detection(), 'dismissed adminDismissedAllRiskForUser')
  assert.equal((await post(server, token, `${path}/microsoft.graph.confirmSafe`, users)).status, 204)
  assert.equal(await stand(), 'none confirmedSafe adminConfirmedAccountSafe', 'the last word counts')

  const history = await server.get<Page<RiskyUserHistoryItem>>(`${path}/${encodeURIComponent(ada.id ?? '')}/history`)
  assert.deepEqual(
    history.value.slice(0, 3).map(({ riskState, initiatedBy }) => [riskState, initiatedBy]),
    [
      ['confirmedSafe', 'token admin'],
      ['dismissed', 'token admin'],
      ['confirmedCompromised', 'token admin'],
    ],
  )

  await server.send(records)
  await server.product.catchUp.idle()
  assert.equal(await stand(), 'none confirmedSafe adminConfirmedAccountSafe', 'the same records again change nothing')
  const again = await server.get<Page<RiskyUserHistoryItem>>(`${path}/${encodeURIComponent(ada.id ?? '')}/history`)
  assert.deepEqual(again.value, history.value)
})

test('an incident closed as a false positive teaches its detections and ends its risk; undone, both come back', async (context) => {
  const server = await testServer(context, testFolder(context))
  const token = await adminToken(server)
  await server.send(ndjson(storm('ada@example.com', Date.now() - 300_000)))
  const before = await risky(server, 'ada@example.com')
  const incident = await until(async () => (await server.get<{ incidents: { id: string }[] }>('/api/incidents')).incidents[0])
  const closing = { status: 'closed', classification: 'falsePositive' }
  const closed = await fetch(`${server.url}/api/incidents/${incident.id}`, {
    method: 'PATCH',
    body: JSON.stringify(closing),
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
  })
  assert.equal(closed.status, 200, await closed.text())
  const person = `/api/persons/${encodeURIComponent('ada@example.com')}/risk`
  const after = await server.get<PersonRisk>(person)
  assert.deepEqual([after.level, after.state], ['none', 'confirmedSafe'])
  const learnt = await server.get<DetectionReliability[]>('/api/risk/reliability')
  assert.ok(learnt.length > 0 && learnt.every(({ wrong, right, shift }) => wrong === 1 && right === 0 && shift < 0 && shift >= -1))
  const undone = await fetch(`${server.url}${person}/${after.said[0]?.id}`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${token}` },
  })
  assert.equal(((await undone.json()) as PersonRisk).level, before.riskLevel)
  assert.deepEqual(await server.get('/api/risk/reliability'), [])
})

test('a policy asks about an attempt: from the attacker it is risky, from nobody known it says what is lacking', async (context) => {
  const server = await testServer(context, testFolder(context))
  const token = await adminToken(server)
  await server.send(ndjson(storm('ada@example.com', Date.now() - 300_000)))
  await risky(server, 'ada@example.com')
  const ask = async (body: object): Promise<RiskAnswer> => (await post(server, token, '/api/risk', body)).json() as Promise<RiskAnswer>
  const attacked = await ask({ user: 'ada@example.com', ip: '203.0.113.9' })
  const other = await ask({ user: 'bob@example.com', ip: '198.51.100.7' })
  assert.ok(attacked.score > other.score)
  assert.notEqual(attacked.userRisk.riskLevel, 'none')
  assert.match(attacked.contributions.map(({ because }) => because).join('; '), /MFA prompts refused in a burst/)
  assert.equal(other.userRisk.riskLevel, 'none')
  assert.ok(other.lacking.includes('no earlier sign-in of this person is known'))
  const wrong = await post(server, token, '/api/risk', { user: 'ada@example.com', ip: 'here' })
  assert.equal(wrong.status, 400)
  assert.match(await wrong.text(), /is no network address/)
  await until(async () => (await server.get<object[]>('/api/persons?search=ada')).length === 1)
  assert.deepEqual(await server.get('/api/persons?search=bob'), [], 'asking made nobody known')
})

test('whom nobody knows nothing is said of; a token that may only read says nothing', async (context) => {
  const server = await testServer(context, testFolder(context))
  const token = await adminToken(server)
  const unknown = await post(server, token, `${path}/dismiss`, { userIds: ['nobody'] })
  assert.equal(unknown.status, 404)
  assert.match(JSON.stringify(await unknown.json()), /There is no user 'nobody'/)
  assert.equal((await post(server, server.runToken, `${path}/dismiss`, { userIds: ['x'] })).status, 403)
  assert.equal((await post(server, token, `${path}/dismiss`, { userIds: Array.from({ length: 61 }, () => 'x') })).status, 400)
})

test('pages, filters and orders as Graph has them', async (context) => {
  const server = await testServer(context, testFolder(context))
  const names = ['a', 'b', 'c', 'd', 'e'].map((one) => `${one}@example.com`)
  await server.send(ndjson(names.flatMap((name, n) => storm(name, Date.now() - 600_000 + n * 1000))))
  await until(async () => (await server.get<Page<RiskyUser>>(path)).value.length === 5)
  const seen: string[] = []
  let next: string | undefined = `${path}?$top=2&$orderby=userPrincipalName&$select=id,userPrincipalName`
  while (next !== undefined) {
    const page: Page<RiskyUser> = await server.get(next.replace(server.url, ''))
    for (const user of page.value) seen.push(user.userPrincipalName ?? '')
    assert.deepEqual(Object.keys(page.value[0] ?? {}).sort(), ['id', 'userPrincipalName'])
    next = page['@odata.nextLink']
  }
  assert.deepEqual(seen, names)
})

test('a reading of all the logs anew leaves risk and history as they were', { timeout: 60_000 }, async (context) => {
  const server = await testServer(context, testFolder(context))
  await server.send(ndjson(storm('ada@example.com', Date.now() - 300_000)))
  const before = await risky(server, 'ada@example.com')
  const history = await server.get<object>(`${path}/${encodeURIComponent(before.id ?? '')}/history`)
  server.product.catchUp.anew()
  await server.product.catchUp.idle()
  assert.deepEqual(await risky(server, 'ada@example.com'), before)
  assert.deepEqual(await server.get<object>(`${path}/${encodeURIComponent(before.id ?? '')}/history`), history)
})

test('our answers fit Microsoft’s types', () => {
  const row = {
    lane: 'real',
    person: 'p',
    uid: 'u',
    name: 'ada@example.com',
    display: 'Ada',
    level: 'high',
    state: 'atRisk',
    detail: 'none',
    score: 0.9,
    updated: 0,
    due: null,
  }
  const change = {
    id: 'c',
    lane: 'real',
    person: 'p',
    time: 0,
    level: 'high',
    state: 'atRisk',
    detail: 'none',
    by: null,
    because: 'x',
    types: '["newCountry"]',
  }
  const { tocsin: _, ...user } = toRiskyUser(row)
  const { tocsin: __, ...item } = toHistoryItem(row, change)
  assert.deepEqual([(user satisfies RiskyUser).id, (item satisfies RiskyUserHistoryItem).activity.riskEventTypes], ['u', ['newCountry']])
})
