/** `/authenticator/api`: what the authenticator on a phone asks. No cookie is read; each request is signed by the phone's key. */
import Type from 'typebox'
import { subscribe, unsubscribe } from '../../7-provider/web-push/subscriptions.ts'
import type {
  Answered,
  Claimed,
  EnrolmentState,
  HistoryItem,
  PhoneListed,
  PhoneProblem,
  PhonePrompt,
  PhoneStatus,
} from '../../7-provider/wire.ts'
import { type Api, type App, type ServerParts, told } from '../api.ts'
import { asked, keepBodies, known, needsPhone, phoneOf, placeOf, visitorAt } from '../authenticator/asking.ts'
import type { Authenticator } from '../authenticator/authenticator.ts'
import { problem } from '../problem.ts'

const base = '/authenticator/api'
const Id = Type.String({ minLength: 1, maxLength: 100, pattern: '^[A-Za-z0-9_:.-]+$' })
const Short = Type.String({ minLength: 1, maxLength: 100 })
const Verdict = Type.Union([Type.Literal('me'), Type.Literal('not-me')])
const Claim = Type.Object({
  code: Short,
  key: Type.Object({ kty: Type.Literal('EC'), crv: Type.Literal('P-256'), x: Short, y: Short }),
  proof: Type.String({ minLength: 1, maxLength: 2048 }),
  name: Type.String({ maxLength: 1000 }),
})
const Subscription = Type.Object({
  endpoint: Type.String({ minLength: 1, maxLength: 2000 }),
  keys: Type.Object({ p256dh: Short, auth: Short }),
})

const open = { scope: 'open' } as const

/** `of`: where the running server keeps it; throws 503 while the provider is still opening. */
export const authenticatorApi = (of: (parts: ServerParts) => Authenticator): Api => ({
  name: 'authenticator',
  summary: 'What the authenticator on a phone asks.',
  routes: (app, parts) => authenticatorRoutes(app, () => of(parts)),
})

export function authenticatorRoutes(app: App, of: () => Authenticator): void {
  keepBodies(app)
  enrolmentRoutes(app, of)
  promptRoutes(app, of)
  historyRoutes(app, of)
  phoneRoutes(app, of)
  noticeRoutes(app, of)
}

function enrolmentRoutes(app: App, of: () => Authenticator): void {
  app.post(
    `${base}/enrolments/claim`,
    { config: open, schema: { summary: 'A phone takes up an offer.', body: Claim, response: { 200: told<Claimed>('The account.') } } },
    async (request) => {
      const authenticator = of()
      const result = await known(request, authenticator, async () => {
        const claim = await authenticator.enrolments.claim(request.body, asked(request), visitorAt(request, authenticator))
        if (claim.state === 'gone') authenticator.failures.count(placeOf(request))
        return claim.state === 'unproved' ? undefined : claim
      })
      if (result.state === 'gone')
        throw problem(410, 'gone', 'This code is not good any more. Show a new one in the browser, and scan that.')
      return result.claimed
    },
  )

  app.get(
    `${base}/enrolments/state`,
    { config: open, schema: { summary: 'Whether the words were compared.', response: { 200: told<EnrolmentState>('The state.') } } },
    async (request): Promise<EnrolmentState> => {
      const authenticator = of()
      const state = await known(request, authenticator, () => authenticator.enrolments.state(request.headers['dpop'], asked(request)))
      return { state }
    },
  )

  app.post(
    `${base}/confirming`,
    {
      config: open,
      schema: { summary: 'From now on this phone confirms its answers.', body: Type.Object({ credential: Type.Unknown() }) },
    },
    async (request, reply) => {
      const authenticator = of()
      const { credential } = request.body
      const done = await known(request, authenticator, () =>
        authenticator.enrolments.confirming(request.headers['dpop'], asked(request), credential),
      )
      switch (done) {
        case 'kept':
          return reply.code(204).send()
        case 'over':
          throw problem(410, 'gone', 'It is too late for this, or it was done before. Add the account again to confirm by fingerprint.')
        case 'refused':
          throw problem(422, 'bad_request', 'What the phone made could not be checked. Answers go on without it.')
      }
    },
  )
}

function promptRoutes(app: App, of: () => Authenticator): void {
  const preValidation = needsPhone(of)
  app.get(
    `${base}/prompt`,
    {
      config: open,
      preValidation,
      schema: {
        summary: 'The open prompt; 204 where there is none.',
        querystring: Type.Object({ id: Type.Optional(Id), quiet: Type.Optional(Type.Union([Type.Literal('0'), Type.Literal('1')])) }),
        response: { 200: told<PhonePrompt>('The prompt.'), 204: told<undefined>('None.') },
      },
    },
    async (request, reply) => {
      const { id, quiet } = request.query
      const prompt = await of().push.current(phoneOf(request).method, { wake: id, quiet: quiet === '1' })
      return prompt ?? reply.code(204).send(undefined)
    },
  )

  app.post(
    `${base}/answer`,
    {
      config: open,
      preValidation,
      schema: {
        summary: 'A signed answer.',
        body: Type.Object({ answer: Type.String({ minLength: 1, maxLength: 4096 }), assertion: Type.Optional(Type.Unknown()) }),
        response: { 200: told<Answered>('What it did.'), 410: told<Answered & PhoneProblem>('Over.') },
      },
    },
    async (request, reply) => {
      const authenticator = of()
      const { src } = visitorAt(request, authenticator)
      const result = await authenticator.push.answer(phoneOf(request).method, request.body, src)
      switch (result.outcome) {
        case 'refused':
          throw problem(422, 'bad_request', result.why)
        case 'wrong':
        case 'gone':
          // The same, so that nobody learns whether a number was wrong or too late (T11).
          return reply
            .code(410)
            .send({ outcome: 'wrong', error: { code: 'gone', message: 'This sign-in is over. Begin it again in the browser.' } })
        default:
          return result
      }
    },
  )
}

function historyRoutes(app: App, of: () => Authenticator): void {
  const preValidation = needsPhone(of)
  app.get(
    `${base}/history`,
    {
      config: open,
      preValidation,
      schema: {
        summary: 'What was done with the account, newest first.',
        querystring: Type.Object({ before: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })) }),
        response: { 200: told<readonly HistoryItem[]>('At most 50.') },
      },
    },
    async (request) => of().phones.history(phoneOf(request), request.query.before),
  )

  app.post(
    `${base}/history/:id`,
    {
      config: open,
      preValidation,
      schema: {
        summary: 'Says whether something was the person.',
        params: Type.Object({ id: Id }),
        body: Type.Object({ verdict: Verdict }),
      },
    },
    async (request, reply) => {
      const authenticator = of()
      const visitor = visitorAt(request, authenticator)
      if (!(await authenticator.phones.verdict(phoneOf(request), request.params.id, request.body.verdict, visitor)))
        throw problem(404, 'not_found', 'There is no such thing in the history to say this of.')
      return reply.code(204).send()
    },
  )
}

function phoneRoutes(app: App, of: () => Authenticator): void {
  const preValidation = needsPhone(of)
  app.get(
    `${base}/status`,
    {
      config: open,
      preValidation: needsPhone(of, 'any'),
      schema: { summary: 'How it stands with this phone.', response: { 200: told<PhoneStatus>('The status.') } },
    },
    async (request) => of().phones.status(phoneOf(request)),
  )

  app.get(
    `${base}/phones`,
    {
      config: open,
      preValidation,
      schema: { summary: "The person's phones.", response: { 200: told<readonly PhoneListed[]>('Phones.') } },
    },
    async (request) => of().phones.list(phoneOf(request)),
  )

  app.post(
    `${base}/lost`,
    { config: open, preValidation, schema: { summary: 'Suspends another phone at once.', body: Type.Object({ phone: Id }) } },
    async (request, reply) => {
      const authenticator = of()
      if (!(await authenticator.phones.lost(phoneOf(request), request.body.phone, visitorAt(request, authenticator))))
        throw problem(404, 'not_found', 'There is no such other phone that could be suspended.')
      return reply.code(204).send()
    },
  )

  app.post(
    `${base}/remove`,
    { config: open, preValidation, schema: { summary: 'This phone gives up the account.' } },
    async (request, reply) => {
      const authenticator = of()
      await authenticator.phones.remove(phoneOf(request), visitorAt(request, authenticator))
      return reply.code(204).send()
    },
  )

  app.get(
    `${base}/live`,
    { config: open, preValidation, schema: { summary: 'Lines of JSON while the app is open.' } },
    async (request, reply) => {
      const { lives } = of()
      const { method, account } = phoneOf(request)
      for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) reply.raw.setHeader(name, value)
      const opened = lives.open(reply.raw, { id: method.id, account: account.id })
      if (reply.raw.headersSent) reply.hijack()
      await opened
    },
  )
}

function noticeRoutes(app: App, of: () => Authenticator): void {
  const preValidation = needsPhone(of)
  app.get(
    `${base}/push-key`,
    {
      config: open,
      preValidation,
      schema: { summary: 'The key by which this server signs its notices.', response: { 200: told<{ key: string }>('It.') } },
    },
    async () => ({ key: await of().webPush.publicKey() }),
  )

  app.put(
    `${base}/subscription`,
    { config: open, preValidation, schema: { summary: 'Where notices go.', body: Subscription } },
    async (request, reply) => {
      const { parts } = of()
      const refused = await subscribe(parts, phoneOf(request).method.id, request.body)
      if (refused !== undefined) throw problem(422, 'bad_request', refused)
      return reply.code(204).send()
    },
  )

  app.delete(`${base}/subscription`, { config: open, preValidation, schema: { summary: 'No more notices.' } }, async (request, reply) => {
    await unsubscribe(of().parts.identity, phoneOf(request).method.id)
    return reply.code(204).send()
  })
}
