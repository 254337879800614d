/** `/api/risk`: how risky an attempt to sign in is; how a person stands and why; what analysts say of them, and what that taught. */
import Type from 'typebox'
import { signInRisk } from '../../4-risk/sign-in-risk.ts'
import { nameOf } from '../access.ts'
import { type Api, type App, type ServerParts, told } from '../api.ts'
import { toAttempt } from '../attempt.ts'
import { laneOf } from '../lane.ts'
import { personRisk } from '../person-risk.ts'
import { problem } from '../problem.ts'
import type { DetectionReliability, PersonRisk, RiskAnswer, RiskQuestion } from '../risk-wire.ts'
import { answerOf, personCalled, sayOfUsers } from '../risk-words.ts'

const Short = Type.Optional(Type.String({ minLength: 1, maxLength: 400 }))
const Question = Type.Object(
  {
    user: Type.Union([Type.String({ minLength: 1, maxLength: 400 }), Type.Object({ uid: Short, name: Short, email: Short })], {
      description: 'Whose attempt it is: a name or e-mail, or what the provider knows of them.',
    }),
    source: Type.Optional(
      Type.Union(
        (
          ['entra-id', 'microsoft-365', 'okta', 'duo', 'keycloak', 'google-workspace', 'auth0', 'onelogin', 'pingid', 'provider'] as const
        ).map((one) => Type.Literal(one)),
        { description: 'Where the account is; ids are told apart by it.' },
      ),
    ),
    app: Short,
    ip: Type.Optional(Type.String({ maxLength: 64 })),
    asn: Type.Optional(Type.Integer({ minimum: 0 })),
    country: Short,
    city: Short,
    userAgent: Type.Optional(Type.String({ maxLength: 2000 })),
    os: Short,
    browser: Short,
    deviceId: Short,
    managed: Type.Optional(Type.Boolean()),
    legacy: Type.Optional(Type.Boolean({ description: 'Over a protocol that never asks for a second proof.' })),
    factor: Type.Optional(
      Type.String({ maxLength: 40, description: 'What was proved so far: password, push, otp, passkey, certificate …' }),
    ),
    time: Type.Optional(Type.Integer({ description: 'Milliseconds since 1970; now where not given.' })),
    tenant: Short,
  },
  { additionalProperties: false },
)

const Id = Type.Object({ id: Type.String({ minLength: 1, maxLength: 400 }) })
const Word = Type.Object({ id: Type.String({ minLength: 1, maxLength: 400 }), word: Type.String({ maxLength: 100 }) })
const Says = Type.Object(
  {
    says: Type.Union((['compromised', 'safe', 'dismissed', 'was_me', 'was_not_me'] as const).map((one) => Type.Literal(one))),
    reason: Type.String({ minLength: 1, maxLength: 1000, description: 'Why; it stands in the history.' }),
  },
  { additionalProperties: false },
)

export const risk: Api = {
  name: 'risk',
  summary: 'How risky an attempt to sign in is, how persons stand and why, and what was said of them.',
  routes: (app, parts) => {
    askRoute(app, parts)
    personRoutes(app, parts)
    learningRoutes(app, parts)
  },
}

function askRoute(app: App, { product, clock }: ServerParts): void {
  app.post(
    '/api/risk',
    {
      config: { scope: 'read' },
      schema: {
        summary: 'How risky an attempt to sign in is, at this moment; changes nothing.',
        body: Question,
        response: { 200: told<RiskAnswer>('It.') },
      },
    },
    async ({ body }) => {
      const asked = body as RiskQuestion
      const attempt = toAttempt(asked, clock())
      const { risk: kept, look } = product()
      const moment = look(attempt)
      const { risk: user } = await kept.userRisk(laneOf(attempt), moment.person.id, attempt.time)
      const { level, score, contributions, lacking } = signInRisk(moment, {
        userRisk: user,
        factor: asked.factor,
        managed: asked.managed,
        legacy: asked.legacy,
      })
      const userRisk = { riskLevel: user.level, riskState: user.state, riskDetail: user.detail, score: user.score }
      return { riskLevel: level, score, contributions, userRisk, lacking }
    },
  )
}

function personRoutes(app: App, parts: ServerParts): void {
  const { product, records } = parts
  const known = async (id: string) => {
    const one = await personCalled(id, parts)
    if (one === undefined) throw problem(404, 'not_found', 'There is no such person. Search for them first.')
    return one
  }
  const view = async (id: string): Promise<PersonRisk> => personRisk(await known(id), { records, risk: product().risk })

  app.get(
    '/api/persons/:id/risk',
    {
      config: { scope: 'read' },
      schema: { summary: 'How a person stands, and why.', params: Id, response: { 200: told<PersonRisk>('It.') } },
    },
    async ({ params }) => view(params.id),
  )
  app.post(
    '/api/persons/:id/risk',
    {
      config: { scope: 'admin' },
      schema: {
        summary: 'Says that a person is compromised, safe, or to be dismissed; or what they answered when asked.',
        params: Id,
        body: Says,
        response: { 200: told<PersonRisk>('How they stand now.') },
      },
    },
    async ({ params, body: { says, reason }, who }) => {
      if (says === 'was_me' || says === 'was_not_me') await answerOf(await known(params.id), says === 'was_me', parts)
      else await sayOfUsers([params.id], { says, reason, by: nameOf(who) }, parts)
      return view(params.id)
    },
  )
  app.delete(
    '/api/persons/:id/risk/:word',
    {
      config: { scope: 'admin' },
      schema: {
        summary: 'Takes back what was said, and what it taught.',
        params: Word,
        response: { 200: told<PersonRisk>('How they stand now.') },
      },
    },
    async ({ params, who }) => {
      const { lane, person } = await known(params.id)
      if (!(await product().risk.undo(lane, person.id, params.word, nameOf(who))))
        throw problem(404, 'not_found', 'Nothing like this was said of them.')
      return view(params.id)
    },
  )
}

function learningRoutes(app: App, { product }: ServerParts): void {
  app.get(
    '/api/risk/reliability',
    {
      config: { scope: 'read' },
      schema: {
        summary: 'How often each detection was right here, by what analysts said.',
        response: { 200: told<readonly DetectionReliability[]>('Them.') },
      },
    },
    async () => product().risk.reliabilities('real'),
  )
  app.delete(
    '/api/risk/reliability/:detection',
    {
      config: { scope: 'admin' },
      schema: {
        summary: 'Forgets what analysts said of a detection.',
        params: Type.Object({ detection: Type.String({ maxLength: 200 }) }),
      },
    },
    async ({ params }, reply) => {
      await product().risk.unlearn('real', params.detection)
      return reply.code(204).send()
    },
  )
}
