/** `/api/hunt`: the console's queries, what its editor needs to know, and the queries that people saved. */
import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import Type from 'typebox'
import { huntRowsMax } from '../../2-store/hunt.ts'
import { keepQuery, removeQuery, savedQueries, savedQueriesMax } from '../../2-store/records-queries.ts'
import { nameOf } from '../access.ts'
import { type Api, type App, type ServerParts, told } from '../api.ts'
import { replyText } from '../hunting/reply.ts'
import { createRunning } from '../hunting/running.ts'
import { huntSchema, tablesSchema } from '../hunting/schema.ts'
import type { HuntExplained, HuntMistake, SavedQuery } from '../hunting/wire.ts'
import { problem } from '../problem.ts'

/** Generous for queries with long lists in them. */
const textMax = 1024 * 1024
const bodyBytesMax = 4 * textMax
/** Less than a silent connection is kept for. */
const timeoutMs = 110_000

const Text = Type.String({ maxLength: textMax })
const Id = Type.String({ pattern: '^[\\w-]{1,60}$' })
const Time = Type.Optional(Type.Number({ description: 'Milliseconds since 1970.' }))
const Question = Type.Object({
  text: Text,
  from: Time,
  to: Time,
  now: Time,
  rowsMax: Type.Optional(Type.Integer({ minimum: 1, maximum: huntRowsMax })),
  id: Type.Optional(Id),
})

export const hunt: Api = {
  name: 'hunt',
  summary: 'Queries in KQL for the console, and the saved ones.',
  routes: (app, parts) => {
    queryRoutes(app, parts)
    textRoutes(app, parts)
    schemaRoute(app, parts)
    savedRoutes(app, parts)
  },
}

function queryRoutes(app: App, { product }: ServerParts): void {
  const running = createRunning()

  app.post(
    '/api/hunt/query',
    {
      config: { scope: 'query' },
      bodyLimit: bodyBytesMax,
      schema: {
        summary: 'Runs KQL. What is wrong with the text is an answer, with places.',
        body: Question,
        response: { 200: told<object>('A `HuntReply`: results, or why there are none.') },
      },
    },
    async ({ body: { text, id, ...options } }, reply) => {
      const { hunter } = product()
      const answer = await running.run(reply, id, (signal) => hunter.query(text, { ...options, timeoutMs, signal }))
      return reply.type('application/json; charset=utf-8').send(Readable.from(replyText(answer)))
    },
  )

  app.post(
    '/api/hunt/cancel',
    {
      config: { scope: 'query' },
      schema: { summary: 'Ends a query under way.', body: Type.Object({ id: Id }) },
    },
    async ({ body }, reply) => {
      if (!running.cancel(body.id)) throw problem(404, 'not_found', 'No query runs under this id; it may have ended.')
      return reply.code(204).send()
    },
  )
}

function textRoutes(app: App, { product }: ServerParts): void {
  app.post(
    '/api/hunt/check',
    {
      config: { scope: 'query' },
      bodyLimit: bodyBytesMax,
      schema: {
        summary: 'What is wrong with a text, without running it.',
        body: Type.Object({ text: Text }),
        response: { 200: told<HuntMistake[]>('Mistakes, with places.') },
      },
    },
    async ({ body }) => [...(await product().hunter.check(body.text))],
  )

  app.post(
    '/api/hunt/explain',
    {
      config: { scope: 'query' },
      bodyLimit: bodyBytesMax,
      schema: {
        summary: 'The plan of a query and its SQL.',
        body: Question,
        response: { 200: told<HuntExplained>('Plans, or what is wrong.') },
      },
    },
    async ({ body: { text, id: _, ...options } }) => product().hunter.explain(text, options),
  )
}

function schemaRoute(app: App, { product }: ServerParts): void {
  app.get(
    '/api/hunt/schema',
    {
      config: { scope: 'query' },
      schema: {
        summary: 'Tables, functions and watchlists, for editors.',
        querystring: Type.Object({ tables: Type.Optional(Type.String({ maxLength: 4000, description: 'Only these, with commas.' })) }),
        response: { 200: told<unknown>('A `HuntSchema`: what queries may name.'), 304: told<unknown>('As it was.') },
      },
    },
    async ({ query, headers }, reply) => {
      const { hunter, store } = product()
      const schema = query.tables === undefined ? huntSchema(hunter, await store.counts()) : tablesSchema(hunter, query.tables.split(','))
      const text = JSON.stringify(schema)
      const etag = `"${createHash('sha256').update(text).digest('base64url')}"`
      reply.header('etag', etag).header('cache-control', 'private, no-cache')
      if (headers['if-none-match'] === etag) return reply.code(304).send('')
      return reply.type('application/json; charset=utf-8').serializer(String).send(text)
    },
  )
}

function savedRoutes(app: App, { records, clock }: ServerParts): void {
  app.get(
    '/api/hunt/saved',
    {
      config: { scope: 'query' },
      schema: { summary: 'Saved queries, by name.', response: { 200: told<SavedQuery[]>('Queries.') } },
    },
    async () => [...(await savedQueries(records))],
  )

  app.put(
    '/api/hunt/saved/:id',
    {
      config: { scope: 'query' },
      bodyLimit: bodyBytesMax,
      schema: {
        summary: 'Saves a query under a name, or saves it anew.',
        params: Type.Object({ id: Id }),
        body: Type.Object({ name: Type.String({ minLength: 1, maxLength: 200 }), text: Text }),
        response: { 200: told<SavedQuery>('The query as it was saved.') },
      },
    },
    async ({ params, body, who }) => {
      const saved: SavedQuery = { id: params.id, name: body.name, text: body.text, by: nameOf(who), updated: clock() }
      if (await keepQuery(records, saved)) return saved
      throw problem(409, 'conflict', `There are ${savedQueriesMax} saved queries already. Remove some first.`)
    },
  )

  app.delete(
    '/api/hunt/saved/:id',
    { config: { scope: 'query' }, schema: { summary: 'Removes a saved query.', params: Type.Object({ id: Id }) } },
    async ({ params }, reply) => {
      if (!(await removeQuery(records, params.id))) throw problem(404, 'not_found', 'There is no such saved query.')
      return reply.code(204).send()
    },
  )
}
