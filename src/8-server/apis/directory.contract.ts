/** A server's HTTP frame over a directory in a temporary folder, for the tests of its APIs. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { openRecords } from '../../2-store/records.ts'
import { createDirectory } from '../../7-provider/directory/directory.ts'
import { createNotices } from '../../7-provider/notices/queue.ts'
import { type TestProvider, testProvider } from '../../7-provider/provider.contract.ts'
import type { Scope } from '../access.ts'
import type { App, ServerParts } from '../api.ts'
import { defaultLimits } from '../config.ts'
import { createFeed } from '../feed.ts'
import { createHttp } from '../http.ts'
import { createLog } from '../log.ts'
import { createMetrics } from '../metrics.ts'
import { createPasswords } from '../passwords.ts'
import { problem } from '../problem.ts'
import type { ProviderServer } from '../provider.ts'
import { newToken } from '../secrets.ts'
import { createToken } from './account.ts'

export interface DirectoryServer extends TestProvider {
  readonly app: App
  readonly log: string[]
  token(scope: Scope): Promise<string>
  /** With a token of that scope; the answer's JSON. */
  ask(call: Call): Promise<Answer>
}

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly url: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly scope?: Scope | undefined
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  // Whatever the server said: a test looks at what it expects there.
  readonly json: Readonly<Record<string, unknown>>
}

/** `more`: other parts of the provider that the APIs under test use. */
export async function directoryServer(
  context: TestContext,
  scope: Scope,
  more: { readonly oidc?: () => object } = {},
): Promise<DirectoryServer> {
  const provider = await testProvider()
  const data = mkdtempSync(join(tmpdir(), 'tocsin-directory-'))
  const opened = openRecords(join(data, 'records.sqlite'))
  const log: string[] = []
  const directory = createDirectory({
    ...provider.parts,
    notices: createNotices(provider.parts),
    ended: async () => {},
    lift: async () => {},
  })
  const parts: ServerParts = {
    config: {
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
    },
    records: opened.records,
    passwords: createPasswords(),
    metrics: createMetrics(),
    feed: createFeed(2, () => {}),
    log: createLog('debug', { write: (line: string) => log.push(line) }),
    clock: provider.parts.clock,
    runToken: newToken(),
    product: () => {
      throw problem(503, 'starting', 'opening', 1)
    },
    // What these APIs use of it.
    provider: () => ({ parts: provider.parts, identity: provider.parts.identity, directory, oidc: more.oidc?.() }) as ProviderServer,
  }
  const app = await createHttp(parts)
  context.after(async () => {
    parts.feed.close()
    await app.close()
    await opened.close()
    await provider.end()
    rmSync(data, { recursive: true })
  })
  const token = async (of: Scope): Promise<string> => (await createToken(opened.records, `for ${of}`, [of], provider.parts.clock())).secret
  const tokens = new Map<Scope, string>([[scope, await token(scope)]])
  return {
    ...provider,
    app,
    log,
    token,
    ask: async (call) => {
      const of = call.scope ?? scope
      const secret = tokens.get(of) ?? (await token(of))
      tokens.set(of, secret)
      return asked(app, secret, call)
    },
  }
}

async function asked(app: App, secret: string, { method, url, body, headers = {} }: Call): Promise<Answer> {
  const answer = await app.inject({
    method,
    url,
    headers: {
      authorization: `Bearer ${secret}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const json: unknown = answer.body === '' ? {} : JSON.parse(answer.body)
  assert.ok(typeof json === 'object' && json !== null)
  return { status: answer.statusCode, headers: answer.headers, json: json as Record<string, unknown> }
}
