/** `/api/incidents`: what an analyst works on. */
import Type from 'typebox'
import * as kept from '../../2-store/records-findings.ts'
import { atLeast, levels } from '../../3-detect/finding.ts'
import { classifications, determinations, statuses } from '../../4-risk/incident.ts'
import { nameOf } from '../access.ts'
import { type Api, told } from '../api.ts'
import { toIncidentView } from '../found.ts'
import { problem } from '../problem.ts'
import type { IncidentComment, IncidentDetail, IncidentPage, IncidentView } from '../wire.ts'

const Id = Type.Object({ id: Type.String({ maxLength: 200 }) })
const Zone = Type.Object({
  zone: Type.Optional(Type.String({ maxLength: 60, description: 'IANA name, for the question; UTC where not given.' })),
})
const Query = Type.Object({
  state: Type.Optional(
    Type.Union([Type.Literal('open'), Type.Literal('closed'), Type.Literal('all')], { description: 'Open ones where not given.' }),
  ),
  level: Type.Optional(
    Type.Union([Type.Literal('low'), Type.Literal('medium'), Type.Literal('high')], { description: 'This level and above.' }),
  ),
  person: Type.Optional(Type.String({ maxLength: 200, description: 'Only those with findings about the person of this id.' })),
  before: Type.Optional(Type.Integer({ description: 'Milliseconds since 1970: the `next` of the page before.' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, description: '50 where not given.' })),
})
const Text = Type.String({ minLength: 1, maxLength: 10_000, pattern: '\\S' })
const literals = <const T extends string>(all: readonly T[]) => Type.Union(all.map((one) => Type.Literal(one)))
const Said = Type.Object(
  {
    status: Type.Optional(literals(statuses)),
    state: Type.Optional(Type.Union([Type.Literal('open'), Type.Literal('closed')], { description: 'The old way to say `status`.' })),
    assignedTo: Type.Optional(Type.Union([Type.String({ minLength: 1, maxLength: 200 }), Type.Null()])),
    classification: Type.Optional(literals(classifications)),
    determination: Type.Optional(literals(determinations)),
    comment: Type.Optional(Text),
  },
  { additionalProperties: false },
)
const Apart = Type.Object(
  { findings: Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { minItems: 1, maxItems: 200 }) },
  { additionalProperties: false },
)

export const incidents: Api = {
  name: 'incidents',
  summary: 'Incidents, their evidence and what people said about them.',
  routes: (app, { records, product }) => {
    app.get(
      '/api/incidents',
      {
        config: { scope: 'read' },
        schema: { summary: 'Incidents, newest first.', querystring: Query, response: { 200: told<IncidentPage>('A page.') } },
      },
      async ({ query: { state = 'open', level = 'low', person, before, limit = 50 } }) => {
        const wanted = levels.filter((one) => atLeast(one, level))
        const rows = await kept.incidents(records, { state, levels: wanted, person, before, limit })
        return { incidents: rows.map(toIncidentView), next: rows.length < limit ? undefined : rows.at(-1)?.first_time }
      },
    )

    app.get(
      '/api/incidents/:id',
      {
        config: { scope: 'read' },
        schema: {
          summary: 'One incident with its timeline.',
          params: Id,
          querystring: Zone,
          response: { 200: told<IncidentDetail>('The incident.') },
        },
      },
      async ({ params, query }) => {
        const detail = await product().incidentDetail(params.id, query.zone ?? 'UTC')
        if (detail === undefined) throw noIncident()
        return detail
      },
    )

    app.patch(
      '/api/incidents/:id',
      {
        config: { scope: 'admin' },
        schema: {
          summary: 'Takes an incident, gives it to somebody, says how it stands and what it was.',
          params: Id,
          body: Said,
          response: { 200: told<IncidentView>('It.') },
        },
      },
      ({ params, body: { state, ...wish }, who }) => {
        const status = wish.status ?? (state === undefined ? undefined : state === 'closed' ? 'closed' : 'active')
        return product().incidentWork.change(params.id, { ...wish, status }, nameOf(who))
      },
    )

    app.post(
      '/api/incidents/:id/comments',
      {
        config: { scope: 'admin' },
        schema: {
          summary: 'Adds a comment, which stays as it is.',
          params: Id,
          body: Type.Object({ text: Text }, { additionalProperties: false }),
          response: { 200: told<IncidentComment>('It.') },
        },
      },
      ({ params, body, who }) => product().incidentWork.comment(params.id, body.text, nameOf(who)),
    )

    app.post(
      '/api/incidents/:id/split',
      {
        config: { scope: 'admin' },
        schema: {
          summary: 'Puts some of its findings into an incident of their own, where they stay.',
          params: Id,
          body: Apart,
          response: { 200: told<IncidentView>('The incident that holds them now.') },
        },
      },
      ({ params, body, who }) => product().incidentWork.split(params.id, body.findings, nameOf(who)),
    )
  },
}

const noIncident = () => problem(404, 'not_found', 'There is no such incident; it may be older than what is kept.')
