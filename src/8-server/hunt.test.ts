/** The console's hunting: answers as JSON, cancelling, the editor's schema, saved queries, and who may. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { ndjson, oktaDenial, testFolder, testServer, until } from '../../test/server.ts'
import { savedQueriesMax } from '../2-store/records-queries.ts'
import type { HuntMistake, HuntReply, HuntSchema, SavedQuery } from './hunting/wire.ts'

async function open(context: TestContext) {
  const server = await testServer(context, testFolder(context))
  const request = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${server.url}/api/hunt/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${server.runToken}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  const ask = async (text: string, options: object = {}): Promise<HuntReply> =>
    (await (await request('POST', 'query', { text, ...options })).json()) as HuntReply
  return { server, request, ask }
}

test('a query answers rows with all their digits, and is cut where it was asked to be', async (context) => {
  const { request, ask } = await open(context)
  const text = await (await request('POST', 'query', { text: 'print Long = 9223372036854775807, Bag = dynamic({"a":1})' })).text()
  assert.match(text, /"rows":\[\[9223372036854775807,\{"a":1\}\]\]/)
  const cut = await ask('range x from 1 to 1500 step 1', { rowsMax: 1200 })
  assert.ok(cut.ok)
  assert.equal(cut.results[0]?.rows.length, 1200)
  assert.equal(cut.results[0].isCut, true)
  const chart = await ask('print x = 1, y = 2 | render columnchart with (title="T")')
  assert.deepEqual(chart.ok && chart.results[0]?.render, { kind: 'columnchart', properties: { title: 'T' } })
})

test('what is wrong with a text is an answer with a place', async (context) => {
  const { request, ask } = await open(context)
  const reply = await ask('SigninLogs\n| where ResultTipe == 1')
  assert.equal(reply.ok, false)
  assert.deepEqual(
    reply.diagnostics.map(({ line, column, length }) => [line, column, length]),
    [[2, 9, 10]],
  )
  const mistakes = (await (await request('POST', 'check', { text: 'SigninLogs | wher a' })).json()) as HuntMistake[]
  assert.ok(mistakes.length > 0)
  const explained = (await (await request('POST', 'explain', { text: 'SigninLogs | count' })).json()) as {
    ok: boolean
    queries: { sql: string }[]
  }
  assert.match(explained.queries[0]?.sql ?? '', /select/i)
})

test('times outside the range are not seen', async (context) => {
  const { server, ask } = await open(context)
  const now = Date.now()
  await server.send(
    ndjson([oktaDenial('a', 'ada@example.com', now - 7_200_000), oktaDenial('b', 'ada@example.com', now - 60_000)]),
    '/ingest/okta',
  )
  const count = async (options: object): Promise<unknown> => {
    const reply = await ask('OktaV2_CL | count', options)
    return reply.ok && reply.results[0]?.rows[0]?.[0]
  }
  await until(async () => (await count({})) === 2)
  assert.equal(await count({ from: now - 3_600_000 }), 1)
  assert.equal(await count({ to: now - 3_600_000 }), 1)
})

test('a query under way is cancelled by its id', async (context) => {
  const { request, ask } = await open(context)
  const asked = ask(
    'range x from 1 to 200000 step 1 | extend k = 1 | join kind=inner (range y from 1 to 200000 step 1 | extend k = 1) on k | summarize sum(x * y)',
    { id: 'long' },
  )
  await until(async () => (await request('POST', 'cancel', { id: 'long' })).status === 204)
  const reply = await asked
  assert.equal(!reply.ok && reply.why, 'cancelled')
  assert.equal((await request('POST', 'cancel', { id: 'long' })).status, 404)
})

test('the schema has an ETag, and columns of empty tables only where they are asked for', async (context) => {
  const { request } = await open(context)
  const first = await request('GET', 'schema')
  const schema = (await first.json()) as HuntSchema
  assert.ok(schema.tables.some(({ name, columns }) => name === 'SigninLogs' && columns.some((column) => column.name === 'ResultType')))
  assert.ok(schema.empty.includes('AACAudit'))
  assert.ok(!schema.tables.some(({ name }) => name === 'AACAudit'))
  const again = await request('GET', 'schema', undefined, { 'if-none-match': first.headers.get('etag') ?? '' })
  assert.equal(again.status, 304)
  const some = (await (await request('GET', 'schema?tables=AACAudit,NoSuch')).json()) as HuntSchema
  assert.deepEqual(
    some.tables.map(({ name }) => name),
    ['AACAudit'],
  )
  assert.ok((some.tables[0]?.columns.length ?? 0) > 5)
})

test('queries are saved, replaced and removed, up to a bound', async (context) => {
  const { request } = await open(context)
  const put = async (id: string, name: string): Promise<Response> => request('PUT', `saved/${id}`, { name, text: 'T' })
  assert.equal((await put('b', 'Second')).status, 200)
  await put('a', 'First')
  await put('b', 'Again')
  const list = (await (await request('GET', 'saved')).json()) as SavedQuery[]
  assert.deepEqual(
    list.map(({ id, name, by }) => [id, name, by]),
    [
      ['b', 'Again', 'token this-run'],
      ['a', 'First', 'token this-run'],
    ],
  )
  assert.equal((await request('PUT', 'saved/x%20y', { name: 'n', text: '' })).status, 400)
  assert.equal((await request('DELETE', 'saved/a')).status, 204)
  assert.equal((await request('DELETE', 'saved/a')).status, 404)
  for (let at = 1; at < savedQueriesMax; at++) assert.equal((await put(`n${at}`, 'n')).status, 200)
  assert.equal((await put('one-more', 'n')).status, 409)
  assert.equal((await put('b', 'still replaced')).status, 200)
})

test('strangers may not ask', async (context) => {
  const { server } = await open(context)
  for (const path of ['schema', 'saved']) assert.equal((await fetch(`${server.url}/api/hunt/${path}`)).status, 401)
})
