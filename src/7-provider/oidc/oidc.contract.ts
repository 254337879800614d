/** OpenID Connect for tests: over real HTTP, with a browser that keeps cookies, and sign-in pages of which the test decides what happened. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { mock } from 'node:test'
import type { SigningKeyRow } from '../../2-store/identity/schema.ts'
import type { AccountNames } from '../parts.ts'
import { type TestOptions, type TestProvider, testProvider, testStart } from '../provider.contract.ts'
import type { Asked, Push } from '../push/push.ts'
import type { Purpose } from '../sign-in-view.ts'
import { begunCookie, wasBegun } from './begun.ts'
import { type ClientSettings, clientDefaults } from './clients.ts'
import type { Made, OidcAsked } from './interactions.ts'
import { createOidc, mountedAt, type Oidc, type OidcParts } from './oidc.ts'

/** What a person does at the sign-in pages. */
export interface Person {
  readonly account: AccountNames
  readonly acr?: string
  readonly amr?: readonly string[]
  /** Milliseconds before now that they proved who they are. */
  readonly ageMs?: number
  readonly refuses?: boolean
}

export interface TestOidc {
  readonly test: TestProvider
  readonly oidc: Oidc
  readonly origin: string
  readonly issuer: string
  /** What was asked of people so far. */
  readonly asked: OidcAsked[]
  /** Sign-in pages with this person before them; nobody finishes where undefined. */
  sits(person: Person | undefined): void
  later(ms: number): void
  client(changes?: Partial<ClientSettings>): Promise<{ readonly id: string; readonly secret: string }>
  /** A second node over the same records. */
  node(): Promise<{ readonly origin: string; readonly oidc: Oidc }>
  /** The first node, started again. */
  restart(): Promise<void>
  /** What applications were sent when people signed out. */
  readonly sentOut: { readonly url: string; readonly body: string }[]
  end(): Promise<void>
}

export const callback = 'https://app.example.com/callback'

export interface TestOidcOptions extends TestOptions {
  readonly oidc?: Partial<OidcParts>
  readonly push?: Push
}

export async function testOidc(options: TestOidcOptions = {}): Promise<TestOidc> {
  mock.timers.enable({ apis: ['Date'], now: testStart })
  const server = createServer()
  const origin = await listen(server)
  const test = await testProvider({ ...options, settings: { ...options.settings, origin } })
  const sentOut: { url: string; body: string }[] = []
  const given: OidcParts = {
    push: () => options.push ?? noPush,
    fetch: async (url, init) => {
      sentOut.push({ url: String(url), body: String(init?.body) })
      return new Response(null, { status: 200 })
    },
    ...options.oidc,
  }
  await lendKeys(test)
  let oidc = await createOidc(test.parts, given)
  lent ??= await test.parts.identity.records.selectFrom('signing_key').selectAll().execute()
  let person: Person | undefined
  const asked: OidcAsked[] = []
  const others: Server[] = []
  const serve = (of: Server, which: () => Oidc): void => {
    of.on('request', (request, response) => {
      answer(which(), origin, asked, () => person, request, response).catch((error: unknown) => {
        response.statusCode = 500
        response.end(String(error))
      })
    })
  }
  serve(server, () => oidc)
  return {
    test,
    get oidc() {
      return oidc
    },
    origin,
    issuer: `${origin}${mountedAt}`,
    asked,
    sits: (next) => {
      person = next
    },
    later: (ms) => {
      test.later(ms)
      mock.timers.tick(ms)
    },
    client: async (changes = {}) => {
      const kept = await oidc.clients.add({ ...clientDefaults, name: 'Payroll', redirectUris: [callback], ...changes }, 'test')
      if ('problems' in kept) throw new Error(kept.problems.join(' '))
      return { id: kept.view.id, secret: kept.secret ?? '' }
    },
    node: async () => {
      const second = await createOidc(test.parts, given)
      const other = createServer()
      others.push(other)
      serve(other, () => second)
      return { origin: await listen(other), oidc: second }
    },
    restart: async () => {
      oidc = await createOidc(test.parts, given)
    },
    sentOut,
    end: async () => {
      for (const one of [server, ...others]) {
        one.closeAllConnections()
        one.close()
      }
      mock.timers.reset()
      await test.end()
    },
  }
}

/** RSA keys take long to make: worlds of one file begin with the same, as after a restart. Their seals are the same, too. */
let lent: readonly SigningKeyRow[] | undefined
async function lendKeys({ parts }: TestProvider): Promise<void> {
  if (lent !== undefined)
    await parts.identity.records
      .insertInto('signing_key')
      .values([...lent])
      .execute()
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
}

async function answer(
  oidc: Oidc,
  origin: string,
  asked: OidcAsked[],
  person: () => Person | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', origin)
  if (url.pathname.startsWith(`${mountedAt}/`)) {
    // As the server does: whoever asks by way of another node is told of the same origin.
    request.headers['x-forwarded-host'] = new URL(origin).host
    request.headers['x-forwarded-proto'] = 'http'
    return await oidc.handle(request, response)
  }
  const uid = url.pathname.split('/')[2] ?? ''
  const cookie = new RegExp(`${begunCookie(origin)}=([^;]*)`).exec(request.headers.cookie ?? '')?.[1]
  const found = wasBegun(cookie, uid) ? await oidc.interactions.asked(uid) : undefined
  if (found !== undefined) asked.push(found)
  const who = person()
  const onward = found === undefined || who === undefined ? undefined : await act(oidc, uid, found, who)
  response.statusCode = onward === undefined ? 400 : 303
  if (onward !== undefined) response.setHeader('location', onward)
  response.end()
}

async function act(oidc: Oidc, uid: string, found: OidcAsked, person: Person): Promise<string | undefined> {
  if (person.refuses === true) return await oidc.interactions.refused(uid)
  return found.wants === 'consent' ? await oidc.interactions.agreed(uid) : await oidc.interactions.signedIn(uid, madeOf(person))
}

const madeOf = ({ account, acr = 'aal2', amr = ['mfa', 'otp', 'pwd'], ageMs = 0 }: Person): Made => ({
  account,
  acr,
  amr,
  authTime: Date.now() - ageMs,
  enrolOnly: false,
})

export const purposeOf = (asked: OidcAsked | undefined): Purpose | undefined => (asked?.wants === 'sign-in' ? asked.purpose : undefined)

export interface Browser {
  readonly cookies: Map<string, string>
  /** One request; nothing is followed. */
  open(url: string, init?: RequestInit): Promise<Response>
  /** Follows where it leads on the same origin; answers the first address elsewhere, or the last answer. */
  follow(url: string, init?: RequestInit): Promise<{ readonly left?: URL; readonly response: Response }>
}

/** Keeps cookies by name and path, which is all that is needed here. */
export function browser(origin: string): Browser {
  const cookies = new Map<string, string>()
  const open = async (url: string, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers)
    const path = new URL(url).pathname
    const sent = [...cookies]
      .filter(([key]) => path.startsWith(key.split(' ')[1] ?? '/'))
      .map(([key, value]) => `${key.split(' ')[0]}=${value}`)
    if (sent.length > 0) headers.set('cookie', sent.join('; '))
    const response = await fetch(url, { ...init, headers, redirect: 'manual' })
    for (const line of response.headers.getSetCookie()) keep(cookies, line)
    return response
  }
  return {
    cookies,
    open,
    follow: async (url, init) => {
      let response = await open(url, init)
      for (let steps = 0; steps < 12; steps++) {
        const location = response.headers.get('location')
        if (location === null) return { response }
        const next = new URL(location, url)
        if (next.origin !== origin) return { left: next, response }
        await response.arrayBuffer()
        response = await open(next.href)
      }
      throw new Error('This leads in a circle.')
    },
  }
}

function keep(cookies: Map<string, string>, line: string): void {
  const [pair = '', ...attributes] = line.split('; ')
  const at = pair.indexOf('=')
  const path = attributes.find((one) => one.startsWith('path='))?.slice(5) ?? '/'
  const key = `${pair.slice(0, at)} ${path}`
  if (attributes.some((one) => one.startsWith('expires=Thu, 01 Jan 1970'))) cookies.delete(key)
  else cookies.set(key, pair.slice(at + 1))
}

const never = async (): Promise<never> => {
  throw new Error('No phone in this test.')
}

export const noPush: Push = {
  ask: async (): Promise<Asked> => ({ state: 'no-phone' }),
  outcome: never,
  collect: never,
  cancel: never,
  current: never,
  answer: never,
  succeeded: async () => {},
  suppressions: async () => [],
  suppress: never,
  lift: never,
  sweep: async () => 0,
  listen: () => () => {},
}
