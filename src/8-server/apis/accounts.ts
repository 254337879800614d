/** `/api/accounts` and `/api/groups`: the people who sign in here, looked after by administrators and their programs. */
import Type from 'typebox'
import { isTaken } from '../../2-store/identity/identity.ts'
import { isRefused, type Refused } from '../../7-provider/directory/fields.ts'
import { pageMax } from '../../7-provider/directory/look.ts'
import type {
  AccessPassView,
  AccountDetail,
  AccountPage,
  AccountView,
  GroupPage,
  GroupView,
  ImportReport,
  MemberPage,
} from '../../7-provider/directory/wire.ts'
import { nameOf } from '../access.ts'
import { type Api, type App, type ServerParts, told } from '../api.ts'
import { problem } from '../problem.ts'
import { browserWords } from '../signing-in/words.ts'

/** A file of a hundred thousand people has about so much. */
const fileBytesMax = 32 * 1024 * 1024

const Text = Type.String({ maxLength: 400 })
const Clearable = Type.Optional(Type.Union([Text, Type.Null()]))
const Id = Type.Object({ id: Type.String({ maxLength: 100 }) })
const Given = {
  displayName: Clearable,
  givenName: Clearable,
  familyName: Clearable,
  email: Clearable,
  emails: Type.Optional(Type.Array(Text, { maxItems: 20 })),
  locale: Clearable,
  privileged: Type.Optional(Type.Boolean()),
  state: Type.Optional(Type.Union([Type.Literal('active'), Type.Literal('disabled')])),
  externalId: Clearable,
}
const Page = {
  search: Type.Optional(Type.String({ maxLength: 200 })),
  after: Type.Optional(Type.String({ maxLength: 400 })),
  limit: Type.Integer({ minimum: 1, maximum: pageMax, default: 50 }),
}
const Members = Type.Object(
  { accounts: Type.Array(Type.String({ maxLength: 100 }), { minItems: 1, maxItems: 1000 }) },
  { additionalProperties: false },
)

export const accounts: Api = {
  name: 'accounts',
  summary: 'People who sign in here: accounts, methods, groups, import.',
  routes: (app, parts) => {
    accountRoutes(app, parts)
    supportRoutes(app, parts)
    importRoute(app, parts)
    groupRoutes(app, parts)
    memberRoutes(app, parts)
  },
}

/** The value, or the refusal thrown as an answer. */
function taken<T>(value: T | Refused): T {
  if (!isRefused(value)) return value as T
  const { refused, why } = value as Refused
  switch (refused) {
    case 'unknown':
      throw problem(404, 'not_found', why)
    case 'taken':
    case 'full':
      throw problem(409, 'conflict', why)
    case 'invalid':
      throw problem(400, 'bad_request', why)
  }
}

/** Where two ask for one name at the same moment, the database decides. */
async function once<T>(work: Promise<T | Refused>): Promise<T> {
  try {
    return taken(await work)
  } catch (error) {
    if (isTaken(error)) throw problem(409, 'conflict', 'Somebody else took this name at the same moment. Look again.')
    throw error
  }
}

const noAccount = (): Error => problem(404, 'not_found', 'There is no such account.')
const noGroup = (): Error => problem(404, 'not_found', 'There is no such group.')

function accountRoutes(app: App, { provider }: ServerParts): void {
  app.get(
    '/api/accounts',
    {
      config: { scope: 'read' },
      schema: {
        summary: 'Accounts by name; `search` is part of a name, display name or e-mail address.',
        querystring: Type.Object({ ...Page, state: Given.state }),
        response: { 200: told<AccountPage>('Accounts.') },
      },
    },
    async ({ query }) => provider().directory.find(query),
  )

  app.post(
    '/api/accounts',
    {
      config: { scope: 'admin' },
      schema: {
        summary: 'Makes an account. Nobody chooses a password for another: give an access pass.',
        body: Type.Object({ name: Text, ...Given }, { additionalProperties: false }),
        response: { 201: told<AccountView>('The account.') },
      },
    },
    async ({ body, who }, reply) => reply.code(201).send(await once(provider().directory.add(body, nameOf(who)))),
  )

  app.get(
    '/api/accounts/:id',
    {
      config: { scope: 'read' },
      schema: {
        summary: 'One account with methods, sessions and groups.',
        params: Id,
        response: { 200: told<AccountDetail>('The account.') },
      },
    },
    async ({ params }) => {
      const detail = await provider().directory.detail(params.id)
      if (detail === undefined) throw noAccount()
      return { ...detail, sessions: detail.sessions.map((session) => ({ ...session, browser: browserWords(session.userAgent) })) }
    },
  )

  app.patch(
    '/api/accounts/:id',
    {
      config: { scope: 'admin' },
      schema: {
        summary: 'Changes what is given; null empties. Disabling ends all sessions.',
        params: Id,
        body: Type.Object({ name: Type.Optional(Text), ...Given }, { additionalProperties: false, minProperties: 1 }),
        response: { 200: told<AccountView>('The account.') },
      },
    },
    async ({ params, body, who }) => once(provider().directory.change(params.id, body, nameOf(who))),
  )

  app.delete(
    '/api/accounts/:id',
    { config: { scope: 'admin' }, schema: { summary: 'Removes the account with its methods, sessions and history.', params: Id } },
    async ({ params, who }, reply) => {
      if (!(await provider().directory.remove(params.id, nameOf(who)))) throw noAccount()
      return reply.code(204).send()
    },
  )
}

function supportRoutes(app: App, { provider, log }: ServerParts): void {
  app.post(
    '/api/accounts/:id/access-pass',
    {
      config: { scope: 'admin' },
      schema: {
        summary: 'Makes an access pass; the answer is the only place where its code is shown. The person is told at every address.',
        params: Id,
        response: { 201: told<AccessPassView>('The pass.') },
      },
    },
    async ({ params, who }, reply) => {
      const by = nameOf(who)
      const { code, expires } = taken(await provider().directory.issuePass(params.id, by))
      log.info({ account: params.id, by }, 'made an access pass')
      return reply.code(201).send({ code, expires })
    },
  )

  app.delete(
    '/api/accounts/:id/methods/:method',
    {
      config: { scope: 'admin' },
      schema: {
        summary: 'Removes a way to sign in at once. The person is told at every address.',
        params: Type.Object({ id: Type.String({ maxLength: 100 }), method: Type.String({ maxLength: 100 }) }),
      },
    },
    async ({ params, who }, reply) => {
      taken(await provider().directory.removeMethod(params.id, params.method, nameOf(who)))
      return reply.code(204).send()
    },
  )

  app.delete(
    '/api/accounts/:id/suppression',
    { config: { scope: 'admin' }, schema: { summary: 'Lets prompts reach the phone again.', params: Id } },
    async ({ params, who }, reply) => {
      taken(await provider().directory.lift(params.id, nameOf(who)))
      return reply.code(204).send()
    },
  )

  app.delete(
    '/api/accounts/:id/sessions',
    {
      config: { scope: 'admin' },
      schema: {
        summary: 'Signs the person out everywhere.',
        params: Id,
        response: { 200: told<{ ended: number }>('How many browsers.') },
      },
    },
    async ({ params, who }) => ({ ended: taken(await provider().directory.endSessions(params.id, nameOf(who))) }),
  )
}

function importRoute(app: App, { provider }: ServerParts): void {
  app.addContentTypeParser(['text/csv', 'text/plain'], { parseAs: 'string', bodyLimit: fileBytesMax }, (_request, body, done) =>
    done(null, body),
  )
  app.post(
    '/api/accounts/import',
    {
      config: { scope: 'admin' },
      bodyLimit: fileBytesMax,
      schema: {
        summary:
          'Takes people from separated values (`text/csv`); `dry=true` tells what would be. Each row is accepted, or refused with why.',
        querystring: Type.Object({ dry: Type.Boolean({ default: false }), passes: Type.Boolean({ default: false }) }),
        response: { 200: told<ImportReport>('What became of each row.') },
      },
    },
    async ({ body, query, who }) => {
      if (typeof body !== 'string') throw problem(415, 'unsupported', 'Send the file as text/csv.')
      return taken(await provider().directory.importPeople(body, { ...query, by: nameOf(who) }))
    },
  )
}

function groupRoutes(app: App, { provider }: ServerParts): void {
  app.get(
    '/api/groups',
    {
      config: { scope: 'read' },
      schema: { summary: 'Groups by name.', querystring: Type.Object(Page), response: { 200: told<GroupPage>('Groups.') } },
    },
    async ({ query }) => provider().directory.findGroups(query),
  )

  app.post(
    '/api/groups',
    {
      config: { scope: 'admin' },
      schema: {
        summary: 'Makes a group.',
        body: Type.Object({ name: Text, externalId: Clearable }, { additionalProperties: false }),
        response: { 201: told<GroupView>('The group.') },
      },
    },
    async ({ body, who }, reply) => reply.code(201).send(await once(provider().directory.addGroup(body, nameOf(who)))),
  )

  app.get(
    '/api/groups/:id',
    { config: { scope: 'read' }, schema: { summary: 'One group.', params: Id, response: { 200: told<GroupView>('The group.') } } },
    async ({ params }) => {
      const group = await provider().directory.group(params.id)
      if (group === undefined) throw noGroup()
      return group
    },
  )

  app.patch(
    '/api/groups/:id',
    {
      config: { scope: 'admin' },
      schema: {
        summary: 'Renames a group.',
        params: Id,
        body: Type.Object({ name: Type.Optional(Text), externalId: Clearable }, { additionalProperties: false, minProperties: 1 }),
        response: { 200: told<GroupView>('The group.') },
      },
    },
    async ({ params, body, who }) => once(provider().directory.changeGroup(params.id, body, nameOf(who))),
  )

  app.delete(
    '/api/groups/:id',
    { config: { scope: 'admin' }, schema: { summary: 'Removes a group; its members stay.', params: Id } },
    async ({ params, who }, reply) => {
      if (!(await provider().directory.removeGroup(params.id, nameOf(who)))) throw noGroup()
      return reply.code(204).send()
    },
  )
}

function memberRoutes(app: App, { provider }: ServerParts): void {
  app.get(
    '/api/groups/:id/members',
    {
      config: { scope: 'read' },
      schema: {
        summary: 'Who is in a group, by name.',
        params: Id,
        querystring: Type.Object({ after: Page.after, limit: Page.limit }),
        response: { 200: told<MemberPage>('Members.') },
      },
    },
    async ({ params, query }) => {
      const members = await provider().directory.members(params.id, query)
      if (members === undefined) throw noGroup()
      return members
    },
  )

  for (const [method, what] of [
    ['POST', 'join'],
    ['DELETE', 'leave'],
  ] as const)
    app.route({
      method,
      url: '/api/groups/:id/members',
      config: { scope: 'admin' },
      schema: {
        summary: what === 'join' ? 'Puts accounts into a group: all of them or none.' : 'Takes accounts out of a group.',
        params: Id,
        body: Members,
        response: { 200: told<{ changed: number }>('How many.') },
      },
      handler: async ({ params, body, who }) => ({
        changed: taken(await provider().directory[what](params.id, body.accounts, nameOf(who))),
      }),
    })
}
