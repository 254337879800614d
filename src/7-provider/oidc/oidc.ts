/** OpenID Connect and OAuth 2 for applications, on oidc-provider: one door for requests, whatever changes behind it. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import Provider, { type KoaContextWithOIDC } from 'oidc-provider'
import type { AccountNames, ProviderParts } from '../parts.ts'
import type { Push } from '../push/push.ts'
import { isAcr, toldAcr, wantedAcr } from './acr.ts'
import { noteBegun } from './begun.ts'
import { type Clients, type ClientView, createClients } from './client-records.ts'
import { configurationOf, defaultOidcSettings, type OidcSettings } from './configuration.ts'
import { type Place, tellEvents } from './events.ts'
import { createInteractions, type OidcInteractions, type Made as Reached, signInBySession } from './interactions.ts'
import { createItems, type Items } from './items.ts'
import { keysMark, readKeys, tendKeys } from './keys.ts'
import { pagePolicy } from './pages.ts'
import { keyTimes } from './times.ts'

export const mountedAt = '/oidc'

export interface OidcParts {
  readonly push: () => Push
  readonly settings?: Partial<OidcSettings> | undefined
  readonly place?: Place | undefined
  /** For telling applications of a sign-out. */
  readonly fetch: typeof fetch
  /** The person's own session in this browser; undefined where it is over. Left out, oidc-provider's session counts alone. */
  readonly session?: ((request: IncomingMessage) => Promise<Reached | undefined>) | undefined
  /** The person signed out of everything here. */
  readonly signedOut?: ((request: IncomingMessage, response: ServerResponse) => Promise<void>) | undefined
}

export interface Oidc {
  readonly issuer: string
  readonly clients: Clients
  readonly interactions: OidcInteractions
  /**
   * Answers a request under `mountedAt`. `request.url` is still the whole path; `x-forwarded-*` must already say what is true, since it is believed.
   */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>
  /** The application and every token of it. Undefined where there is no such application. */
  removeClient(id: string): Promise<ClientView | undefined>
  /** Everything that applications hold of this person ends, and those that asked for it are told. */
  endAccount(account: Pick<AccountNames, 'id'>): Promise<void>
  /** The same where one browser stays signed in: its session stays, and applications come back to it. */
  endOthers(account: Pick<AccountNames, 'id'>): Promise<void>
  /** Other keys sign from now on. */
  rotateKeys(): Promise<void>
  /** Brings keys up to date; called every minute or so. */
  sweep(): Promise<void>
}

/** Rejects with a sentence where the keys cannot be opened. */
export async function createOidc(parts: ProviderParts, given: OidcParts): Promise<Oidc> {
  const clients = createClients(parts)
  const items = createItems(parts)
  await tendKeys(parts)
  const current = await createCurrent(parts, given, clients, items)
  return {
    issuer: `${parts.settings.origin}${mountedAt}`,
    clients,
    interactions: createInteractions({ parts, items, provider: current.get }),
    handle: async (request, response) => {
      const provider = await current.get()
      answer(provider, request, response)
    },
    removeClient: async (id) => {
      const gone = await clients.remove(id)
      if (gone !== undefined) await items.revokeClient(id)
      return gone
    },
    endAccount: async ({ id }) => endAccount(parts, items, await current.get(), id, false),
    endOthers: async ({ id }) => endAccount(parts, items, await current.get(), id, true),
    rotateKeys: async () => {
      await tendKeys(parts, true)
      await current.look()
    },
    sweep: () => tendKeys(parts),
  }
}

interface Current {
  /** With the keys as they were a moment ago at most. */
  get(): Promise<Provider>
  look(): Promise<void>
}

/** oidc-provider takes its keys when it is made: with other keys it is made anew; requests under way end with the old one. */
async function createCurrent(parts: ProviderParts, given: OidcParts, clients: Clients, items: Items): Promise<Current> {
  let made = await make(parts, given, clients, items)
  let looked = parts.clock()
  let looking: Promise<void> | undefined
  const look = async (): Promise<void> => {
    if ((await keysMark(parts)) !== made.mark || cookieMark(parts) !== made.cookies) made = await make(parts, given, clients, items)
    looked = parts.clock()
  }
  return {
    look,
    get: async () => {
      if (Math.abs(parts.clock() - looked) >= keyTimes.seenMs) {
        looking ??= look().finally(() => {
          looking = undefined
        })
        // Keys that we have are good for long: a database that cannot be asked now is the business of whoever needs it.
        await looking.catch((error: unknown) => parts.fault(error, 'looking for changed keys'))
      }
      return made.provider
    },
  }
}

interface Made {
  readonly provider: Provider
  readonly mark: string
  readonly cookies: number
}

async function make(parts: ProviderParts, given: OidcParts, clients: Clients, items: Items): Promise<Made> {
  const { jwks, mark } = await readKeys(parts)
  const { origin } = parts.settings
  const cookies = cookieMark(parts)
  const place: Place = given.place ?? (() => ({}))
  const provider: Provider = new Provider(
    `${origin}${mountedAt}`,
    configurationOf({
      parts,
      items,
      clients,
      jwks,
      push: given.push,
      place,
      fetch: given.fetch,
      settings: { ...defaultOidcSettings, ...given.settings },
      cookieKeys: [cookies, cookies - 1].map((age) => parts.seals.digest('oidc cookies', String(age))),
      provider: () => provider,
      begun: async (ctx, interaction) => {
        // Whoever has proved enough already is not asked again.
        const session = interaction.prompt.name === 'login' ? await given.session?.(ctx.req) : undefined
        const onward = session === undefined ? undefined : await signInBySession(parts, interaction, session)
        if (onward !== undefined) return onward
        noteBegun(ctx, origin, interaction.uid)
        return `/signin/${interaction.uid}`
      },
      isSignedIn: async ({ req, oidc }) =>
        given.session === undefined || (await given.session(req))?.account.id === oidc.session?.accountId,
    }),
  )
  provider.proxy = true
  provider.use((ctx, next) => around(given, ctx as KoaContextWithOIDC, next))
  provider.on('authorization.accepted', ({ oidc }) => {
    const reached = oidc.session?.acr
    // Before the code is made, which takes it from here.
    if (isAcr(reached)) Object.defineProperty(oidc, 'acr', { value: toldAcr(wantedAcr(oidc.params ?? {}), reached) })
  })
  tellEvents(parts, provider, place)
  return { provider, mark, cookies }
}

const cookieMark = ({ clock }: ProviderParts): number => Math.floor(clock() / keyTimes.cookiesMs)

function answer(provider: Provider, request: IncomingMessage & { originalUrl?: string }, response: ServerResponse): void {
  request.originalUrl = request.url ?? ''
  request.url = request.originalUrl.slice(mountedAt.length) || '/'
  // Whatever fails in there is answered there; a promise is all that is left.
  void provider.callback()(request, response)
}

/** Before the answer leaves: the policy of a page, and the end of our own session where the person signed out. */
async function around({ signedOut }: OidcParts, ctx: KoaContextWithOIDC, next: () => Promise<unknown>): Promise<void> {
  ctx.set('content-security-policy', pagePolicy([]))
  const isConfirm = ctx.path === '/session/end/confirm'
  await next()
  const leaves = [ctx.oidc?.params?.['redirect_uri'], ctx.oidc?.session?.state?.['postLogoutRedirectUri']]
  // oidc-provider added the hash of its own script where its page has one.
  const hash = /'sha256-[^']+'/.exec(/script-src[^;]*/.exec(String(ctx.response.get('content-security-policy')))?.[0] ?? '')?.[0]
  ctx.set('content-security-policy', pagePolicy(leaves.flatMap(originOf), hash))
  // Where somebody else signs in, the session before them ends on the way; what goes on is theirs.
  const isOnTheWay = String(ctx.response.get('location')).includes(`${mountedAt}/auth/`)
  if (isConfirm && !isOnTheWay && ctx.status === 303 && ctx.oidc?.params?.['logout'] !== undefined) await signedOut?.(ctx.req, ctx.res)
}

/** As a policy names it: the origin, or the scheme of an application on a device. */
function originOf(uri: unknown): readonly string[] {
  if (typeof uri !== 'string' || !URL.canParse(uri)) return []
  const { origin, protocol } = new URL(uri)
  return [origin === 'null' ? protocol : origin]
}

async function endAccount(parts: ProviderParts, items: Items, provider: Provider, account: string, keepsSessions: boolean): Promise<void> {
  const sessions = await items.sessionsOf(account)
  // A session here is worth nothing without one of ours in the same browser.
  await items.revokeAccount(account, keepsSessions)
  const told = sessions.flatMap(({ authorizations = {} }) => Object.entries(authorizations).map(([client, { sid }]) => ({ client, sid })))
  await Promise.all(told.map(({ client, sid }) => tellEnd(parts, provider, account, client, sid)))
}

/** Two seconds and a half each at most, all at once: a person has few applications open. */
async function tellEnd(parts: ProviderParts, provider: Provider, account: string, id: string, sid: string | undefined): Promise<void> {
  try {
    const client = await provider.Client.find(id)
    if (client?.['backchannelLogoutUri'] === undefined) return
    const tell: unknown = client['backchannelLogout']
    if (typeof tell === 'function') await tell.call(client, account, sid)
  } catch (error) {
    parts.fault(error, `telling ${id} that a person's sessions ended`)
  }
}
