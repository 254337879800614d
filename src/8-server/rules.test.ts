/** Rules in the server: dropped into the folder, run by their schedule, told as findings and incidents, and kept through everything else. */
import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { ndjson, oktaDenial, storm, type TestServer, testFolder, testServer, until } from '../../test/server.ts'
import { createToken } from './apis/account.ts'
import type { IncidentDetail, IncidentPage, RuleCheck, RuleRunView, RuleView } from './wire.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

const head = (id: string): string => `id: ${id}
name: Pushes refused
description: Somebody refuses pushes. It may be nothing.
severity: Medium
tactics: [CredentialAccess]
relevantTechniques: [T1621]
query: |
  OktaV2_CL
  | where OriginalOutcomeResult == "FAILURE"
  | summarize Refused = count(), LastSeen = max(TimeGenerated) by ActorUsername, SrcIpAddr
entityMappings:
  - entityType: Account
    fieldMappings:
      - identifier: FullName
        columnName: ActorUsername
  - entityType: IP
    fieldMappings:
      - identifier: Address
        columnName: SrcIpAddr
customDetails:
  Refused: Refused
alertDetailsOverride:
  alertDisplayNameFormat: "{{ActorUsername}} refused {{Refused}} pushes"
eventGroupingSettings:
  aggregationKind: AlertPerResult
`
const nrt = `${head('refused-now')}kind: NRT\n`
const scheduled = `${head('refused-hourly')}queryFrequency: 1h
queryPeriod: 1d
triggerOperator: gt
triggerThreshold: 0
kind: Scheduled
`

function dataWith(data: string, rules: Readonly<Record<string, string>>): string {
  mkdirSync(join(data, 'rules'), { recursive: true })
  for (const [name, text] of Object.entries(rules)) writeFileSync(join(data, 'rules', name), text)
  return data
}

/** Calls with a token that may everything. */
async function administrator(server: TestServer) {
  const { secret } = await createToken(server.product.records, 'test', ['admin'], Date.now())
  return async <T>(path: string, body: object, method = 'POST'): Promise<{ status: number; answer: T }> => {
    const answer = await fetch(`${server.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    return { status: answer.status, answer: (await answer.json()) as T }
  }
}

test('a rule dropped into the folder fires within seconds on what comes, as an incident of the person, and a broken one stops nobody', async (context) => {
  const data = dataWith(testFolder(context), {
    'refused.yaml': nrt,
    'broken.yml': 'id: x\nname: y\nseverity: Highest\nquery: SigninLogs\nkind: NRT\n',
  })
  const server = await testServer(context, data)
  await server.product.rules.look()
  // Replayed: it happened two days ago and comes now.
  await server.send(ndjson(storm('ada@example.com', Date.now() - 2 * day)))
  const incident = await until(async () => {
    await server.product.rules.look()
    const { incidents } = await server.get<IncidentPage>('/api/incidents')
    return incidents.find(({ detections }) => detections.includes('rule.refused-now'))
  }, 15)
  assert.equal(incident.person.name, 'ada@example.com')
  const detail = await server.get<IncidentDetail>(`/api/incidents/${incident.id}`)
  const finding = detail.evidence.find(({ detection }) => detection === 'rule.refused-now')
  assert.equal(finding?.title, 'ada@example.com refused 3 pushes')
  assert.equal(finding?.why, 'Somebody refuses pushes.')
  assert.equal(finding?.src?.ip, '203.0.113.9')
  assert.deepEqual(finding?.rule?.customDetails, { Refused: ['3'] })
  assert.ok(
    detail.evidence.some(({ detection }) => detection.startsWith('mfa.')),
    'the detections and the rule tell one incident',
  )

  const rules = await server.get<RuleView[]>('/api/rules')
  const broken = rules.find(({ id }) => id === 'broken.yml')
  assert.deepEqual([broken?.enabled, broken?.problems[0]?.line], [false, 3])
  const own = rules.find(({ id }) => id === 'refused-now')
  assert.deepEqual([own?.origin, own?.alerts, own?.paused, own?.error], ['own', 1, undefined, undefined])
  assert.ok(rules.filter(({ origin }) => origin === 'shipped').length >= 12)
  const [run] = await server.get<RuleRunView[]>('/api/rules/refused-now/runs')
  assert.deepEqual([run?.results, run?.alerts], [1, 1])
})

test('a run over the same rows says nothing anew, and a new reading of the logs keeps what rules found', async (context) => {
  const data = dataWith(testFolder(context), { 'hourly.yaml': scheduled })
  const server = await testServer(context, data)
  const call = await administrator(server)
  const now = Date.now()
  await server.send(ndjson([oktaDenial('one', 'eve@example.com', now - 30 * hour), oktaDenial('two', 'eve@example.com', now - 3 * hour)]))
  await until(async () => (await server.product.store.span()) !== undefined)
  const first = await call<{ runs: number; alerts: number }>('/api/rules/refused-hourly/run', { from: now - 2 * day })
  assert.equal(first.status, 200)
  assert.equal(first.answer.alerts, 2, 'each alone: no window of a day sees both')
  const second = await call<{ runs: number; alerts: number }>('/api/rules/refused-hourly/run', { from: now - 2 * day })
  assert.deepEqual([second.answer.runs, second.answer.alerts], [first.answer.runs, 0])
  const before = (await server.get<IncidentPage>('/api/incidents')).incidents
  server.product.catchUp.anew()
  await server.product.catchUp.idle()
  const after = (await server.get<IncidentPage>('/api/incidents')).incidents
  assert.deepEqual(
    after.map(({ id, findings }) => [id, findings.length]),
    before.map(({ id, findings }) => [id, findings.length]),
  )
  assert.ok(after.some(({ detections }) => detections.includes('rule.refused-hourly')))
})

test('rules are checked, kept, disabled and run through the API', async (context) => {
  const server = await testServer(context, testFolder(context))
  const call = await administrator(server)
  const wrong = await call<RuleCheck>('/api/rules/check', { text: nrt.replace('| where', '| were') })
  assert.equal(wrong.answer.ok, false)
  assert.equal(wrong.answer.problems[0]?.line, 9)
  const column = await call<RuleCheck>('/api/rules/check', { text: nrt.replace('columnName: SrcIpAddr', 'columnName: SrcIp') })
  assert.match(column.answer.problems[0]?.message ?? '', /names the column SrcIp, which the query does not give/)
  assert.deepEqual((await call<RuleCheck>('/api/rules/check', { text: nrt })).answer, { ok: true, problems: [] })
  assert.equal((await call('/api/rules', { text: 'id: x' })).status, 400)
  const added = await call<RuleView>('/api/rules', { text: nrt })
  assert.deepEqual([added.status, added.answer.id, added.answer.enabled], [201, 'refused-now', true])
  const off = await call<RuleView>('/api/rules/refused-now', { enabled: false }, 'PATCH')
  assert.equal(off.answer.enabled, false)
  await server.send(ndjson(storm('ada@example.com', Date.now() - minute)))
  await until(async () => (await server.product.store.span()) !== undefined)
  await server.product.rules.look()
  assert.equal((await server.get<RuleView[]>('/api/rules')).find(({ id }) => id === 'refused-now')?.runs, 0)
  const ran = await call<{ results: number; alerts: number }>('/api/rules/refused-now/run', {})
  assert.deepEqual([ran.answer.results, ran.answer.alerts], [1, 1])
  assert.equal((await call('/api/rules/nothing/run', {})).status, 404)
  assert.equal((await fetch(`${server.url}/api/rules`)).status, 401)
  const reader = { method: 'POST', headers: { authorization: `Bearer ${server.runToken}`, 'content-type': 'application/json' }, body: '{}' }
  assert.equal((await fetch(`${server.url}/api/rules/refused-now/run`, reader)).status, 403)
})

test('a rule that fails says in which line of its file, and is tried again', async (context) => {
  const data = dataWith(testFolder(context), {
    'wrong.yaml': scheduled.replace('ActorUsername, SrcIpAddr\n', 'ActorUsername, NoSuchColumn\n'),
    'right.yaml': nrt,
  })
  const server = await testServer(context, data)
  await server.send(ndjson([oktaDenial('one', 'eve@example.com', Date.now() - 2 * hour)]))
  await until(async () => (await server.product.store.span()) !== undefined)
  await server.product.rules.look()
  const view = (await server.get<RuleView[]>('/api/rules')).find(({ id }) => id === 'refused-hourly')
  assert.match(view?.error ?? '', /^line 10, column \d+: /)
  assert.ok((view?.next ?? 0) > Date.now(), 'it is tried again later')
})
