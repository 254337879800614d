/** `/api/status`, `/api/feed`, `/api/scenarios`, `/api/play`, `/api/simulated`, `/api/quarantine`: what the console shows and plays. */
import Type from 'typebox'
import { hasAdministrator } from '../../2-store/records-access.ts'
import * as kept from '../../2-store/records-findings.ts'
import { levels } from '../../3-detect/finding.ts'
import type { Who } from '../access.ts'
import { type Api, type App, type ServerParts, told } from '../api.ts'
import { toIncidentView } from '../found.ts'
import { problem } from '../problem.ts'
import type { QuarantineView, ScenarioView, Status } from '../wire.ts'

/** Open incidents a page gets when it comes to the feed; it asks for older ones itself. */
const firstIncidentsMax = 200

export const console: Api = {
  name: 'console',
  summary: 'The state of the server, its live feed, simulated attacks, refused records.',
  routes: (app, parts) => {
    stateRoutes(app, parts)
    playRoutes(app, parts)
  },
}

function stateRoutes(app: App, parts: ServerParts): void {
  const { records, product, feed } = parts

  app.get(
    '/api/status',
    {
      config: { scope: 'open' },
      schema: {
        summary: 'Numbers about what is kept and found. Without a session only whether an administrator is still to be made.',
        response: { 200: told<Status | Pick<Status, 'needsSetup'>>('The status.') },
      },
    },
    async ({ who }) => (who === undefined ? { needsSetup: !(await hasAdministrator(records)) } : product().status()),
  )

  app.get(
    '/api/feed',
    { config: { scope: 'read' }, schema: { summary: 'Server-sent events: the status and the open incidents, then whatever is new.' } },
    async ({ who }, reply) => {
      product()
      for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) reply.raw.setHeader(name, value)
      const tell = feed.open(reply.raw, ownerOf(who))
      reply.hijack()
      tell({ type: 'status', status: await product().status() })
      const open = await kept.incidents(records, { state: 'open', levels, limit: firstIncidentsMax })
      for (const row of open) tell({ type: 'incident', incident: toIncidentView(row) })
    },
  )

  app.get(
    '/api/quarantine',
    {
      config: { scope: 'read' },
      schema: {
        summary: 'Records that could not be read, newest first.',
        querystring: Type.Object({ limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })) }),
        response: { 200: told<QuarantineView>('Refused records.') },
      },
    },
    async ({ query }) => product().quarantined(query.limit ?? 100),
  )
}

const ownerOf = (who: Who | undefined): string => (who === undefined ? '' : who.kind === 'administrator' ? who.session : who.id)

function playRoutes(app: App, { product, log }: ServerParts): void {
  app.get(
    '/api/scenarios',
    {
      config: { scope: 'read' },
      schema: { summary: 'Attacks that can be played.', response: { 200: told<ScenarioView[]>('Scenarios.') } },
    },
    async () => [...product().player.scenarios],
  )

  app.post(
    '/api/play',
    {
      config: { scope: 'admin' },
      schema: {
        summary: 'Plays a simulated attack in time-lapse.',
        body: Type.Object({
          scenario: Type.String({ maxLength: 100 }),
          seed: Type.Optional(Type.Integer({ minimum: 0, maximum: 2 ** 31 })),
          seconds: Type.Optional(Type.Integer({ minimum: 1, maximum: 600, description: 'How long it takes; 45 where not given.' })),
        }),
      },
    },
    async ({ body }, reply) => {
      const { player } = product()
      if (!player.scenarios.some(({ name }) => name === body.scenario)) {
        throw problem(
          404,
          'not_found',
          `There is no scenario "${body.scenario}"; there are ${player.scenarios.map(({ name }) => name).join(', ')}.`,
        )
      }
      if (!player.start(body)) throw problem(409, 'conflict', 'A simulated attack is being played. Stop it first.')
      log.info({ scenario: body.scenario }, 'playing')
      return reply.code(202).send({ playing: body.scenario })
    },
  )

  app.delete('/api/play', { config: { scope: 'admin' }, schema: { summary: 'Stops playing.' } }, async (_, reply) => {
    await product().player.stop()
    return reply.code(204).send()
  })

  app.delete(
    '/api/simulated',
    { config: { scope: 'admin' }, schema: { summary: 'Removes everything of the simulated organisation.' } },
    async (_, reply) => {
      await product().removeSimulated()
      return reply.code(204).send()
    },
  )
}
