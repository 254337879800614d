/** `/v1.0` and `/beta`: Microsoft Graph's collections, for tools that read them from Microsoft today. */
import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import { type Api, type App, type ServerParts, told } from '../api.ts'
import { type Collection, type CollectionQuery, isBad, readExpand, readQuery, skipToken } from '../odata/options.ts'
import { problem } from '../problem.ts'
import { riskDetections } from '../risk-detections.ts'
import { riskyUsers } from '../risky-users.ts'
import { alerts, incidents } from '../security.ts'
import { signIns } from '../sign-ins.ts'

/** A collection with the way to its rows. */
export interface GraphCollection extends Collection {
  /** Graph's path below the version. */
  readonly path: string
  readonly title: string
  /** One row more than the page holds tells that there is a next page. */
  page(query: CollectionQuery, parts: ServerParts): Promise<readonly GraphRow[]>
  count(query: CollectionQuery, parts: ServerParts): Promise<number>
  one(id: string, parts: ServerParts, expand: readonly string[]): Promise<Readonly<Record<string, unknown>> | undefined>
}

export interface GraphRow {
  readonly id: string
  /** Its value in the order asked for. */
  readonly place: string | number
  readonly item: Readonly<Record<string, unknown>>
}

export const graph: Api = {
  name: 'graph',
  summary: "Microsoft Graph's risk detections, risky users, sign-ins, alerts and incidents.",
  routes: (app, parts) => {
    for (const version of ['v1.0', 'beta']) {
      for (const collection of [riskDetections, riskyUsers, signIns, alerts, incidents]) collectionRoutes(app, parts, version, collection)
    }
  },
}

const Options = Type.Object({
  $filter: Type.Optional(Type.String()),
  $select: Type.Optional(Type.String()),
  $top: Type.Optional(Type.String()),
  $orderby: Type.Optional(Type.String()),
  $count: Type.Optional(Type.String()),
  $skip: Type.Optional(Type.String()),
  $skiptoken: Type.Optional(Type.String()),
  $expand: Type.Optional(Type.String()),
})

function collectionRoutes(app: App, parts: ServerParts, version: string, collection: GraphCollection): void {
  const path = `/${version}/${collection.path}`
  const name = collection.path.slice(collection.path.lastIndexOf('/') + 1)

  app.get(
    path,
    {
      config: { scope: 'read' },
      schema: { summary: collection.title, querystring: Options, response: { 200: told<object>('A collection as Graph gives it.') } },
    },
    async (request) => {
      const given = request.query as Readonly<Record<string, string | undefined>>
      const query = readQuery(given, collection)
      if (isBad(query)) throw problem(400, 'bad_request', query.bad)
      const rows = await collection.page(query, parts)
      const page = rows.slice(0, query.top)
      const last = page.at(-1)
      const next =
        rows.length > page.length && last !== undefined ? nextLink(request, given, skipToken(last.place, last.id), parts) : undefined
      return {
        '@odata.context': `${base(request, parts)}/${version}/$metadata#${collection.path.replace(`/${name}`, '')}/${name}`,
        ...(query.count ? { '@odata.count': await collection.count(query, parts) } : {}),
        ...(next === undefined ? {} : { '@odata.nextLink': next }),
        value: page.map(({ item }) => chosen(item, query.select, query.expand)),
      }
    },
  )

  app.get(
    `${path}/:id`,
    {
      config: { scope: 'read' },
      schema: {
        summary: `${collection.title}: one`,
        params: Type.Object({ id: Type.String({ maxLength: 300 }) }),
        querystring: Type.Object({ $expand: Type.Optional(Type.String()) }),
        response: { 200: told<object>('It.') },
      },
    },
    async (request) => {
      const expand = readExpand(request.query.$expand, collection)
      if ('bad' in expand) throw problem(400, 'bad_request', expand.bad)
      const item = await collection.one(request.params.id, parts, expand)
      if (item === undefined) throw problem(404, 'not_found', `Resource '${request.params.id}' does not exist.`)
      return { '@odata.context': `${base(request, parts)}/${version}/$metadata#${collection.path}/$entity`, ...item }
    },
  )
}

function chosen(
  item: Readonly<Record<string, unknown>>,
  select: readonly string[] | undefined,
  expand: readonly string[],
): Readonly<Record<string, unknown>> {
  return select === undefined ? item : Object.fromEntries([...select, ...expand].map((name) => [name, item[name] ?? null]))
}

const base = (request: FastifyRequest, { config }: ServerParts): string =>
  config.publicUrl?.replace(/\/$/, '') ?? `${request.protocol}://${request.host}`

function nextLink(request: FastifyRequest, given: Readonly<Record<string, string | undefined>>, token: string, parts: ServerParts): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries({ ...given, $skip: undefined, $skiptoken: token }))
    if (typeof value === 'string') query.set(name, value)
  // Graph writes the dollar sign as it is, and some clients look for it so.
  return `${base(request, parts)}${request.url.split('?')[0] ?? ''}?${query.toString().replaceAll('%24', '$')}`
}
