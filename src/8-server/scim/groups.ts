/** SCIM Groups: found, made, replaced, patched and removed. Members are changed by their ids alone, so that a group of thousands costs what changes. */
import type { Json, JsonObject } from '../../0-event/json.ts'
import type { IdentityRecords } from '../../2-store/identity/identity.ts'
import type { GroupRow } from '../../2-store/identity/schema.ts'
import { cleanText, isRefused, type Refused } from '../../7-provider/directory/fields.ts'
import {
  addGroup,
  addMembers,
  changeGroup,
  groupById,
  noGroup,
  putAllMembers,
  removeGroup,
  removeMembers,
} from '../../7-provider/directory/groups.ts'
import { inOne, type Work } from '../../7-provider/directory/work.ts'
import { nameKeyOf } from '../../7-provider/person.ts'
import { countMax, type ListPart, refusedError, scimError } from './answer.ts'
import { type Clause, readFilter } from './filter.ts'
import { groupSchema } from './schemas.ts'
import { asObject, type Operation, readOperations } from './tame.ts'
import { versionOf } from './user.ts'
import type { Query, Scim } from './users.ts'

export interface ToldGroup {
  readonly group: object
  readonly version: string
}

export async function listGroups(scim: Scim, query: Query): Promise<ListPart> {
  const { records } = scim.parts.identity
  const startIndex = Math.max(1, query.startIndex ?? 1)
  const count = Math.min(countMax, Math.max(0, query.count ?? 100))
  const ids = query.filter === undefined ? undefined : await idsOf(records, query.filter)
  const all = records.selectFrom('people_group')
  const some = ids === undefined ? all : all.where('id', 'in', ids.length === 0 ? [''] : ids)
  const { total } = await some.select(({ fn }) => fn.countAll().as('total')).executeTakeFirstOrThrow()
  const rows =
    count === 0
      ? []
      : await some
          .selectAll()
          .orderBy('created')
          .orderBy('id')
          .limit(count)
          .offset(startIndex - 1)
          .execute()
  return { resources: await shown(scim, records, rows, query), total: Number(total), startIndex }
}

/** The groups that a filter names. Entra asks `id eq "…" and members eq "…"` to learn whether somebody is a member. */
async function idsOf(records: IdentityRecords, text: string): Promise<readonly string[]> {
  const found = new Set<string>()
  for (const clauses of readFilter(text).clauses) {
    let query = groupIds(records)
    for (const clause of clauses) query = narrowed(query, clause)
    for (const { id } of await query.limit(countMax * 5).execute()) found.add(id)
  }
  return [...found]
}

const groupIds = (records: IdentityRecords) => records.selectFrom('people_group').select('people_group.id')
type IdQuery = ReturnType<typeof groupIds>

function narrowed(query: IdQuery, { attribute, operator, value }: Clause): IdQuery {
  if (operator !== 'eq' || typeof value !== 'string') throw unfit()
  switch (attribute) {
    case 'id':
      return query.where('people_group.id', '=', value)
    case 'displayname':
      return query.where('people_group.name_key', '=', nameKeyOf(value))
    case 'externalid':
      return query.where('people_group.external_id', '=', value)
    case 'members':
    case 'members.value':
      return query.where('people_group.id', 'in', (sub) => sub.selectFrom('membership').select('group_id').where('account_id', '=', value))
    default:
      throw unfit()
  }
}

const unfit = () => scimError(400, 'invalidFilter', 'Groups are found by displayName, externalId, id and members, each with eq.')

/** With members, unless they are left out. */
async function shown({ base }: Scim, records: IdentityRecords, rows: readonly GroupRow[], query: Query): Promise<readonly object[]> {
  const wants = wanted(query)
  if (rows.length === 0) return []
  const members = wants('members')
    ? await records
        .selectFrom('membership')
        .innerJoin('account', 'account.id', 'membership.account_id')
        .select(['membership.group_id', 'account.id', 'account.display_name'])
        .where(
          'membership.group_id',
          'in',
          rows.map(({ id }) => id),
        )
        .orderBy('account.name_key')
        .execute()
    : []
  return rows.map((row) => {
    const of = members.filter(({ group_id }) => group_id === row.id)
    const list = of.map(({ id, display_name }) => ({ value: id, display: display_name, $ref: `${base}/Users/${id}`, type: 'User' }))
    const { created, updated } = row
    const times = { created: new Date(created).toISOString(), lastModified: new Date(updated).toISOString() }
    return {
      schemas: [groupSchema],
      id: row.id,
      ...(row.external_id !== null && wants('externalid') ? { externalId: row.external_id } : {}),
      ...(wants('displayname') ? { displayName: row.name } : {}),
      ...(list.length > 0 ? { members: list } : {}),
      meta: { resourceType: 'Group', ...times, location: `${base}/Groups/${row.id}`, version: versionOf(row) },
    }
  })
}

function wanted({ attributes, excludedAttributes }: Query): (name: string) => boolean {
  const names = (text: string | undefined): readonly string[] | undefined =>
    text
      ?.toLowerCase()
      .replaceAll(`${groupSchema.toLowerCase()}:`, '')
      .split(',')
      .map((name) => name.trim().split('.')[0] ?? '')
  const some = names(attributes)
  const none = names(excludedAttributes) ?? []
  return (name) => (some === undefined ? !none.includes(name) : some.includes(name))
}

async function tell(scim: Scim, row: GroupRow | Refused, query: Query = {}): Promise<ToldGroup> {
  if (isRefused(row)) throw refusedError(row)
  const [group] = await shown(scim, scim.parts.identity.records, [row], query)
  if (group === undefined) throw refusedError(noGroup)
  return { group, version: versionOf(row) }
}

export const getGroup = async (scim: Scim, id: string, query: Query): Promise<ToldGroup> =>
  tell(scim, (await groupById(scim.parts.identity, id)) ?? noGroup, query)

interface GivenScimGroup {
  readonly name: string
  readonly externalId: string | null
  readonly members: readonly string[]
}

function readGroup(body: JsonObject): GivenScimGroup {
  const { displayName, externalId, members } = body
  if (typeof displayName !== 'string') throw scimError(400, 'invalidValue', 'displayName is missing.')
  return { name: displayName, externalId: typeof externalId === 'string' ? externalId : null, members: idsIn(members) }
}

function idsIn(value: Json | undefined): readonly string[] {
  if (value === undefined || value === null) return []
  return (Array.isArray(value) ? value : [value]).map((each) => {
    const id = typeof each === 'string' ? each : asObject(each)?.['value']
    if (typeof id !== 'string') throw scimError(400, 'invalidValue', 'A member has a value: the id of a user.')
    return id
  })
}

export async function createGroup(scim: Scim, body: JsonObject): Promise<ToldGroup> {
  const given = readGroup(body)
  const make = async (work: Work): Promise<GroupRow | Refused> => {
    const row = await addGroup(work, scim.parts, given)
    return isRefused(row) ? row : after(await addMembers(work, row, given.members), work, row.id)
  }
  return tell(scim, await inOne(scim.parts, scim.by, make))
}

/** The group as it is after a change, or what was refused. */
const after = async (changed: unknown, work: Work, id: string): Promise<GroupRow | Refused> =>
  isRefused(changed) ? changed : ((await groupById(work, id)) ?? noGroup)

export async function replaceGroup(scim: Scim, id: string, body: JsonObject, expected: string | undefined): Promise<ToldGroup> {
  const given = readGroup(body)
  const change = async (work: Work): Promise<GroupRow | Refused> => {
    await checkVersion(work, id, expected)
    const row = await changeGroup(work, id, given)
    return isRefused(row) ? row : after(await putAllMembers(work, row, given.members), work, id)
  }
  return tell(scim, await inOne(scim.parts, scim.by, change))
}

export async function patchGroup(scim: Scim, id: string, body: JsonObject, expected: string | undefined): Promise<void> {
  const operations = readOperations(body)
  const changed = await inOne(scim.parts, scim.by, async (work) => {
    await checkVersion(work, id, expected)
    for (const operation of operations) {
      const refused = await apply(work, id, operation)
      if (isRefused(refused)) return refused
    }
    return undefined
  })
  if (isRefused(changed)) throw refusedError(changed)
}

const oneMember = /^members\[value eq "([^"]*)"\]$/i

async function apply(work: Work, id: string, { op, path, value }: Operation): Promise<unknown> {
  const group = await groupById(work, id)
  if (group === undefined) return noGroup
  if (path === undefined) {
    if (op === 'remove') throw scimError(400, 'noTarget', 'A remove says which path.')
    for (const [key, each] of Object.entries(asObject(value) ?? {})) {
      if (['id', 'schemas', 'meta'].includes(key.toLowerCase())) continue
      const refused = await apply(work, id, { op, path: key, value: each ?? null })
      if (isRefused(refused)) return refused
    }
    return undefined
  }
  const plain = path.replace(`${groupSchema}:`, '')
  const member = oneMember.exec(plain)?.[1]
  if (member !== undefined && op === 'remove') return removeMembers(work, group, [member])
  switch (plain.toLowerCase()) {
    case 'members':
      return changeMembers(work, group, op, value)
    case 'displayname':
      if (op === 'remove') throw scimError(400, 'mutability', 'A group has a displayName.')
      return changeGroup(work, id, { name: textIn(value) ?? '' })
    case 'externalid':
      return changeGroup(work, id, { externalId: op === 'remove' ? null : (textIn(value) ?? null) })
    default:
      throw scimError(400, 'invalidPath', `A group has displayName, externalId and members; there is no "${plain.slice(0, 100)}".`)
  }
}

/** Without a value a remove takes all out (RFC 7644 §3.5.2.2); with one, as Entra sends it, those. */
function changeMembers(work: Work, group: GroupRow, op: Operation['op'], value: Json | undefined): Promise<unknown> {
  if (op === 'remove') return removeMembers(work, group, value === undefined || value === null ? 'all' : idsIn(value))
  return op === 'add' ? addMembers(work, group, idsIn(value)) : putAllMembers(work, group, idsIn(value))
}

function textIn(value: Json | undefined): string | undefined {
  const [inner] = Array.isArray(value) ? value : [value]
  const text = asObject(inner)?.['value'] ?? inner
  const clean = typeof text === 'string' ? cleanText(text, 'It') : null
  return typeof clean === 'string' ? clean : undefined
}

async function checkVersion(work: Work, id: string, expected: string | undefined): Promise<void> {
  const row = await groupById(work, id)
  if (row !== undefined && expected !== undefined && expected !== '*' && expected !== versionOf(row))
    throw scimError(412, null, 'The group was changed since it was read. Read it again.')
}

export async function deleteGroup(scim: Scim, id: string): Promise<void> {
  if (!(await inOne(scim.parts, scim.by, (work) => removeGroup(work, id)))) throw refusedError(noGroup)
}
