/** Microsoft's own Graph client against our Graph: paging, filters, actions and errors as its users know them. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import {
  Client,
  type Context,
  GraphError,
  HTTPMessageHandler,
  type Middleware,
  PageIterator,
  RetryHandler,
} from '@microsoft/microsoft-graph-client'
import type { RiskDetection, RiskyUser, RiskyUserHistoryItem } from '@microsoft/microsoft-graph-types'
import { ndjson, storm, type TestServer, testFolder, testServer, until } from '../../test/server.ts'
import { createToken } from './apis/account.ts'

/** The client speaks HTTPS only, as it gives tokens: this is the proxy that encrypts in the server's place, and its token. */
function proxy(token: string, next: Middleware): Middleware {
  return {
    execute: async (context: Context) => {
      context.request = String(context.request).replace('https://', 'http://')
      const headers = context.options?.headers as Record<string, string> | undefined
      context.options = { ...context.options, headers: { ...headers, authorization: `Bearer ${token}`, 'x-forwarded-proto': 'https' } }
      await next.execute(context)
    },
  }
}

async function graph(server: TestServer): Promise<Client> {
  const { secret } = await createToken(server.product.records, 'graph', ['admin'], Date.now())
  const retry = new RetryHandler()
  retry.setNext(new HTTPMessageHandler())
  return Client.initWithMiddleware({ middleware: proxy(secret, retry), baseUrl: server.url.replace('http:', 'https:') })
}

const names = ['ada', 'bob', 'cyd', 'dan', 'eve'].map((name) => `${name}@example.com`)

async function attacked(context: TestContext): Promise<{ server: TestServer; client: Client }> {
  const server = await testServer(context, testFolder(context), { trustedProxies: ['127.0.0.1'] })
  const now = Date.now()
  await server.send(ndjson(names.flatMap((name, index) => storm(name, now - (index + 2) * 300_000))))
  const client = await graph(server)
  await until(async () => {
    const page = (await client.api('/identityProtection/riskyUsers').get()) as { value: RiskyUser[] }
    return page.value.length === names.length
  })
  return { server, client }
}

test('risky users page by page, filtered, dismissed, and their history', async (context) => {
  const { client } = await attacked(context)
  const first = await client.api('/identityProtection/riskyUsers').top(2).orderby('userPrincipalName').get()
  const seen: string[] = []
  await new PageIterator(client, first, (user: RiskyUser) => {
    seen.push(user.userPrincipalName ?? '')
    return true
  }).iterate()
  assert.deepEqual(seen, names)

  const found = await client
    .api('/identityProtection/riskyUsers')
    .filter("userPrincipalName eq 'cyd@example.com'")
    .select('id,riskLevel')
    .get()
  const [cyd] = found.value as RiskyUser[]
  assert.deepEqual(Object.keys(cyd ?? {}).sort(), ['id', 'riskLevel'])

  await client.api('/identityProtection/riskyUsers/dismiss').post({ userIds: [cyd?.id] })
  const after = (await client.api(`/identityProtection/riskyUsers/${encodeURIComponent(cyd?.id ?? '')}`).get()) as RiskyUser
  assert.equal(after.riskState, 'dismissed')
  const history = await client.api(`/identityProtection/riskyUsers/${encodeURIComponent(cyd?.id ?? '')}/history`).get()
  assert.equal((history.value as RiskyUserHistoryItem[])[0]?.riskState, 'dismissed')
})

test('risk detections, alerts and incidents of the same story, and an error as the client reads it', async (context) => {
  const { client } = await attacked(context)
  const detections = await client.api('/identityProtection/riskDetections').filter("riskLevel ne 'low'").get()
  assert.ok((detections.value as RiskDetection[]).length > 0)
  const incidents = await client.api('/security/incidents').expand('alerts').top(3).get()
  assert.ok(incidents.value.length > 0 && incidents.value[0].alerts.length > 0)
  const alert = await client.api(`/security/alerts_v2/${incidents.value[0].alerts[0].id}`).get()
  assert.equal(alert.id, incidents.value[0].alerts[0].id)
  await assert.rejects(client.api('/identityProtection/riskyUsers/nobody').get(), (error: unknown) => {
    assert.ok(error instanceof GraphError)
    assert.equal(error.statusCode, 404)
    return (error.code ?? '') !== ''
  })
})
