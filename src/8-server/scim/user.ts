/** A SCIM User and the account it stands for: what we know stands in columns, what we only keep for the directory that sent it beside them. */
import { createHash } from 'node:crypto'
import SCIMMY from 'scimmy'
import type { Json, JsonObject } from '../../0-event/json.ts'
import type { AccountRow } from '../../2-store/identity/schema.ts'
import { addressesOf, type GivenFields } from '../../7-provider/directory/fields.ts'
import type { GroupName } from '../../7-provider/directory/wire.ts'
import { enterpriseSchema } from './schemas.ts'
import { asObject } from './tame.ts'

/** Told back as they came; nothing here goes by them. A password never is: people choose their own (OWASP ASVS 6.4.6). */
const keptAttributes = [
  'name',
  'emails',
  'nickName',
  'title',
  'userType',
  'preferredLanguage',
  'timezone',
  'phoneNumbers',
  'addresses',
  'roles',
  'entitlements',
  enterpriseSchema,
] as const

export type User = InstanceType<typeof SCIMMY.Schemas.User>
type AttributeFilter = InstanceType<typeof SCIMMY.Types.Filter>

/** Throws what scimmy says of values that fit no attribute. */
export const readUser = (body: JsonObject): User => new SCIMMY.Schemas.User(body, 'in')

/** What the account becomes: what is left out is emptied, as PUT and POST have it; whether it is active stays. */
export function givenOf(user: User): GivenFields {
  const plain = plainOf(user)
  const emails = listOf(plain['emails'])
  const first = emails.find(({ primary }) => primary === true) ?? emails[0]
  const addresses = emails.flatMap(({ value }) => (typeof value === 'string' ? [value] : []))
  const name = asObject(plain['name'])
  const kept = keptAttributes.flatMap((key) => (plain[key] === undefined ? [] : [[key, plain[key]] as const]))
  return {
    name: textOf(plain['userName']) ?? '',
    displayName: textOf(plain['displayName']) ?? textOf(name?.['formatted']) ?? null,
    givenName: textOf(name?.['givenName']) ?? null,
    familyName: textOf(name?.['familyName']) ?? null,
    email: textOf(first?.['value']) ?? null,
    emails: addresses,
    locale: textOf(plain['locale']) ?? null,
    externalId: textOf(plain['externalId']) ?? null,
    state: plain['active'] === undefined ? undefined : plain['active'] === false ? 'disabled' : 'active',
    extra: JSON.stringify(Object.fromEntries(kept)),
  }
}

const plainOf = (user: User): JsonObject => JSON.parse(JSON.stringify(user)) as JsonObject
const textOf = (value: Json | undefined): string | undefined => (typeof value === 'string' && value.trim() !== '' ? value : undefined)

function listOf(value: Json | undefined): readonly JsonObject[] {
  const each: readonly Json[] = Array.isArray(value) ? value : []
  return each.map(asObject).filter((object) => object !== undefined)
}

export interface ShownUser {
  readonly row: AccountRow
  readonly groups: readonly GroupName[]
}

/** `base`: where SCIM lives, for the addresses of resources. */
export function userOf({ row, groups }: ShownUser, base: string, attributes?: AttributeFilter): User {
  const extra = asObject(JSON.parse(row.extra) as Json) ?? {}
  const name = { ...asObject(extra['name']), ...names(row) }
  const data = {
    ...extra,
    id: row.id,
    externalId: row.external_id ?? undefined,
    userName: row.name,
    ...(Object.keys(name).length === 0 ? {} : { name }),
    displayName: row.display_name,
    active: row.state === 'active',
    emails: emailsOf(row, listOf(extra['emails'])),
    locale: row.locale ?? undefined,
    groups: groups.map((group) => ({ value: group.id, display: group.name, $ref: `${base}/Groups/${group.id}`, type: 'direct' })),
    meta: { created: new Date(row.created), lastModified: new Date(row.updated), version: versionOf(row) },
  }
  return new SCIMMY.Schemas.User(data, 'out', `${base}/Users`, attributes)
}

const names = ({ given_name, family_name }: AccountRow): JsonObject => ({
  ...(given_name === null ? {} : { givenName: given_name }),
  ...(family_name === null ? {} : { familyName: family_name }),
})

/** As they came, where they still are what the account has. */
function emailsOf(row: AccountRow, told: readonly JsonObject[]): readonly JsonObject[] {
  const addresses = addressesOf(row)
  const kept = told.filter(({ value }) => addresses.some((address) => address === value))
  const others = addresses.filter((address) => !kept.some(({ value }) => value === address))
  return [...kept, ...others.map((value) => ({ value, type: 'work', primary: kept.length === 0 && value === row.email }))]
}

/** RFC 7644 §3.14: weak, because two texts of one resource may differ. */
export const versionOf = (row: object): string => `W/"${createHash('sha256').update(JSON.stringify(row)).digest('base64url').slice(0, 16)}"`
