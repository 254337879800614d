/** The pages for tests: the true HTTP frame and the true provider on records in a temporary folder, without the store and the detections. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import { openRecords } from '../../2-store/records.ts'
import { createMyAccount } from '../../7-provider/account/my-account.ts'
import { createRepudiations } from '../../7-provider/account/repudiation.ts'
import { createNotices } from '../../7-provider/notices/queue.ts'
import { type TestProvider, testOrigin, testProvider } from '../../7-provider/provider.contract.ts'
import { createPush } from '../../7-provider/push/create-push.ts'
import type { Push } from '../../7-provider/push/push.ts'
import { createPersonSessions } from '../../7-provider/sessions.ts'
import type { ProviderSettings } from '../../7-provider/settings.ts'
import { createSignIns } from '../../7-provider/sign-in/sign-ins.ts'
import type { App, ServerParts } from '../api.ts'
import { createAuthenticator } from '../authenticator/authenticator.ts'
import { defaultLimits, type ServerConfig } from '../config.ts'
import { createFeed } from '../feed.ts'
import { createHttp } from '../http.ts'
import { createLog } from '../log.ts'
import { createMetrics } from '../metrics.ts'
import { createPasswords } from '../passwords.ts'
import { problem } from '../problem.ts'
import type { ProviderServer } from '../provider.ts'
import { newToken } from '../secrets.ts'
import type { Interactions } from './interactions.ts'

export interface PageWorld {
  readonly app: App
  readonly test: TestProvider
  readonly push: Push
  readonly provider: ProviderServer
  end(): Promise<void>
}

export interface WorldOptions {
  readonly settings?: Partial<ProviderSettings> | undefined
  readonly config?: Partial<ServerConfig> | undefined
  readonly interactions?: Interactions | undefined
  /** Takes each line of the server's log, where also what goes wrong inside the provider is written, as the server does. */
  readonly written?: ((line: string) => void) | undefined
}

export async function pageWorld({ settings, config: change, interactions, written }: WorldOptions = {}): Promise<PageWorld> {
  const data = mkdtempSync(join(tmpdir(), 'tocsin-pages-'))
  const opened = openRecords(join(data, 'records.sqlite'))
  const log = createLog(written === undefined ? 'silent' : 'debug', { write: written ?? (() => {}) })
  const made = await testProvider({ settings: { organisation: 'Example & Sons', origin: testOrigin, ...settings } })
  const fault = (error: unknown, doing: string): void => {
    made.parts.fault(error, doing)
    log.error({ err: error }, doing)
  }
  const test: TestProvider = { ...made, parts: { ...made.parts, fault } }
  const provider = { ...joined(test), interactions }
  const { parts } = test
  const config: ServerConfig = {
    ...{ version: '0.0.0', data, host: '127.0.0.1', port: 0, hosts: [], trustedProxies: [], retentionDays: 90, homeDomains: [] },
    ...{ privileged: [], detections: {}, geoFiles: [], limits: defaultLimits, web: join(data, 'web'), demo: false },
    ...{ publicUrl: testOrigin, organisation: 'Example & Sons' },
    ...change,
  }
  const app = await createHttp({
    ...{ config, records: opened.records, passwords: createPasswords(), metrics: createMetrics(), feed: createFeed(2, () => {}) },
    ...{ log, clock: parts.clock, runToken: newToken(), provider: () => provider },
    product: () => {
      throw problem(503, 'starting', 'opening', 1)
    },
  } satisfies ServerParts)
  return {
    app,
    test,
    push: provider.push,
    provider,
    end: async () => {
      await app.close()
      provider.authenticator.close()
      await test.end()
      await opened.close()
      rmSync(data, { recursive: true })
    },
  }
}

function joined({ parts }: TestProvider): ProviderServer {
  const push = createPush(parts)
  const sessions = createPersonSessions(parts)
  const notices = createNotices(parts)
  const needs = { parts, sessions, push, notices }
  const server: Omit<ProviderServer, 'directory' | 'oidc'> = {
    parts,
    identity: parts.identity,
    push,
    sessions,
    notices,
    signIns: createSignIns(parts, push, notices),
    account: createMyAccount(needs),
    repudiations: createRepudiations(parts, sessions, push),
    authenticator: createAuthenticator(parts, { push, notices, sessions, place: () => ({ country: 'NL', city: 'Utrecht' }) }),
    close: async () => {},
  }
  return server as ProviderServer
}

/** A browser with cookies, which follows nothing by itself. */
export interface TestBrowser {
  readonly cookies: Map<string, string>
  get(url: string, headers?: Record<string, string>): Promise<LightMyRequestResponse>
  /** Sends the form of the page it saw last whose `do` this is; with `fields` filled in. */
  send(action: string, fields?: Readonly<Record<string, string>>): Promise<LightMyRequestResponse>
  post(url: string, fields: Readonly<Record<string, string>>, headers?: Record<string, string>): Promise<LightMyRequestResponse>
  /** Sends a form and follows where it leads, as far as a page. */
  go(action: string, fields?: Readonly<Record<string, string>>): Promise<LightMyRequestResponse>
  open(url: string): Promise<LightMyRequestResponse>
  /** The page it saw last. */
  readonly page: string
}

interface FormSeen {
  readonly to: string
  readonly fields: Record<string, string>
}

const redirectsMax = 10

export function testBrowser(app: App, host = 'id.example.com'): TestBrowser {
  const cookies = new Map<string, string>()
  let page = ''
  const inject = async (options: InjectOptions): Promise<LightMyRequestResponse> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await app.inject({ ...options, headers: { host, ...(cookie === '' ? {} : { cookie }), ...options.headers } })
    for (const { name, value } of answer.cookies) {
      if (value === '') cookies.delete(name)
      else cookies.set(name, value)
    }
    if (String(answer.headers['content-type']).startsWith('text/html')) page = answer.body
    return answer
  }
  const get: TestBrowser['get'] = (url, headers = {}) => inject({ method: 'GET', url, headers })
  const post: TestBrowser['post'] = (url, fields, headers = {}) =>
    inject({
      method: 'POST',
      url,
      payload: new URLSearchParams(fields).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: `https://${host}`, ...headers },
    })
  const follow = async (answer: LightMyRequestResponse): Promise<LightMyRequestResponse> => {
    let last = answer
    for (let step = 0; step < redirectsMax && typeof last.headers.location === 'string' && last.headers.location.startsWith('/'); step++)
      last = await get(last.headers.location)
    return last
  }
  const send: TestBrowser['send'] = (action, fields = {}) => {
    const form = formsOf(page).find((one) => one.fields['do'] === action) ?? formsOf(page).find((one) => one.to === action)
    if (form === undefined) throw new Error(`The page has no form that does ${action}:\n${page}`)
    return post(form.to, { ...form.fields, ...fields })
  }
  return {
    cookies,
    get,
    post,
    send,
    go: async (action, fields) => follow(await send(action, fields)),
    open: async (url) => follow(await get(url)),
    get page() {
      return page
    },
  }
}

function formsOf(page: string): readonly FormSeen[] {
  return [...page.matchAll(/<form method="post" +action="([^"]*)"[^>]*>([\s\S]*?)<\/form>/g)].map(([, to = '', body = '']) => ({
    to,
    fields: Object.fromEntries(
      [...body.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)].map(([, name = '', value = '']) => [name, value]),
    ),
  }))
}
