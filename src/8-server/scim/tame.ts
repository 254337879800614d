/**
 * Makes what provisioning agents really send into what RFC 7644 means. Entra's agent writes `"False"` for false, `Replace` with a filter on a value
 * that is not there yet, a manager as bare text; Okta's names `id` among what a group is to become.
 * https://learn.microsoft.com/entra/identity/app-provisioning/application-provisioning-config-problem-scim-compatibility
 * https://developer.okta.com/docs/api/openapi/okta-scim/guides/scim-20
 */
import { isObject, type Json, type JsonObject } from '../../0-event/json.ts'
import { scimError } from './answer.ts'

export const asObject = (value: unknown): JsonObject | undefined => (isObject(value) ? value : undefined)

export interface Operation {
  readonly op: 'add' | 'remove' | 'replace'
  readonly path?: string
  readonly value?: Json
}

const operationsMax = 1000

/** Lists of values with types; a type we do not know would be refused and is `other` instead. */
const types: Readonly<Record<string, readonly string[]>> = {
  emails: ['work', 'home', 'other'],
  addresses: ['work', 'home', 'other'],
  phonenumbers: ['work', 'home', 'mobile', 'fax', 'pager', 'other'],
}
const lists = ['emails', 'addresses', 'phonenumbers', 'ims', 'photos', 'roles', 'entitlements', 'x509certificates', 'members', 'groups']

/** A User as it came by POST or PUT. */
export const tameUser = (body: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(body).map(([key, value]) => [key, tameValue(key, value)]))

function tameValue(key: string, value: Json | undefined): Json | undefined {
  const name = key.toLowerCase()
  if (name === 'active' || name.endsWith('.primary')) return yesNo(value)
  if (name === 'manager' || name.endsWith(':manager')) return typeof value === 'string' ? { value } : value
  if (name.endsWith(':user')) return tameUser(asObject(value) ?? {})
  if (lists.includes(name)) return Array.isArray(value) ? value.map((each) => tameEach(name, each)) : value
  return value
}

function tameEach(list: string, each: Json): Json {
  const object = asObject(each)
  if (object === undefined) return each
  const { type, primary, ...rest } = object
  return {
    ...rest,
    ...(typeof type === 'string' ? { type: knownType(list, type) } : {}),
    ...(primary === undefined ? {} : { primary: yesNo(primary) ?? false }),
  }
}

function knownType(list: string, type: string): string {
  const known = types[list]
  const lower = type.toLowerCase()
  return known === undefined ? type : known.includes(lower) ? lower : 'other'
}

const yesNo = (value: Json | undefined): Json | undefined =>
  typeof value === 'string' && /^(?:true|false)$/i.test(value) ? value.toLowerCase() === 'true' : value

/** The operations of a PatchOp, each with its `op` in lower case. Throws `invalidSyntax` for what is none. */
export function readOperations(body: JsonObject): readonly Operation[] {
  const given = body['Operations'] ?? body['operations']
  if (!Array.isArray(given) || given.length === 0)
    throw scimError(400, 'invalidSyntax', 'Operations is missing: a list of what is to change.')
  if (given.length > operationsMax)
    throw scimError(400, 'tooMany', `There are more than ${operationsMax} operations. Send them in several requests.`)
  return given.map((each) => {
    const { op, path, value } = asObject(each) ?? {}
    const known = (['add', 'remove', 'replace'] as const).find((name) => typeof op === 'string' && name === op.toLowerCase())
    if (known === undefined) throw scimError(400, 'invalidSyntax', 'Each operation has an op: add, remove or replace.')
    if (path !== undefined && path !== null && typeof path !== 'string') throw scimError(400, 'invalidPath', 'A path is text.')
    return { op: known, ...(typeof path === 'string' && path !== '' ? { path } : {}), ...(value === undefined ? {} : { value }) }
  })
}

/** Operations on a User that is now `current`, as scimmy takes them. */
export function tameOperations(operations: readonly Operation[], current: JsonObject): readonly Operation[] {
  const added = new Map<string, Record<string, Json>>()
  return operations.flatMap((operation) => {
    const { op, path, value } = operation
    if (path === undefined) return [{ op, value: withoutFixed(tameUser(asObject(value) ?? {})) }]
    if (op === 'remove') return [operation]
    const target = filtered.exec(path)?.groups
    if (target !== undefined) return tameFiltered(op, path, value, target, current, added)
    return [{ op, path, value: tameValue(path, unwrapped(path, value)) as Json }]
  })
}

const filtered = /^(?<list>\w+)\[(?<key>\w+) eq "?(?<wanted>[^"\]]*)"?\]\.(?<part>\w+)$/i

/** A value that the filter does not find is made, with what the filter says of it. */
function tameFiltered(
  op: Operation['op'],
  path: string,
  value: Json | undefined,
  { list = '', key = '', wanted = '', part = '' }: Readonly<Record<string, string>>,
  current: JsonObject,
  added: Map<string, Record<string, Json>>,
): readonly Operation[] {
  const tamed = (part.toLowerCase() === 'primary' ? yesNo(value) : value) ?? null
  const name = Object.keys(current).find((each) => each.toLowerCase() === list.toLowerCase())
  const values = name === undefined ? [] : current[name]
  const matches = (each: Json): boolean => String(asObject(each)?.[key] ?? '').toLowerCase() === wanted.toLowerCase()
  if (Array.isArray(values) && values.some(matches)) return [{ op, path, value: tamed }]
  const id = `${list}[${key}=${wanted}]`.toLowerCase()
  const known = added.get(id)
  if (known !== undefined) {
    known[part] = tamed
    return []
  }
  const made: Record<string, Json> = {
    [key]: key === 'type' ? knownType(list.toLowerCase(), wanted) : (yesNo(wanted) ?? wanted),
    [part]: tamed,
  }
  added.set(id, made)
  return [{ op: 'add', path: list, value: [made] }]
}

/** A plain attribute in a list of one, as older agents send it. */
function unwrapped(path: string, value: Json | undefined): Json | undefined {
  if (lists.includes(path.toLowerCase()) || !Array.isArray(value) || value.length !== 1) return value
  const inner = asObject(value[0])?.['value']
  return inner === undefined ? value : inner
}

const fixed = ['id', 'schemas', 'meta']
const withoutFixed = (value: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(value).filter(([key]) => !fixed.includes(key.toLowerCase())))
