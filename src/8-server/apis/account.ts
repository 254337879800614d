/** `/api/session`, `/api/setup`, `/api/tokens`: how administrators and programs get in. */
import Type from 'typebox'
import type { Records } from '../../2-store/records.ts'
import { addToken, removeToken, tokens } from '../../2-store/records-access.ts'
import { parseScopes, type Scope, scopes } from '../access.ts'
import { type Api, type App, type ServerParts, told } from '../api.ts'
import { problem } from '../problem.ts'
import { hashSecret, newId, newToken } from '../secrets.ts'
import { beginSession, checkPassword, endSession } from '../sessions.ts'
import { setUp } from '../setup.ts'
import type { Session, TokenView } from '../wire.ts'

const Name = Type.String({ minLength: 1, maxLength: 100, pattern: '^[^\\p{Cc}]+$' })
/** Longer ones are refused unread: hashing takes what it is given. */
const Password = Type.String({ minLength: 1, maxLength: 1024 })
const Scopes = Type.Array(Type.Union(scopes.map((scope) => Type.Literal(scope))), {
  minItems: 1,
  maxItems: scopes.length,
  uniqueItems: true,
})

/** Guesses an address may make in a minute. */
const attempts = { max: 10, timeWindow: 60_000 } as const

export const account: Api = {
  name: 'account',
  summary: 'Signing in and out, the first administrator, API tokens.',
  routes: (app, parts) => {
    sessionRoutes(app, parts)
    tokenRoutes(app, parts)
  },
}

function sessionRoutes(app: App, parts: ServerParts): void {
  const { records, config, passwords, clock, feed, log } = parts

  app.get('/api/session', { config: { scope: 'open' }, schema: { summary: 'Who is signed in.' } }, async ({ who }): Promise<Session> => {
    if (who?.kind !== 'administrator') throw problem(401, 'unauthenticated', 'Nobody is signed in.')
    return { name: who.name, csrf: who.csrf }
  })

  app.post(
    '/api/session',
    {
      config: { scope: 'open', rateLimit: attempts },
      schema: { summary: 'Signs in.', body: Type.Object({ name: Name, password: Password }) },
    },
    async ({ body, who }, reply): Promise<Session> => {
      await checkPassword(records, passwords, body.name, body.password)
      if (who?.kind === 'administrator') await endSession(records, config, reply, who.session)
      log.info({ administrator: body.name }, 'signed in')
      return beginSession(records, config, reply, body.name, clock())
    },
  )

  app.delete('/api/session', { config: { scope: 'open' }, schema: { summary: 'Signs out.' } }, async ({ who }, reply) => {
    if (who?.kind === 'administrator') {
      await endSession(records, config, reply, who.session)
      feed.drop(who.session)
    }
    return reply.code(204).send()
  })

  app.post(
    '/api/setup',
    {
      config: { scope: 'open', rateLimit: attempts },
      schema: {
        summary: 'Makes the first administrator, by the link printed at the start.',
        body: Type.Object({ token: Type.String({ minLength: 1, maxLength: 200 }), name: Name, password: Password }),
      },
    },
    async ({ body }, reply): Promise<Session> => {
      await setUp(records, passwords, body, clock())
      log.info({ administrator: body.name }, 'made the first administrator')
      return beginSession(records, config, reply, body.name, clock())
    },
  )
}

function tokenRoutes(app: App, parts: ServerParts): void {
  const { records, clock, feed, log } = parts

  app.get(
    '/api/tokens',
    {
      config: { scope: 'admin' },
      schema: { summary: 'API tokens, without their secrets.', response: { 200: told<TokenView[]>('Tokens.') } },
    },
    async () => (await tokens(records)).map((row) => view(row)),
  )

  app.post(
    '/api/tokens',
    {
      config: { scope: 'admin' },
      schema: {
        summary: 'Makes an API token; the answer is the only place where its secret is shown.',
        body: Type.Object({ label: Type.String({ minLength: 1, maxLength: 200 }), scopes: Scopes }),
      },
    },
    async ({ body }, reply): Promise<TokenView> => {
      const made = await createToken(records, body.label, body.scopes, clock())
      log.info({ id: made.id, scopes: made.scopes }, 'made an API token')
      reply.code(201)
      return made
    },
  )

  app.delete(
    '/api/tokens/:id',
    {
      config: { scope: 'admin' },
      schema: { summary: 'Revokes a token at once.', params: Type.Object({ id: Type.String({ maxLength: 100 }) }) },
    },
    async ({ params }, reply) => {
      if (!(await removeToken(records, params.id))) throw problem(404, 'not_found', 'There is no such token.')
      feed.drop(params.id)
      log.info({ id: params.id }, 'revoked an API token')
      return reply.code(204).send()
    },
  )
}

/** Makes a token and answers it with its secret. Throws 409 where there are too many. */
export async function createToken(
  records: Records,
  label: string,
  given: readonly Scope[],
  now: number,
): Promise<TokenView & { secret: string }> {
  const secret = newToken()
  const row = { id: newId(), label, scopes: given.join(','), hash: hashSecret(secret), created: now }
  if (!(await addToken(records, row))) throw problem(409, 'conflict', 'There are too many API tokens. Revoke some first.')
  return { ...view({ ...row, used: null }), secret }
}

function view(row: { id: string; label: string; scopes: string; created: number; used: number | null }): TokenView {
  return { id: row.id, label: row.label, scopes: parseScopes(row.scopes), created: row.created, lastUsed: row.used ?? undefined }
}
