/** The whole way of a record: sent, on disk, detected, kept, told; and what a restart, an old file or a correction makes of it. */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { feed, ndjson, oktaDenial, storm, testFolder, testServer, until } from '../../test/server.ts'
import { openQuarantine } from '../1-ingest/quarantine.ts'
import { openStore } from '../2-store/duckdb.ts'
import { defaultLimits } from './config.ts'
import type { IncidentDetail, IncidentPage, PersonView, QuarantineView, Status } from './wire.ts'

const minute = 60_000
const day = 86_400_000
const now = Date.now()

test('records sent become an incident on the feed, in the list and in Graph, once', async (context) => {
  const server = await testServer(context, testFolder(context))
  const messages = feed(server)
  assert.equal((await messages.next()).value?.type, 'status')

  const body = ndjson(storm('ada@example.com', now - 5 * minute))
  assert.deepEqual(await server.send(body, '/ingest/okta'), {
    status: 200,
    answer: { accepted: 3, duplicates: 0, refused: [], refusedTotal: 0 },
  })
  const seen: string[] = []
  for await (const message of messages) {
    seen.push(message.type)
    if (message.type === 'incident' && message.incident.prompts.refused === 3) break
  }
  assert.ok(seen.includes('finding'))
  assert.deepEqual((await server.send(body)).answer, { accepted: 0, duplicates: 3, refused: [], refusedTotal: 0 })

  const { incidents } = await server.get<IncidentPage>('/api/incidents')
  assert.equal(incidents.length, 1)
  const detail = await server.get<IncidentDetail>(`/api/incidents/${incidents[0]?.id}`)
  assert.deepEqual(
    detail.timeline.map(({ sentence }) => sentence),
    ['Push refused on the phone', 'Push refused on the phone', 'Push refused on the phone'],
  )
  assert.ok(detail.timeline.every(({ findings }) => findings.length > 0))
  assert.ok(detail.aliases.includes('ada@example.com'))

  type Graph = { '@odata.count': number; value: { riskLevel: string; userPrincipalName: string; tocsin: { incident: string } }[] }
  const filter = encodeURIComponent("userPrincipalName eq 'ADA@example.com' and startswith(tocsin/detection,'mfa.')")
  const graph = await server.get<Graph>(`/v1.0/identityProtection/riskDetections?$filter=${filter}&$count=true`)
  assert.equal(graph['@odata.count'], graph.value.length)
  assert.ok(graph.value.length > 0)
  assert.equal(graph.value[0]?.tocsin.incident, incidents[0]?.id)
  assert.match(
    await (await fetch(`${server.url}/metrics`, { headers: { authorization: `Bearer ${server.runToken}` } })).text(),
    /tocsin_records_total\{source="okta"\} 3/,
  )
})

test('what cannot be read is refused with its line and kept aside, the rest is taken', async (context) => {
  const server = await testServer(context, testFolder(context))
  const body = `${ndjson([oktaDenial('a', 'ada@example.com', now)])}{"not": "known"}\n{broken\n${ndjson([oktaDenial('b', 'ada@example.com', now)])}`
  const { answer } = await server.send(body, '/ingest/auto', { 'x-file-name': encodeURIComponent('Prüfung.ndjson') })
  assert.equal(answer.accepted, 2)
  assert.deepEqual(
    answer.refused.map(({ line }) => line),
    [2, 3],
  )
  assert.equal(answer.refusedTotal, 2)
  const quarantine = await server.get<QuarantineView>('/api/quarantine?limit=10')
  assert.equal(quarantine.total, 2)
  assert.ok(quarantine.items.every(({ from }) => from === 'Prüfung.ndjson'))
})

test('bodies come packed or plain; what is too large, unknown or damaged says so', async (context) => {
  const limits = { ...defaultLimits, fileBytesMax: 20_000 }
  const server = await testServer(context, testFolder(context), { limits })
  const body = (id: string): string => ndjson([oktaDenial(id, 'ada@example.com', now)])
  assert.equal((await server.send(gzipSync(body('a')), '/ingest/okta', { 'content-encoding': 'gzip' })).answer.accepted, 1)
  assert.equal((await server.send(zstdCompressSync(body('b')), '/ingest/okta', { 'content-encoding': 'zstd' })).answer.accepted, 1)
  assert.equal((await server.send(gzipSync(body('c')), '/ingest/auto')).answer.accepted, 1, 'a gzip file as it is')
  assert.equal((await server.send(body('d'), '/ingest/auto', { 'content-type': 'application/json' })).answer.accepted, 1)
  assert.equal((await server.send('{}', '/ingest/nobody')).status, 404)
  assert.equal((await server.send('{}', '/ingest/okta', { 'content-encoding': 'br' })).status, 415)
  assert.equal((await server.send(gzipSync(body('e')).subarray(0, 60), '/ingest/okta', { 'content-encoding': 'gzip' })).status, 400)
  assert.equal((await server.send(body('f').repeat(100), '/ingest/okta')).status, 413)
  const bomb = gzipSync(Buffer.alloc(2_000_000, 32))
  assert.ok(bomb.length < limits.fileBytesMax)
  assert.equal((await server.send(bomb, '/ingest/okta', { 'content-encoding': 'gzip' })).status, 413)
  assert.equal((await server.send('', '/ingest/okta')).answer.accepted, 0)
})

test('a large file goes into the store at once and is detected in the background, beside live records', async (context) => {
  const limits = { ...defaultLimits, smallBytesMax: 10_000 }
  const server = await testServer(context, testFolder(context), { limits })
  const large = Array.from({ length: 200 }, (_, n) => oktaDenial(`x${n}`, `p${n % 50}@example.com`, now - day + n * minute))
  const { answer } = await server.send(`${ndjson(large)}{"not":"known"}\n`)
  assert.deepEqual([answer.accepted, answer.refused, answer.refusedTotal], [200, [{ line: 201, why: answer.refused[0]?.why }], 1])
  await server.send(ndjson(storm('ada@example.com', now - 5 * minute)))
  await server.product.catchUp.idle()
  const status = await until(async () => {
    const read = await server.get<Status>('/api/status')
    // Persons are counted as they were last kept, up to a few seconds ago.
    return read.records === 203 && read.persons === 51 && read
  })
  assert.equal(status.catchingUp, undefined)
  assert.ok((await server.get<IncidentPage>('/api/incidents')).incidents.some(({ person }) => person.name === 'ada@example.com'))
})

test('a file older than what the detections know makes them read everything anew, and nothing is doubled', async (context) => {
  const server = await testServer(context, testFolder(context))
  await server.send(ndjson(storm('ada@example.com', now - 5 * minute)))
  const before = await until(async () => {
    const { incidents } = await server.get<IncidentPage>('/api/incidents')
    return incidents.length === 1 && incidents
  })
  const old = join(testFolder(context), 'old.ndjson')
  writeFileSync(old, ndjson(storm('eve@example.com', now - 3 * day)))
  const quarantine = await openQuarantine(testFolder(context))
  await server.product.store.loadFile(old, { quarantine })
  await quarantine.close()
  server.product.catchUp.look()
  const { incidents } = await until(async () => {
    const page = await server.get<IncidentPage>('/api/incidents')
    return page.incidents.length === 2 && page
  })
  assert.deepEqual(
    incidents.map(({ person }) => person.name),
    ['ada@example.com', 'eve@example.com'],
  )
  assert.equal(incidents[0]?.id, before[0]?.id)
  await server.product.catchUp.idle()
  assert.deepEqual(await server.product.store.undetected(), [])
  await server.send(ndjson([oktaDenial('later', 'eve@example.com', now - 3 * day + 3 * minute)]))
  const eve = await until(async () => {
    const [, one] = (await server.get<IncidentPage>('/api/incidents')).incidents
    return one?.prompts.refused === 4 && one
  })
  assert.equal(eve.id, incidents[1]?.id)
})

test('after a restart everything is there once, and what commands loaded meanwhile is caught up', async (context) => {
  const data = testFolder(context)
  const first = await testServer(context, data)
  await first.send(ndjson(storm('ada@example.com', now - 5 * minute)))
  await first.close()

  const file = join(data, 'more.ndjson')
  writeFileSync(file, ndjson(storm('bob@example.com', now - 4 * minute)))
  const store = await openStore(data, { clock: () => Date.now() })
  const quarantine = await openQuarantine(join(data, 'quarantine'))
  await store.loadFile(file, { quarantine })
  await quarantine.close()
  await store.close()

  const second = await testServer(context, data)
  await second.product.catchUp.idle()
  const { incidents } = await second.get<IncidentPage>('/api/incidents')
  assert.deepEqual(incidents.map(({ person, prompts }) => [person.name, prompts.refused]).sort(), [
    ['ada@example.com', 3],
    ['bob@example.com', 3],
  ])
  await second.send(ndjson([oktaDenial('fourth', 'ada@example.com', now - 3 * minute)]))
  const ada = await until(async () => {
    const page = await second.get<IncidentPage>('/api/incidents')
    const one = page.incidents.find(({ person }) => person.name === 'ada@example.com')
    return one?.prompts.refused === 4 && page
  })
  assert.equal(ada.incidents.length, 2, 'the incident went on')
})

test('an administrator puts two accounts together, and the incidents become one', async (context) => {
  const server = await testServer(context, testFolder(context))
  const [one, two, three] = storm('ada@example.com', now - 5 * minute, 'home')
  const [four, five, six] = storm('a.lovelace@example.org', now - 5 * minute + 5000, 'work')
  await server.send(ndjson([one, two, three, four, five, six].filter((record) => record !== undefined)))
  await until(async () => (await server.get<IncidentPage>('/api/incidents')).incidents.length === 2)
  const [ada] = await until(async () => {
    const found = await server.get<PersonView[]>('/api/persons?search=ADA@')
    return found.length === 1 && found
  })
  await server.product.people.correct('a.lovelace@example.org', ada?.id ?? '', 'grace')
  const { incidents } = await until(async () => {
    const page = await server.get<IncidentPage>('/api/incidents')
    return page.incidents.length === 1 && page
  })
  assert.equal(incidents[0]?.prompts.refused, 6)
  assert.deepEqual((await server.get<PersonView[]>('/api/persons?search=lovelace'))[0]?.corrected, ['a.lovelace@example.org'])
  assert.equal(await server.product.people.undo('a.lovelace@example.org'), true)
  await until(async () => (await server.get<IncidentPage>('/api/incidents')).incidents.length === 2)
  await assert.rejects(server.product.people.correct('x', 'nobody', 'grace'), /no such person/)
})

test('the feed has a bound', async (context) => {
  const server = await testServer(context, testFolder(context), { limits: { ...defaultLimits, feedsMax: 1 } })
  const messages = feed(server)
  await messages.next()
  const answer = await fetch(`${server.url}/api/feed`, { headers: { authorization: `Bearer ${server.runToken}` } })
  assert.deepEqual([answer.status, answer.headers.get('retry-after')], [503, '30'])
  await messages.return(undefined)
})

test('where the detections are too far behind, senders are told to come again', async (context) => {
  const server = await testServer(context, testFolder(context), { limits: { ...defaultLimits, queueMax: -1 } })
  const answer = await server.send(ndjson(storm('ada@example.com', now)))
  assert.equal(answer.status, 429)
})

test('when a provider was last heard, and how late it is, is told over a restart; a clock two hours ahead too', async (context) => {
  const folder = testFolder(context)
  const first = await testServer(context, folder)
  await first.send(ndjson(storm('ada@example.com', now - 3 * 60 * minute)), '/ingest/okta')
  await first.close()
  const second = await testServer(context, folder)
  const told = async () =>
    (await second.get<Status>('/api/status')).sources.map(({ source, lateMs, aheadMs }) => ({ source, lateMs, aheadMs }))
  const [before] = await told()
  assert.deepEqual([before?.source, before?.aheadMs], ['okta', 0])
  assert.ok(before !== undefined && before.lateMs > 150 * minute && before.lateMs <= 180 * minute)
  await second.send(ndjson([oktaDenial('ahead', 'bob@example.com', Date.now() + 120 * minute)]), '/ingest/okta')
  await until(async () => (await told())[0]?.aheadMs === 120 * minute)
})
