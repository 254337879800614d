/** Settings over the API: listed with their bounds, refused where wrong, kept with a reason, and tried on what was taken in. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ndjson, storm, type TestServer, testFolder, testServer, until } from '../../test/server.ts'
import { createToken } from './apis/account.ts'
import type { DetectionView, IncidentPage, TuningChangeView, WhatIfView } from './wire.ts'

const denied = 'mfa.push_burst_denied'

const call = async (server: TestServer, method: string, path: string, body: object): Promise<{ status: number; answer: unknown }> => {
  const { secret } = await createToken(server.product.records, 'test', ['admin'], Date.now())
  const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' }
  const answer = await fetch(`${server.url}${path}`, { method, headers, body: JSON.stringify(body) })
  return { status: answer.status, answer: await answer.json() }
}

const settingOf = (views: readonly DetectionView[], name: string): number | undefined =>
  views.find(({ id }) => id === denied)?.settings.find((one) => one.name === name)?.value

test('a setting is listed, refused out of its bounds, changed with a reason, and still there after a restart', async (context) => {
  const folder = testFolder(context)
  const server = await testServer(context, folder)
  const views = await server.get<DetectionView[]>('/api/detections')
  assert.equal(settingOf(views, 'deniedMin'), 2)
  assert.match(views.find(({ id }) => id === denied)?.fooled ?? '', /refusal/)
  const wrong = await call(server, 'PUT', `/api/detections/${denied}`, { settings: { deniedMin: -1 }, why: 'a slip' })
  assert.equal(wrong.status, 400)
  assert.match(JSON.stringify(wrong.answer), /deniedMin must be a number from 1 to 1000, not -1/)
  assert.equal((await call(server, 'PUT', '/api/detections/mfa.nothing', { settings: {}, why: 'a slip' })).status, 404)
  assert.equal((await call(server, 'PUT', `/api/detections/${denied}`, { settings: { deniedMin: 4 }, why: 'too loud here' })).status, 200)
  await server.close()
  const again = await testServer(context, folder)
  assert.equal(settingOf(await again.get('/api/detections'), 'deniedMin'), 4)
  const [change] = await again.get<TuningChangeView[]>('/api/detections/history')
  assert.deepEqual(
    { from: change?.from, to: change?.to, why: change?.why, setting: change?.setting },
    { from: null, to: 4, why: 'too loud here', setting: 'deniedMin' },
  )
  await call(again, 'PUT', `/api/detections/${denied}`, { settings: { deniedMin: null }, why: 'as it was' })
  assert.equal(settingOf(await again.get('/api/detections'), 'deniedMin'), 2)
})

test('what a change would have meant is told from what was taken in, and nothing is changed', async (context) => {
  const server = await testServer(context, testFolder(context))
  await server.send(ndjson(storm('ada@example.com', Date.now() - 3_600_000)))
  await until(async () => (await server.get<IncidentPage>('/api/incidents')).incidents.length > 0)
  await until(async () => (await server.product.store.span()) !== undefined)
  const loud = { [denied]: { deniedMin: 50, againMin: 50, dayMin: 50 } }
  const { status, answer } = await call(server, 'POST', '/api/detections/what-if', { settings: loud, days: 30 })
  const told = answer as WhatIfView
  assert.equal(status, 200)
  const counts = told.detections.find(({ detection }) => detection === denied)
  assert.deepEqual(counts?.before, { findings: 1, alarms: 1 })
  assert.ok(told.events >= 3)
  assert.equal(settingOf(await server.get('/api/detections'), 'deniedMin'), 2)
})
