/** A whole server in the test's own process, in a folder of its own, and the calls tests make to it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { defaultLimits, type ServerConfig } from '../src/8-server/config.ts'
import { createLog } from '../src/8-server/log.ts'
import { type RunningServer, startServer } from '../src/8-server/main.ts'
import type { Product } from '../src/8-server/product.ts'
import type { FeedMessage, IngestAnswer } from '../src/8-server/wire.ts'

export interface TestServer extends RunningServer {
  readonly product: Product
  /** With the token of this run, where the path needs one. */
  get<T>(path: string): Promise<T>
  send(body: string | Uint8Array, path?: string, headers?: Record<string, string>): Promise<{ status: number; answer: IngestAnswer }>
  /** Lines the server logged at `warn` and above. */
  readonly log: readonly string[]
}

export function testFolder(context: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'tocsin-server-'))
  context.after(() => rmSync(path, { recursive: true, force: true }))
  return path
}

export function testConfig(data: string, change: Partial<ServerConfig> = {}): ServerConfig {
  return {
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
}

/** Ready to take logs. Closed when the test ends, where the test has not done so. */
export async function testServer(context: TestContext, data: string, change: Partial<ServerConfig> = {}): Promise<TestServer> {
  const log: string[] = []
  const world = { log: createLog('warn', { write: (line: string) => log.push(line) }), clock: () => Date.now(), pid: process.pid }
  const server = await startServer(testConfig(data, change), world)
  let closing: Promise<void> | undefined
  const close = (): Promise<void> => {
    closing ??= server.close()
    return closing
  }
  context.after(close)
  const product = await server.ready
  const authorization = `Bearer ${server.runToken}`
  return {
    ...server,
    close,
    product,
    log,
    get: async <T>(path: string) => (await (await fetch(`${server.url}${path}`, { headers: { authorization } })).json()) as T,
    send: async (body, path = '/ingest/auto', headers = {}) => {
      const answer = await fetch(`${server.url}${path}`, { method: 'POST', body, headers: { authorization, ...headers } })
      return { status: answer.status, answer: (await answer.json()) as IngestAnswer }
    },
  }
}

/** Asks again until it holds; fails after `seconds`. */
export async function until<T>(ask: () => Promise<T | undefined | false>, seconds = 10): Promise<T> {
  for (let waited = 0; waited < seconds * 1000; waited += 20) {
    const answer = await ask()
    if (answer !== undefined && answer !== false) return answer
    await sleep(20)
  }
  throw new Error(`It did not come about within ${seconds} seconds`)
}

/** The messages of the live feed, as they come. */
export async function* feed(server: RunningServer): AsyncGenerator<FeedMessage> {
  const answer = await fetch(`${server.url}/api/feed`, { headers: { authorization: `Bearer ${server.runToken}` } })
  if (answer.body === null || !answer.ok) throw new Error(`The feed answered ${answer.status}`)
  let text = ''
  for await (const piece of answer.body.pipeThrough(new TextDecoderStream())) {
    text += piece
    for (let end = text.indexOf('\n\n'); end !== -1; end = text.indexOf('\n\n')) {
      const block = text.slice(0, end)
      text = text.slice(end + 2)
      if (block.startsWith('data: ')) yield JSON.parse(block.slice(6)) as FeedMessage
    }
  }
}

/** Okta's record of a push refused on the phone (Classic), as its System Log has it. */
export const oktaDenial = (id: string, email: string, time: number, ip = '203.0.113.9'): object => ({
  uuid: id,
  published: new Date(time).toISOString(),
  eventType: 'user.mfa.okta_verify.deny_push',
  severity: 'WARN',
  actor: { id: `00u-${email}`, type: 'User', alternateId: email, displayName: email },
  client: { ipAddress: ip, userAgent: { rawUserAgent: 'Okta Verify/1.0' } },
  authenticationContext: { externalSessionId: `s-${id}` },
  outcome: { result: 'FAILURE', reason: 'INVALID_CREDENTIALS' },
  transaction: { id: `t-${id}` },
  target: [{ id: `00u-${email}`, type: 'User', alternateId: email, displayName: email }],
})

export const ndjson = (records: readonly object[]): string => records.map((record) => `${JSON.stringify(record)}\n`).join('')

/** Three refusals within two minutes: enough for a finding. */
export const storm = (email: string, time: number, tag = ''): object[] =>
  [0, 1, 2].map((n) => oktaDenial(`${tag}${email}-${n}`, email, time + n * 40_000))
