/** `/api/clients`: the applications that sign people in with us, registered by administrators and their programs. */
import Type, { type Static } from 'typebox'
import { acrs } from '../../7-provider/methods/method.ts'
import type { ClientView, Kept } from '../../7-provider/oidc/client-records.ts'
import { authMethods, type ClientSettings, clientDefaults, clientTypes } from '../../7-provider/oidc/clients.ts'
import { signingAlgs } from '../../7-provider/oidc/keys.ts'
import type { ClientAnswer, ClientMade } from '../../7-provider/oidc/wire.ts'
import { nameOf } from '../access.ts'
import { type Api, type App, type ServerParts, told } from '../api.ts'
import { problem } from '../problem.ts'

const Id = Type.Object({ id: Type.String({ minLength: 1, maxLength: 100 }) })
const Uris = Type.Optional(Type.Array(Type.String({ maxLength: 500 }), { maxItems: 20 }))
const Flag = Type.Optional(Type.Boolean())
const oneOf = <T extends string>(words: readonly T[]) => Type.Optional(Type.Union(words.map((word) => Type.Literal(word))))
const Jwk = Type.Record(
  Type.String({ maxLength: 40 }),
  Type.Union([Type.String({ maxLength: 2000 }), Type.Array(Type.String({ maxLength: 4000 }), { maxItems: 5 })]),
)

/** What is left out has its default: see docs/applications.md. */
const Settings = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 400 }),
    type: oneOf(clientTypes),
    auth: oneOf(authMethods),
    redirectUris: Uris,
    postLogoutRedirectUris: Uris,
    backchannelLogoutUri: Type.Optional(Type.String({ maxLength: 500 })),
    keys: Type.Optional(Type.Array(Jwk, { maxItems: 5 })),
    firstParty: Flag,
    pushed: Flag,
    bound: Flag,
    pairwise: Flag,
    groups: Flag,
    refresh: Flag,
    ciba: Flag,
    device: Flag,
    acr: oneOf(acrs),
    idTokenAlg: oneOf(signingAlgs),
    resources: Type.Optional(
      Type.Array(
        Type.Object(
          { id: Type.String({ maxLength: 500 }), scopes: Type.Array(Type.String({ maxLength: 100 }), { maxItems: 50 }) },
          { additionalProperties: false },
        ),
        { maxItems: 20 },
      ),
    ),
    introspects: Uris,
  },
  { additionalProperties: false },
)
const New = Type.Object({ id: Type.Optional(Type.String({ maxLength: 64 })), ...Settings.properties }, { additionalProperties: false })

export const clients: Api = {
  name: 'clients',
  summary: 'Applications that sign people in.',
  routes: (app, parts) => {
    readRoutes(app, parts)
    writeRoutes(app, parts)
  },
}

function readRoutes(app: App, { provider }: ServerParts): void {
  app.get(
    '/api/clients',
    { config: { scope: 'read' }, schema: { summary: 'Applications by name.', response: { 200: told<ClientAnswer[]>('Applications.') } } },
    async () => (await provider().oidc.clients.list()).map(answerOf),
  )

  app.get(
    '/api/clients/:id',
    { config: { scope: 'read' }, schema: { summary: 'One application.', params: Id, response: { 200: told<ClientAnswer>('It.') } } },
    async ({ params }) => answerOf((await provider().oidc.clients.show(params.id)) ?? nothing()),
  )
}

function writeRoutes(app: App, { provider, log }: ServerParts): void {
  const admin = { config: { scope: 'admin' } } as const
  const secretOnce = 'The application, with its secret, which is shown this once.'
  app.post(
    '/api/clients',
    { ...admin, schema: { summary: 'Registers an application.', body: New, response: { 201: told<ClientMade>(secretOnce) } } },
    async ({ body: { id, ...given }, who }, reply) => {
      const made = kept(await provider().oidc.clients.add(settingsOf(given), nameOf(who), id))
      log.info({ application: made.view.id, by: nameOf(who) }, 'registered an application')
      return reply.code(201).send(madeOf(made.view, provider().oidc.issuer, made.secret))
    },
  )

  app.put(
    '/api/clients/:id',
    {
      ...admin,
      schema: {
        summary: 'Changes an application to what is given; what is left out has its default again. The secret stays.',
        params: Id,
        body: Settings,
        response: { 200: told<ClientAnswer>('It.') },
      },
    },
    async ({ params, body, who }) => {
      const changed = kept((await provider().oidc.clients.change(params.id, settingsOf(body), nameOf(who))) ?? nothing())
      log.info({ application: params.id, by: nameOf(who) }, 'changed an application')
      return answerOf(changed.view)
    },
  )

  app.post(
    '/api/clients/:id/secret',
    {
      ...admin,
      schema: { summary: 'Gives a new secret; the old one ends at once.', params: Id, response: { 200: told<ClientMade>(secretOnce) } },
    },
    async ({ params, who }) => {
      const { oidc } = provider()
      const view = (await oidc.clients.show(params.id)) ?? nothing()
      const rotated = await oidc.clients.rotate(params.id, nameOf(who))
      if (rotated === undefined)
        throw problem(409, 'conflict', 'This application has no secret: it proves who it is by keys, or not at all.')
      log.info({ application: params.id, by: nameOf(who) }, 'gave an application a new secret')
      return madeOf(view, oidc.issuer, rotated.secret)
    },
  )

  app.delete(
    '/api/clients/:id',
    { ...admin, schema: { summary: 'Removes an application; its tokens end.', params: Id } },
    async ({ params, who }, reply) => {
      if ((await provider().oidc.removeClient(params.id)) === undefined) nothing()
      log.info({ application: params.id, by: nameOf(who) }, 'removed an application')
      return reply.code(204).send()
    },
  )
}

function nothing(): never {
  throw problem(404, 'not_found', 'There is no such application.')
}

const settingsOf = (given: Static<typeof Settings>): ClientSettings => ({ ...clientDefaults, ...given })

function kept(answer: Kept): Exclude<Kept, { problems: readonly string[] }> {
  if ('problems' in answer) throw problem(400, 'bad_request', answer.problems.join(' '))
  return answer
}

const answerOf = ({ id, client, created, updated, by }: ClientView): ClientAnswer => ({ id, settings: client, created, updated, by })

const madeOf = (view: ClientView, issuer: string, secret: string | undefined): ClientMade => ({ ...answerOf(view), issuer, secret })
