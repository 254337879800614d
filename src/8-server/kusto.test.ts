/** Kusto's protocol, tried with Microsoft's own client against a whole server, and piece by piece. */
import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { Client, ClientRequestProperties, KustoConnectionStringBuilder } from 'azure-kusto-data'
import { ndjson, oktaDenial, type TestServer, testFolder, testServer, until } from '../../test/server.ts'
import { createToken } from './apis/account.ts'
import { readProperties } from './kusto/request.ts'
import { rowText } from './kusto/values.ts'

const start = Date.UTC(2026, 10, 2, 1)

async function withLogs(context: TestContext, folder = testFolder(context)): Promise<{ server: TestServer; client: Client }> {
  const server = await testServer(context, folder)
  const { secret } = await createToken(server.product.records, 'notebook', ['query'], 1)
  const records = [0, 1, 2].map((at) => oktaDenial(`r${at}`, 'ada@example.com', start + at * 60_000))
  await server.send(ndjson(records))
  await until(async () => (await server.product.store.counts())['OktaV2_CL'] === 3)
  const client = new Client(KustoConnectionStringBuilder.withAccessToken(server.url, secret))
  context.after(() => client.close())
  return { server, client }
}

const first = async (asking: ReturnType<Client['execute']>): Promise<Record<string, unknown>[]> => {
  const [table] = (await asking).primaryResults
  return table === undefined ? [] : [...table.rows()].map((row) => row.toJSON() as Record<string, unknown>)
}

test("Microsoft's client asks, and gets times, numbers and JSON as they are", async (context) => {
  const { client } = await withLogs(context)
  const rows = await first(
    client.execute(
      'logs',
      'OktaV2_CL | sort by TimeGenerated asc | project TimeGenerated, ActorUsername, Request, n = 9007199254740993 | take 1',
    ),
  )
  assert.equal(rows.length, 1)
  assert.deepEqual(rows[0]?.['TimeGenerated'], new Date(start))
  assert.equal(rows[0]?.['ActorUsername'], 'ada@example.com')
  const counted = await first(client.executeQueryV1('logs', 'OktaV2_CL | count'))
  assert.deepEqual(counted, [{ Count: 3 }])
})

test('properties of the request are kept to: its clock, its range, its parameters, its bound', async (context) => {
  const { client } = await withLogs(context)
  const properties = new ClientRequestProperties()
  properties.setOption('query_now', '2026-11-02T02:00:00Z')
  properties.setOption('query_datetimescope_from', '2026-11-02T01:01:00Z')
  properties.setParameter('who', 'ada@example.com')
  const text =
    'declare query_parameters(who:string); OktaV2_CL | where ActorUsername == who and TimeGenerated > ago(1h) | summarize n = count(), t = now()'
  assert.deepEqual(await first(client.execute('logs', text, properties)), [{ n: 2, t: new Date('2026-11-02T02:00:00Z') }])
  const few = new ClientRequestProperties()
  few.setOption('query_take_max_records', 2)
  assert.equal((await first(client.execute('logs', 'range x from 1 to 10 step 1', few))).length, 2)
  const truncated = new ClientRequestProperties()
  truncated.setOption('truncationmaxrecords', 2)
  await assert.rejects(client.execute('logs', 'range x from 1 to 10 step 1', truncated), /exceeded the limit of 2 records/)
})

test('the client finds tables, their columns, functions and the schema', async (context) => {
  const folder = testFolder(context)
  mkdirSync(join(folder, 'functions'), { recursive: true })
  writeFileSync(
    join(folder, 'functions', 'Denied.kql'),
    '.create function Denied(who:string="ada") { OktaV2_CL | where ActorUsername has who }',
  )
  const { client } = await withLogs(context, folder)
  const tables = await first(client.execute('logs', '.show tables'))
  assert.ok(tables.length > 2000 && tables.some(({ TableName }) => TableName === 'SigninLogs'))
  const details = await first(client.execute('logs', '.show table OktaV2_CL details'))
  assert.deepEqual(
    details.map(({ TableName, TotalRowCount }) => [TableName, TotalRowCount]),
    [['OktaV2_CL', 3]],
  )
  const [schema] = await first(client.execute('logs', '.show table SigninLogs cslschema'))
  assert.match(String(schema?.['Schema']), /^TimeGenerated:datetime, .*Status:dynamic/)
  const functions = await first(client.execute('logs', ".show functions | where Name == 'Denied' | project Parameters"))
  assert.deepEqual(functions, [{ Parameters: '(who:string="ada")' }])
  const [json] = await first(client.execute('logs', '.show database schema as json'))
  const described = JSON.parse(String(json?.['DatabaseSchema'])) as {
    Databases: Record<string, { Functions: Record<string, { InputParameters: object[] }> }>
  }
  const input = [{ Name: 'who', Type: 'System.String', CslType: 'string', CslDefaultValue: '"ada"' }]
  assert.deepEqual(described.Databases['logs']?.Functions['Denied']?.InputParameters, input)
  assert.equal((await first(client.execute('logs', "Denied('ada')"))).length, 3)
})

const post = (server: TestServer, path: string, csl: string, token = server.runToken) =>
  fetch(server.url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'x-ms-client-request-id': 'mine' },
    body: JSON.stringify({ db: 'logs', csl }),
  })

interface ErrorBody {
  readonly error: { readonly code: string; readonly message: string; readonly innererror?: { readonly line: number; readonly pos: number } }
}

test('mistakes are OneApi errors with line and column; strangers and commands that change are refused', async (context) => {
  const { server } = await withLogs(context)
  const wrong = await post(server, '/v2/rest/query', 'OktaV2_CL\n| where Actr == 1')
  const { error } = (await wrong.json()) as ErrorBody
  assert.deepEqual([wrong.status, error.innererror?.line, error.innererror?.pos], [400, 2, 9])
  assert.equal(wrong.headers.get('x-ms-client-request-id'), 'mine')
  const drop = await post(server, '/v1/rest/mgmt', '.drop table OktaV2_CL')
  assert.match(((await drop.json()) as ErrorBody).error.message, /no command "\.drop table OktaV2_CL" here: the store is read-only/)
  const stranger = await post(server, '/v1/rest/query', 'print 1', 'tocsin_nobody')
  assert.deepEqual([stranger.status, ((await stranger.json()) as ErrorBody).error.code], [401, 'Unauthorized'])
  assert.equal(await (await fetch(`${server.url}/v1/rest/ping`)).text(), 'Pong!')
})

test('render travels with the result, and a plan can be asked for', async (context) => {
  const { server } = await withLogs(context)
  const { Tables } = (await (
    await post(server, '/v1/rest/query', 'OktaV2_CL | summarize count() by bin(TimeGenerated, 1m) | render timechart with (title="Asked")')
  ).json()) as {
    Tables: { Rows: string[][] }[]
  }
  const { Visualization, Title } = JSON.parse(Tables[1]?.Rows[0]?.[0] ?? '{}') as Record<string, string>
  assert.deepEqual([Visualization, Title], ['timechart', 'Asked'])
  const plan = (await (await post(server, '/v1/rest/mgmt', '.show queryplan <| OktaV2_CL | count')).json()) as {
    Tables: { Rows: string[][] }[]
  }
  assert.match(plan.Tables[0]?.Rows.find(([kind]) => kind === 'Sql')?.[2] ?? '', /OktaV2_CL/)
})

test('properties come in the forms that clients write them in', () => {
  const options = {
    servertimeout: '1.02:03:04.5',
    query_now: 'datetime(2026-11-02 01:00:00.1234567)',
    Query_DateTimeScope_To: '2026-11-03',
  }
  const { options: read } = readProperties(JSON.stringify({ Options: options, Parameters: { n: 3, s: 'x' } }))
  assert.equal(read.timeoutMs, ((26 * 60 + 3) * 60 + 4) * 1000 + 500)
  assert.equal(read.now, Date.UTC(2026, 10, 2, 1, 0, 0, 123))
  assert.equal(read.to, Date.UTC(2026, 10, 3))
  assert.deepEqual(read.parameters, { n: '3', s: 'x' })
  assert.throws(() => readProperties({ Options: { query_now: 'soon' } }), /query_now is a time such as/)
  assert.throws(() => readProperties('{'), /no JSON/)
  assert.equal(readProperties(null).options.parameters, undefined)
})

test('values are written as Kusto writes them', () => {
  const row = ['é"', 12n, Number.NaN, Number.NEGATIVE_INFINITY, 0.1, null, true, { a: [1, 9223372036854775807n] }, ['x']]
  assert.equal(rowText(row), '["é\\"",12,"NaN","-Infinity",0.1,null,true,{"a":[1,9223372036854775807]},["x"]]')
})
