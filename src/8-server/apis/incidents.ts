/** `/api/incidents`: what an analyst works on. */
import Type from 'typebox'
import * as kept from '../../2-store/records-findings.ts'
import { atLeast, levels } from '../../3-detect/finding.ts'
import { nameOf } from '../access.ts'
import { type Api, told } from '../api.ts'
import { toIncidentView } from '../found.ts'
import { problem } from '../problem.ts'
import type { IncidentDetail, IncidentPage, IncidentView } from '../wire.ts'

const Id = Type.Object({ id: Type.String({ maxLength: 200 }) })
const Query = Type.Object({
  state: Type.Optional(
    Type.Union([Type.Literal('open'), Type.Literal('closed'), Type.Literal('all')], { description: 'Open ones where not given.' }),
  ),
  level: Type.Optional(
    Type.Union([Type.Literal('low'), Type.Literal('medium'), Type.Literal('high')], { description: 'This level and above.' }),
  ),
  before: Type.Optional(Type.Integer({ description: 'Milliseconds since 1970: the `next` of the page before.' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, description: '50 where not given.' })),
})
const Said = Type.Object(
  {
    state: Type.Optional(Type.Union([Type.Literal('open'), Type.Literal('closed')])),
    note: Type.Optional(Type.String({ maxLength: 10_000 })),
  },
  { additionalProperties: false },
)

export const incidents: Api = {
  name: 'incidents',
  summary: 'Incidents, their evidence and what people said about them.',
  routes: (app, { records, product, feed }) => {
    app.get(
      '/api/incidents',
      {
        config: { scope: 'read' },
        schema: { summary: 'Incidents, newest first.', querystring: Query, response: { 200: told<IncidentPage>('A page.') } },
      },
      async ({ query: { state = 'open', level = 'low', before, limit = 50 } }) => {
        const wanted = levels.filter((one) => atLeast(one, level))
        const rows = await kept.incidents(records, { state, levels: wanted, before, limit })
        return { incidents: rows.map(toIncidentView), next: rows.length < limit ? undefined : rows.at(-1)?.first_time }
      },
    )

    app.get(
      '/api/incidents/:id',
      {
        config: { scope: 'read' },
        schema: { summary: 'One incident with its timeline.', params: Id, response: { 200: told<IncidentDetail>('The incident.') } },
      },
      async ({ params }) => {
        const detail = await product().incidentDetail(params.id)
        if (detail === undefined) throw noIncident()
        return detail
      },
    )

    app.patch(
      '/api/incidents/:id',
      {
        config: { scope: 'admin' },
        schema: {
          summary: 'Closes or opens an incident, or notes something.',
          params: Id,
          body: Said,
          response: { 200: told<IncidentView>('It.') },
        },
      },
      async ({ params, body, who }) => {
        const row = await kept.judgeIncident(records, params.id, { ...body, by: nameOf(who) })
        if (row === undefined) throw noIncident()
        const incident = toIncidentView(row)
        feed.publish({ type: 'incident', incident })
        return incident
      },
    )
  },
}

const noIncident = () => problem(404, 'not_found', 'There is no such incident; it may be older than what is kept.')
