/** SCIM's own shapes of answers: lists, errors, and what the service says of itself (RFC 7644 §3.4.2, §3.12; RFC 7643 §5, §6). */
import SCIMMY from 'scimmy'
import { isTaken } from '../../2-store/identity/identity.ts'
import type { Refused } from '../../7-provider/directory/fields.ts'
import { isProblem } from '../problem.ts'
import { groupSchema, userSchema } from './schemas.ts'

export const scimType = 'application/scim+json; charset=utf-8'
export const countMax = 200
const errorSchema = 'urn:ietf:params:scim:api:messages:2.0:Error'

export interface ScimError extends Error {
  readonly status: number
  readonly scimType: string | null
}

export const scimError = (status: number, type: string | null, detail: string): ScimError =>
  Object.assign(new Error(detail), { status, scimType: type })

export const refusedError = ({ refused, why }: Refused): ScimError => {
  switch (refused) {
    case 'unknown':
      return scimError(404, null, why)
    case 'taken':
      return scimError(409, 'uniqueness', why)
    case 'full':
      return scimError(400, 'tooMany', why)
    case 'invalid':
      return scimError(400, 'invalidValue', why)
  }
}

/** Status and body of whatever was thrown; our own bugs say nothing inside. */
export function errorAnswer(error: unknown): { readonly status: number; readonly body: object; readonly isOurs: boolean } {
  const { status, type, detail } = told(error)
  const body = { schemas: [errorSchema], status: String(status), ...(type === null ? {} : { scimType: type }), detail }
  return { status, body, isOurs: status >= 500 && !isProblem(error) }
}

function told(error: unknown): { readonly status: number; readonly type: string | null; readonly detail: string } {
  if (isTaken(error)) return { status: 409, type: 'uniqueness', detail: 'Somebody else took this name at the same moment.' }
  if (error instanceof Error) {
    if ('status' in error && typeof error.status === 'number') {
      const type = 'scimType' in error && typeof error.scimType === 'string' && error.scimType !== '' ? error.scimType : null
      return { status: error.status, type, detail: error.message }
    }
    // What scimmy says of values that fit no attribute.
    if (error instanceof TypeError && /attribute|collection/i.test(error.message))
      return { status: 400, type: 'invalidValue', detail: error.message }
    const status = 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500
    if (status < 500 || isProblem(error)) return { status, type: status === 400 ? 'invalidSyntax' : null, detail: error.message }
  }
  return { status: 500, type: null, detail: 'Something went wrong on our side; the server log says what.' }
}

export interface ListPart {
  readonly resources: readonly object[]
  readonly total: number
  readonly startIndex: number
}

export const listAnswer = ({ resources, total, startIndex }: ListPart): object => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
  totalResults: total,
  startIndex,
  itemsPerPage: resources.length,
  Resources: resources,
})

export const serviceProviderConfig = (base: string): object => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
  patch: { supported: true },
  bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
  filter: { supported: true, maxResults: countMax },
  changePassword: { supported: false },
  sort: { supported: false },
  etag: { supported: true },
  authenticationSchemes: [
    {
      type: 'oauthbearertoken',
      name: 'Bearer token',
      description: 'An API token with the scope scim, made by "tocsin token create --scope scim".',
      specUri: 'https://www.rfc-editor.org/info/rfc6750',
      primary: true,
    },
  ],
  meta: { resourceType: 'ServiceProviderConfig', location: `${base}/ServiceProviderConfig` },
})

export const resourceTypes = (base: string): readonly object[] => [
  {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
    id: 'User',
    name: 'User',
    endpoint: '/Users',
    description: 'A person who signs in here.',
    schema: userSchema,
    schemaExtensions: [{ schema: SCIMMY.Schemas.EnterpriseUser.id, required: false }],
    meta: { resourceType: 'ResourceType', location: `${base}/ResourceTypes/User` },
  },
  {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
    id: 'Group',
    name: 'Group',
    endpoint: '/Groups',
    description: 'A group of people.',
    schema: groupSchema,
    meta: { resourceType: 'ResourceType', location: `${base}/ResourceTypes/Group` },
  },
]

export const schemas = (base: string): readonly { readonly id: string }[] =>
  [SCIMMY.Schemas.User, SCIMMY.Schemas.Group, SCIMMY.Schemas.EnterpriseUser].map(({ definition }) => definition.describe(`${base}/Schemas`))
