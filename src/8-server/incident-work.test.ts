/** A team works an incident over HTTP: takes it, comments, closes it with a word, hears that it is open again; splits; names stay. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ndjson, oktaDenial, storm, type TestServer, testFolder, testServer, until } from '../../test/server.ts'
import { addToken } from '../2-store/records-access.ts'
import type { Finding } from '../3-detect/finding.ts'
import { hashSecret } from './secrets.ts'
import type { IncidentComment, IncidentDetail, IncidentPage, IncidentView } from './wire.ts'

const minute = 60_000
const now = Date.now()

async function asks(
  server: TestServer,
): Promise<(method: string, path: string, body: unknown) => Promise<{ status: number; answer: never }>> {
  const secret = 'tocsin_work'
  await addToken(server.product.records, { id: 'team', label: 'team', scopes: 'admin', hash: hashSecret(secret), created: 1 })
  const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' }
  return async (method, path, body) => {
    const answer = await fetch(`${server.url}${path}`, { method, headers, body: JSON.stringify(body) })
    return { status: answer.status, answer: (await answer.json()) as never }
  }
}

const reported = {
  ...oktaDenial('report', 'ada@example.com', now - 45 * minute),
  eventType: 'user.account.report_suspicious_activity_by_enduser',
}

const only = (server: TestServer, enough: (incident: IncidentView) => boolean = () => true): Promise<IncidentView> =>
  until(async () => {
    const { incidents } = await server.get<IncidentPage>('/api/incidents?state=all')
    const [one] = incidents
    return incidents.length === 1 && one !== undefined && enough(one) && one
  })

test('an incident is taken, commented and closed, and opens again when new evidence comes', async (context) => {
  const server = await testServer(context, testFolder(context))
  const ask = await asks(server)
  const verdicts: { findings: readonly Finding[]; classification: string; by: string }[] = []
  server.product.incidentWork.verdicts.push(async (findings, classification, by) => {
    verdicts.push({ findings, classification, by })
  })
  await server.send(ndjson(storm('ada@example.com', now - 50 * minute)))
  const fresh = await only(server, ({ prompts }) => prompts.refused === 3)
  assert.deepEqual([fresh.status, fresh.assignedTo, fresh.classification], ['new', undefined, 'unknown'])
  const path = `/api/incidents/${fresh.id}`

  const taken: IncidentView = (await ask('PATCH', path, { assignedTo: 'grace' })).answer
  assert.deepEqual([taken.status, taken.assignedTo], ['active', 'grace'])
  const said: IncidentComment = (await ask('POST', `${path}/comments`, { text: 'Called her: not she.' })).answer
  assert.deepEqual([said.by, said.text], ['token team', 'Called her: not she.'])
  const word = { status: 'closed', classification: 'truePositive', determination: 'compromisedAccount', comment: 'Password is new.' }
  const closed: IncidentView = (await ask('PATCH', path, word)).answer
  assert.deepEqual([closed.state, closed.closedBy, closed.determination], ['closed', 'token team', 'compromisedAccount'])
  assert.deepEqual([verdicts.length, verdicts[0]?.classification, verdicts[0]?.by], [1, 'truePositive', 'token team'])
  assert.deepEqual(new Set(verdicts[0]?.findings.map(({ id }) => id)), new Set(closed.findings))
  await ask('PATCH', path, word)
  assert.equal(verdicts.length, 1, 'the same word again teaches nothing')

  await server.send(ndjson([oktaDenial('again', 'ada@example.com', now - 5 * minute)]))
  const again = await only(server, ({ state }) => state === 'open')
  assert.deepEqual([again.id, again.status, again.assignedTo, again.classification], [fresh.id, 'active', 'grace', 'unknown'])
  assert.ok(again.reopenedTime !== undefined)

  const detail = await server.get<IncidentDetail>(`${path}?zone=Europe/Amsterdam`)
  assert.deepEqual(
    detail.comments.map(({ text }) => text),
    ['Called her: not she.', 'Password is new.', 'Password is new.'],
  )
  assert.deepEqual(
    detail.history.map(({ by, what, before, after }) => [by, what, before, after]),
    [
      ['token team', 'status', 'new', 'active'],
      ['token team', 'assignedTo', '', 'grace'],
      ['token team', 'status', 'active', 'closed'],
      ['token team', 'classification', 'unknown', 'truePositive'],
      ['token team', 'determination', 'unknown', 'compromisedAccount'],
      [undefined, 'status', 'closed', 'active'],
      [undefined, 'classification', 'truePositive', 'unknown'],
      [undefined, 'determination', 'compromisedAccount', 'unknown'],
    ],
  )
  assert.match(detail.question.text, /^Were you signing in.* at \d\d:\d\d (?:today|yesterday), when you were asked to approve it\?$/)
  assert.ok(detail.nextSteps.length > 3 && detail.reasons.length > 0)
  assert.deepEqual([detail.entities.persons.map(({ name }) => name), detail.entities.sessions.length], [['ada@example.com'], 4])
  assert.equal(detail.techniqueNames[0]?.name, 'Multi-Factor Authentication Request Generation')
})

test('what is split off stands alone, also after a restart and when the logs are read anew', async (context) => {
  const folder = testFolder(context)
  const server = await testServer(context, folder)
  const ask = await asks(server)
  await server.send(ndjson([...storm('ada@example.com', now - 50 * minute), reported]))
  const whole = await only(server, ({ findings, prompts }) => findings.length > 1 && prompts.refused === 3)
  const [first, ...rest] = whole.findings
  const refused = await ask('POST', `/api/incidents/${whole.id}/split`, { findings: whole.findings })
  assert.equal(refused.status, 400)
  assert.equal((await ask('POST', `/api/incidents/${whole.id}/split`, { findings: ['none'] })).status, 400)
  const part: IncidentView = (await ask('POST', `/api/incidents/${whole.id}/split`, { findings: rest })).answer
  assert.deepEqual(part.findings, rest)
  const parts = async (from: TestServer): Promise<string[]> =>
    (await from.get<IncidentPage>('/api/incidents?state=all')).incidents.map(({ findings }) => findings.join(' ')).sort()
  const expected = [first, rest.join(' ')].sort()
  assert.deepEqual(await parts(server), expected)
  server.product.catchUp.anew()
  await server.product.catchUp.idle()
  assert.deepEqual(await parts(server), expected)
  await server.close()

  const second = await testServer(context, folder)
  await second.send(ndjson([oktaDenial('b', 'bob@example.com', now - 40 * minute, '198.51.100.77')]))
  assert.deepEqual(
    (await parts(second)).filter((one) => expected.includes(one)),
    expected,
  )
  assert.equal((await second.get<IncidentDetail>(`/api/incidents/${part.id}`)).id, part.id)
})

test('a wish that cannot be is refused with its reason', async (context) => {
  const server = await testServer(context, testFolder(context))
  const ask = await asks(server)
  assert.equal((await ask('PATCH', '/api/incidents/none', { status: 'closed' })).status, 404)
  assert.equal((await ask('PATCH', '/api/incidents/none', { classification: 'nonsense' })).status, 400)
  assert.equal((await ask('POST', '/api/incidents/none/comments', { text: '  ' })).status, 400)
})

type Graph<T> = { '@odata.count'?: number; '@odata.nextLink'?: string; value: T[] }
interface GraphAlert {
  readonly id: string
  readonly incidentId: string
  readonly status: string
}

test('Graph clients read alerts and incidents, filtered, in pages, with the alerts of an incident', async (context) => {
  const server = await testServer(context, testFolder(context))
  const ask = await asks(server)
  await server.send(ndjson([...storm('ada@example.com', now - 50 * minute), reported, ...storm('bob@example.com', now - 30 * minute)]))
  const [bobs, adas] = await until(async () => {
    const { incidents } = await server.get<IncidentPage>('/api/incidents')
    return incidents.length === 2 && incidents.every(({ prompts }) => prompts.refused === 3) && incidents
  })
  assert.ok(adas !== undefined && bobs !== undefined)
  await ask('PATCH', `/api/incidents/${adas.id}`, { status: 'closed', classification: 'truePositive', assignedTo: 'grace' })

  const filter = (text: string): string => encodeURIComponent(text)
  const all = await server.get<Graph<GraphAlert>>('/v1.0/security/alerts_v2?$count=true')
  assert.equal(all['@odata.count'], all.value.length)
  const resolved = await server.get<Graph<GraphAlert>>(
    `/v1.0/security/alerts_v2?$filter=${filter("status eq 'resolved' and assignedTo eq 'grace'")}`,
  )
  assert.deepEqual(new Set(resolved.value.map(({ id }) => id)), new Set(adas.findings))
  assert.deepEqual(new Set(resolved.value.map(({ incidentId }) => incidentId)), new Set([adas.id]))
  const first = await server.get<GraphAlert>(`/v1.0/security/alerts_v2/${bobs.findings[0]}`)
  assert.deepEqual([first.incidentId, first.status], [bobs.id, 'new'])

  const seen: string[] = []
  let next: string | undefined = '/v1.0/security/incidents?$top=1&$orderby=createdDateTime%20asc&$expand=alerts'
  while (next !== undefined) {
    const page: Graph<{ id: string; alerts: GraphAlert[] }> = await server.get(next)
    for (const { id, alerts } of page.value) seen.push(`${id} ${alerts.length}`)
    next = page['@odata.nextLink']?.replace(server.url, '')
  }
  assert.deepEqual(seen, [`${adas.id} ${adas.findings.length}`, `${bobs.id} ${bobs.findings.length}`])
  const skipped = await server.get<Graph<{ id: string }>>('/v1.0/security/incidents?$skip=1&$select=id')
  assert.deepEqual(skipped.value, [{ id: adas.id }], 'newest first')
  const active = await server.get<Graph<{ id: string }>>(`/v1.0/security/incidents?$filter=${filter("status eq 'active'")}`)
  assert.deepEqual(
    active.value.map(({ id }) => id),
    [bobs.id],
  )
  const wrong = await server.get<{ error: { code: string } }>('/v1.0/security/incidents?$expand=nothing')
  assert.match(wrong.error.code, /bad/i)
})
