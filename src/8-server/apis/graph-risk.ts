/** Graph's actions on risk: dismissing, confirming safe or compromised, for users and for sign-ins; and a risky user's history. */
import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import { nameOf } from '../access.ts'
import { type Api, type App, type ServerParts, told } from '../api.ts'
import { problem } from '../problem.ts'
import { type Said, saidMax, sayOfSignIns, sayOfUsers } from '../risk-words.ts'
import { riskyUserHistory } from '../risky-users.ts'

const Ids = Type.Array(Type.String({ minLength: 1, maxLength: 400 }), { minItems: 1, maxItems: saidMax })
const Users = Type.Object({ userIds: Ids })
const SignIns = Type.Object({ requestIds: Ids })

/** Graph names its actions with a prefix too. */
const actions: Readonly<Record<string, Said['says']>> = { dismiss: 'dismissed', confirmCompromised: 'compromised', confirmSafe: 'safe' }

export const graphRisk: Api = {
  name: 'graph-risk',
  summary: "Microsoft Graph's actions on risky users and sign-ins, and their history.",
  routes: (app, parts) => {
    for (const version of ['v1.0', 'beta']) {
      for (const [action, says] of Object.entries(actions)) {
        for (const name of [action, `microsoft.graph.${action}`]) actionRoutes(app, parts, version, name, says)
      }
      historyRoutes(app, parts, version)
    }
  },
}

function actionRoutes(app: App, parts: ServerParts, version: string, action: string, says: Said['says']): void {
  const said = ({ who }: FastifyRequest): Said => ({ says, by: nameOf(who), reason: '' })
  app.post(
    `/${version}/identityProtection/riskyUsers/${action}`,
    { config: { scope: 'admin' }, schema: { summary: `Risky users: ${action}`, body: Users } },
    async (request, reply) => {
      await sayOfUsers(request.body.userIds, said(request), parts)
      return reply.code(204).send()
    },
  )
  app.post(
    `/${version}/auditLogs/signIns/${action}`,
    { config: { scope: 'admin' }, schema: { summary: `Sign-ins: ${action}`, body: SignIns } },
    async (request, reply) => {
      await sayOfSignIns(request.body.requestIds, said(request), parts)
      return reply.code(204).send()
    },
  )
}

const Id = Type.Object({ id: Type.String({ maxLength: 400 }) })

function historyRoutes(app: App, { records, product }: ServerParts, version: string): void {
  app.get(
    `/${version}/identityProtection/riskyUsers/:id/history`,
    {
      config: { scope: 'read' },
      schema: {
        summary: 'Risky users: how one came to stand as they do, newest first',
        params: Id,
        response: { 200: told<object>('A collection.') },
      },
    },
    async ({ params }) => {
      await product().risk.sweep()
      const value = await riskyUserHistory(params.id, records)
      if (value === undefined) throw problem(404, 'not_found', `Resource '${params.id}' does not exist.`)
      return { '@odata.context': `$metadata#identityProtection/riskyUsers('${params.id}')/history`, value }
    },
  )
}
