/** `/scim/v2`: people and groups kept in step by a directory such as Entra ID or Okta, in SCIM 2.0 (RFC 7643, RFC 7644). */
import type { FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { isObject, type JsonObject } from '../../0-event/json.ts'
import { nameOf } from '../access.ts'
import type { Api, App, ServerParts } from '../api.ts'
import { errorAnswer, listAnswer, resourceTypes, schemas, scimError, scimType, serviceProviderConfig } from '../scim/answer.ts'
import { createGroup, deleteGroup, getGroup, listGroups, patchGroup, replaceGroup } from '../scim/groups.ts'
import { createUser, deleteUser, getUser, listUsers, patchUser, replaceUser, type Scim } from '../scim/users.ts'

/** A group of some thousand members in one request. */
const bodyBytesMax = 1024 * 1024
const config = { scope: 'scim' } as const

const Id = Type.Object({ id: Type.String({ maxLength: 100 }) })
const Query = Type.Object({
  filter: Type.Optional(Type.String({ maxLength: 2000 })),
  attributes: Type.Optional(Type.String({ maxLength: 2000 })),
  excludedAttributes: Type.Optional(Type.String({ maxLength: 2000 })),
  startIndex: Type.Optional(Type.Integer({ maximum: 10_000_000 })),
  count: Type.Optional(Type.Integer()),
})

export const scim: Api = {
  name: 'scim',
  summary: 'SCIM 2.0: provisioning of people and groups from Entra ID, Okta and others.',
  routes: (app, parts) => {
    app.addContentTypeParser(
      'application/scim+json',
      { parseAs: 'string', bodyLimit: bodyBytesMax },
      app.getDefaultJsonParser('error', 'error'),
    )
    app.setErrorHandler((error, request, reply) => {
      const { status, body, isOurs } = errorAnswer(error)
      if (isOurs) request.log.error({ err: error, route: request.routeOptions.url }, 'failed')
      if (status === 401) reply.header('www-authenticate', 'Bearer realm="Tocsin"')
      return reply.code(status).type(scimType).send(body)
    })
    userRoutes(app, parts)
    groupRoutes(app, parts)
    aboutRoutes(app, parts)
  },
}

const baseOf = ({ provider }: ServerParts): string => `${provider().parts.settings.origin}/scim/v2`

const scimOf = (parts: ServerParts, { who }: FastifyRequest): Scim => ({
  parts: parts.provider().directory.parts,
  base: baseOf(parts),
  by: `scim, ${nameOf(who)}`,
})

function bodyOf({ body }: { readonly body: unknown }): JsonObject {
  if (!isObject(body)) throw scimError(400, 'invalidSyntax', 'The body is no JSON object.')
  return body
}

const expectedOf = ({ headers }: Pick<FastifyRequest, 'headers'>): string | undefined => headers['if-match']

/** 304 for who has this version already. */
function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  status: 200 | 201,
  { resource, version }: { resource: object; version: string },
) {
  reply.header('etag', version).type(scimType)
  if (status === 200 && request.method === 'GET' && request.headers['if-none-match'] === version) return reply.code(304).send()
  const { location } = (resource as { meta?: { location?: string } }).meta ?? {}
  if (status === 201 && location !== undefined) reply.header('location', location)
  return reply.code(status).send(resource)
}

function userRoutes(app: App, parts: ServerParts): void {
  const url = '/scim/v2/Users'
  app.get(url, { config, schema: { summary: 'Users by filter and page.', querystring: Query } }, async (request, reply) =>
    reply.type(scimType).send(listAnswer(await listUsers(scimOf(parts, request), request.query))),
  )
  app.post(url, { config, bodyLimit: bodyBytesMax, schema: { summary: 'Makes a user.' } }, async (request, reply) => {
    const { user, version } = await createUser(scimOf(parts, request), bodyOf(request))
    return answer(request, reply, 201, { resource: user, version })
  })
  app.get(`${url}/:id`, { config, schema: { summary: 'One user.', params: Id, querystring: Query } }, async (request, reply) => {
    const { user, version } = await getUser(scimOf(parts, request), request.params.id, request.query)
    return answer(request, reply, 200, { resource: user, version })
  })
  app.put(
    `${url}/:id`,
    { config, bodyLimit: bodyBytesMax, schema: { summary: 'Replaces a user.', params: Id } },
    async (request, reply) => {
      const { user, version } = await replaceUser(scimOf(parts, request), request.params.id, bodyOf(request), expectedOf(request))
      return answer(request, reply, 200, { resource: user, version })
    },
  )
  app.patch(
    `${url}/:id`,
    { config, bodyLimit: bodyBytesMax, schema: { summary: 'Changes a user.', params: Id } },
    async (request, reply) => {
      const { user, version } = await patchUser(scimOf(parts, request), request.params.id, bodyOf(request), expectedOf(request))
      return answer(request, reply, 200, { resource: user, version })
    },
  )
  app.delete(`${url}/:id`, { config, schema: { summary: 'Removes a user for good.', params: Id } }, async (request, reply) => {
    await deleteUser(scimOf(parts, request), request.params.id)
    return reply.code(204).send()
  })
}

function groupRoutes(app: App, parts: ServerParts): void {
  const url = '/scim/v2/Groups'
  app.get(url, { config, schema: { summary: 'Groups by filter and page.', querystring: Query } }, async (request, reply) =>
    reply.type(scimType).send(listAnswer(await listGroups(scimOf(parts, request), request.query))),
  )
  app.post(url, { config, bodyLimit: bodyBytesMax, schema: { summary: 'Makes a group.' } }, async (request, reply) => {
    const { group, version } = await createGroup(scimOf(parts, request), bodyOf(request))
    return answer(request, reply, 201, { resource: group, version })
  })
  app.get(`${url}/:id`, { config, schema: { summary: 'One group.', params: Id, querystring: Query } }, async (request, reply) => {
    const { group, version } = await getGroup(scimOf(parts, request), request.params.id, request.query)
    return answer(request, reply, 200, { resource: group, version })
  })
  app.put(
    `${url}/:id`,
    { config, bodyLimit: bodyBytesMax, schema: { summary: 'Replaces a group.', params: Id } },
    async (request, reply) => {
      const { group, version } = await replaceGroup(scimOf(parts, request), request.params.id, bodyOf(request), expectedOf(request))
      return answer(request, reply, 200, { resource: group, version })
    },
  )
  app.patch(
    `${url}/:id`,
    { config, bodyLimit: bodyBytesMax, schema: { summary: 'Changes a group.', params: Id } },
    async (request, reply) => {
      await patchGroup(scimOf(parts, request), request.params.id, bodyOf(request), expectedOf(request))
      return reply.code(204).send()
    },
  )
  app.delete(`${url}/:id`, { config, schema: { summary: 'Removes a group; its members stay.', params: Id } }, async (request, reply) => {
    await deleteGroup(scimOf(parts, request), request.params.id)
    return reply.code(204).send()
  })
}

function aboutRoutes(app: App, parts: ServerParts): void {
  const url = '/scim/v2'
  app.get(`${url}/ServiceProviderConfig`, { config, schema: { summary: 'What of SCIM is spoken here.' } }, async (_, reply) =>
    reply.type(scimType).send(serviceProviderConfig(baseOf(parts))),
  )
  app.get(`${url}/ResourceTypes`, { config, schema: { summary: 'Users and groups.' } }, async (_, reply) => {
    const resources = resourceTypes(baseOf(parts))
    return reply.type(scimType).send(listAnswer({ resources, total: resources.length, startIndex: 1 }))
  })
  app.get(`${url}/Schemas`, { config, schema: { summary: 'The attributes.' } }, async (_, reply) => {
    const resources = schemas(baseOf(parts))
    return reply.type(scimType).send(listAnswer({ resources, total: resources.length, startIndex: 1 }))
  })
  app.get(`${url}/Schemas/:id`, { config, schema: { summary: 'One schema.', params: Id } }, async (request, reply) => {
    const schema = schemas(baseOf(parts)).find(({ id }) => id === request.params.id)
    if (schema === undefined) throw scimError(404, null, 'There is no such schema.')
    return reply.type(scimType).send(schema)
  })
}
