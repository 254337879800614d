/** Who is asking, and what they may: administrators by a session cookie, programs by an API token with scopes. */
import type { FastifyRequest } from 'fastify'
import type { Records } from '../2-store/records.ts'
import { removeSession, session, tokenByHash, touchSession, touchToken } from '../2-store/records-access.ts'
import { isOwnOrigin } from './hosts.ts'
import { problem } from './problem.ts'
import { hashSecret, sameSecret } from './secrets.ts'

/** What a token may do: send logs; read what was found; query the logs; keep people and groups in step with a directory; everything. */
export const scopes = ['query', 'ingest', 'read', 'scim', 'admin'] as const
export type Scope = (typeof scopes)[number]

export type Who =
  | { readonly kind: 'administrator'; readonly name: string; readonly csrf: string; readonly session: string }
  | { readonly kind: 'token'; readonly id: string; readonly scopes: readonly Scope[] }

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * Who may use the route; every route says it. `open`: nobody needs to be known. `people`: the same, for people who sign in here and for their
     * applications: sessions of the console and API tokens mean nothing there, and are not looked at. `protocol`: the same for a protocol that judges
     * authorization, cookies and origins by rules of its own (OpenID Connect).
     */
    scope?: Scope | 'open' | 'people' | 'protocol'
  }
  interface FastifyRequest {
    who: Who | undefined
  }
}

/** A browser left alone for half a day has to sign in again, and any after a week. */
const idleMs = 12 * 3_600_000
const lifetimeMs = 7 * 86_400_000
export const sessionLimits = { idleMs, lifetimeMs } as const

/** How exact "last used" is: one write a minute, not one a request. */
const touchMs = 60_000

export interface AccessParts {
  readonly records: Records
  readonly clock: () => number
  /** The token of this run, for commands on the same machine; known to who may read the data folder. */
  readonly runToken: string
  readonly cookieName: string
}

/** The one asking; undefined for a stranger. Throws 401 for a token that is not known. */
export async function identify(request: FastifyRequest, parts: AccessParts): Promise<Who | undefined> {
  const header = request.headers.authorization
  if (header !== undefined) return byToken(header, parts)
  const cookie = request.cookies[parts.cookieName]
  return cookie === undefined ? undefined : bySession(cookie, parts)
}

async function byToken(header: string, { records, clock, runToken }: AccessParts): Promise<Who> {
  const secret = /^Bearer ([\w.~+/-]{1,200}=*)$/i.exec(header)?.[1]
  if (secret === undefined) throw problem(401, 'unauthenticated', 'Send the API token as "Authorization: Bearer tocsin_…".')
  if (sameSecret(secret, runToken)) return { kind: 'token', id: 'this-run', scopes: ['ingest', 'read', 'query'] }
  const row = await tokenByHash(records, hashSecret(secret))
  if (row === undefined) throw problem(401, 'unauthenticated', 'This API token is not known; it may have been revoked.')
  const now = clock()
  if (row.used === null || now - row.used > touchMs) await touchToken(records, row.id, now)
  return { kind: 'token', id: row.id, scopes: parseScopes(row.scopes) }
}

async function bySession(cookie: string, { records, clock }: AccessParts): Promise<Who | undefined> {
  const row = await session(records, hashSecret(cookie))
  if (row === undefined) return undefined
  const now = clock()
  if (now - row.seen > idleMs || now - row.created > lifetimeMs) {
    await removeSession(records, row.id_hash)
    return undefined
  }
  if (now - row.seen > touchMs) await touchSession(records, row.id_hash, now)
  return { kind: 'administrator', name: row.name, csrf: row.csrf, session: row.id_hash }
}

export const parseScopes = (text: string): readonly Scope[] => scopes.filter((scope) => text.split(',').includes(scope))

const safeMethods: readonly string[] = ['GET', 'HEAD', 'OPTIONS']

/** Lets a request through or throws 401 or 403. */
export function admit(request: FastifyRequest): void {
  const { who } = request
  const scope = request.routeOptions.config.scope
  if (scope === 'protocol') return
  const changes = !safeMethods.includes(request.method)
  if (changes && !isOwnOrigin(request.headers.origin, request.headers.host)) {
    throw problem(403, 'forbidden', 'This request comes from a page of another site.')
  }
  if (changes && who?.kind === 'administrator') checkCsrf(request, who.csrf)
  if (scope === 'open' || scope === 'people') return
  if (who === undefined) throw problem(401, 'unauthenticated', 'Sign in, or send an API token.')
  if (scope === undefined || !may(who, scope)) throw problem(403, 'forbidden', `This token lacks the scope "${scope ?? 'admin'}".`)
}

function checkCsrf(request: FastifyRequest, csrf: string): void {
  const given = request.headers['x-csrf-token']
  if (typeof given !== 'string' || !sameSecret(given, csrf)) {
    throw problem(403, 'forbidden', 'The x-csrf-token header is missing or old. Load the page again.')
  }
}

const may = (who: Who, scope: Scope): boolean => who.kind === 'administrator' || who.scopes.includes(scope) || who.scopes.includes('admin')

/** The name to put beside what somebody changed. */
export const nameOf = (who: Who | undefined): string =>
  who === undefined ? 'nobody' : who.kind === 'administrator' ? who.name : `token ${who.id}`
