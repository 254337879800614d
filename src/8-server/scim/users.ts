/** SCIM Users: found by filter and page, made, replaced, patched and removed, each change in one transaction. */

import { sql } from 'kysely'
import SCIMMY from 'scimmy'
import type { JsonObject } from '../../0-event/json.ts'
import type { IdentityRecords } from '../../2-store/identity/identity.ts'
import type { AccountRow } from '../../2-store/identity/schema.ts'
import { addAccount, changeAccount, removeAccount, unknown } from '../../7-provider/directory/accounts.ts'
import { isRefused, type Refused } from '../../7-provider/directory/fields.ts'
import type { GroupName } from '../../7-provider/directory/wire.ts'
import { type DirectoryParts, held, inOne, type Work } from '../../7-provider/directory/work.ts'
import { nameKeyOf } from '../../7-provider/person.ts'
import { countMax, type ListPart, refusedError, scimError } from './answer.ts'
import { type Clause, filterOf, readFilter } from './filter.ts'
import { readOperations, tameOperations, tameUser } from './tame.ts'
import { givenOf, readUser, type ShownUser, type User, userOf, versionOf } from './user.ts'

export interface Scim {
  readonly parts: DirectoryParts
  /** Where SCIM lives: `https://id.example.com/scim/v2`. */
  readonly base: string
  readonly by: string
}

export interface Query {
  readonly filter?: string | undefined
  readonly attributes?: string | undefined
  readonly excludedAttributes?: string | undefined
  readonly startIndex?: number | undefined
  readonly count?: number | undefined
}

/** Accounts that are looked through one by one for a filter that no index answers. */
const scanMax = 10_000

type AttributeFilter = InstanceType<typeof SCIMMY.Types.Filter>

/** Which attributes are to be told; throws `invalidFilter` for names that are none. */
function attributesOf({ attributes, excludedAttributes }: Query): AttributeFilter | undefined {
  const given = attributes ?? excludedAttributes
  if (given === undefined || given.trim() === '') return undefined
  const operator = attributes === undefined ? 'np' : 'pr'
  try {
    return new SCIMMY.Types.Filter(
      given
        .split(',')
        .map((name) => `${name.trim()} ${operator}`)
        .join(' and '),
    )
  } catch {
    throw scimError(400, 'invalidValue', 'attributes and excludedAttributes are names with commas between them.')
  }
}

export async function listUsers(scim: Scim, query: Query): Promise<ListPart> {
  const { records } = scim.parts.identity
  const startIndex = Math.max(1, query.startIndex ?? 1)
  const count = Math.min(countMax, Math.max(0, query.count ?? 100))
  const { rows, total } =
    query.filter === undefined ? await pageOf(records, startIndex, count) : await matching(scim, query.filter, startIndex, count)
  const attributes = attributesOf(query)
  const shown = await withGroups(records, rows)
  return { resources: shown.map((each) => userOf(each, scim.base, attributes)), total, startIndex }
}

interface Found {
  readonly rows: readonly AccountRow[]
  readonly total: number
}

async function pageOf(records: IdentityRecords, startIndex: number, count: number): Promise<Found> {
  const { total } = await records
    .selectFrom('account')
    .select(({ fn }) => fn.countAll().as('total'))
    .executeTakeFirstOrThrow()
  if (count === 0) return { rows: [], total: Number(total) }
  const rows = await records
    .selectFrom('account')
    .selectAll()
    .orderBy('created')
    .orderBy('id')
    .limit(count)
    .offset(startIndex - 1)
    .execute()
  return { rows, total: Number(total) }
}

async function matching({ parts, base }: Scim, text: string, startIndex: number, count: number): Promise<Found> {
  const { records } = parts.identity
  const { clauses, filter } = readFilter(text)
  const [only] = clauses
  const indexed = clauses.length === 1 ? only?.find((clause) => candidates(records, clause) !== undefined) : undefined
  const rows =
    indexed === undefined ? await scan(records) : await (candidates(records, indexed)?.orderBy('created').limit(scanMax).execute() ?? [])
  // The query compares as this service does; what is left is compared as SCIM does.
  const left = indexed === undefined ? undefined : only?.filter((clause) => clause !== indexed)
  const rest = left === undefined ? filter : left.length === 0 ? undefined : filterOf(left)
  const all = rest === undefined ? rows : rows.filter((row) => rest.match([userOf({ row, groups: [] }, base)]).length > 0)
  return { rows: all.slice(startIndex - 1, startIndex - 1 + count), total: all.length }
}

async function scan(records: IdentityRecords): Promise<readonly AccountRow[]> {
  const rows = await records
    .selectFrom('account')
    .selectAll()
    .orderBy('created')
    .orderBy('id')
    .limit(scanMax + 1)
    .execute()
  if (rows.length > scanMax)
    throw scimError(
      400,
      'tooMany',
      `More than ${scanMax} users would have to be looked through. Filter by userName, externalId, id or emails.`,
    )
  return rows
}

/** The query that answers a clause; undefined where none does. */
function candidates(records: IdentityRecords, { attribute, operator, value }: Clause) {
  const all = records.selectFrom('account').selectAll()
  if (operator !== 'eq' || typeof value !== 'string') return undefined
  switch (attribute) {
    case 'id':
      return all.where('id', '=', value)
    case 'username':
      return all.where('name_key', '=', nameKeyOf(value))
    case 'externalid':
      return all.where('external_id', '=', value)
    case 'emails':
    case 'emails.value':
      return all.where(
        sql<boolean>`lower(emails) like ${`%${JSON.stringify(value.toLowerCase()).replaceAll(/[!%_]/g, '!$&')}%`} escape '!'`,
      )
    default:
      return undefined
  }
}

async function withGroups(records: IdentityRecords, rows: readonly AccountRow[]): Promise<readonly ShownUser[]> {
  if (rows.length === 0) return []
  const members = await records
    .selectFrom('membership')
    .innerJoin('people_group', 'people_group.id', 'membership.group_id')
    .select(['membership.account_id', 'people_group.id', 'people_group.name'])
    .where(
      'membership.account_id',
      'in',
      rows.map(({ id }) => id),
    )
    .orderBy('people_group.name_key')
    .execute()
  const groups = new Map<string, GroupName[]>()
  for (const { account_id, id, name } of members) groups.set(account_id, [...(groups.get(account_id) ?? []), { id, name }])
  return rows.map((row) => ({ row, groups: groups.get(row.id) ?? [] }))
}

export interface Told {
  readonly user: User
  readonly version: string
}

async function tell({ parts, base }: Scim, row: AccountRow | Refused, query: Query = {}): Promise<Told> {
  if (isRefused(row)) throw refusedError(row)
  const [shown] = await withGroups(parts.identity.records, [row])
  if (shown === undefined) throw refusedError(unknown)
  return { user: userOf(shown, base, attributesOf(query)), version: versionOf(row) }
}

export async function getUser(scim: Scim, id: string, query: Query): Promise<Told> {
  const row = await scim.parts.identity.records.selectFrom('account').selectAll().where('id', '=', id).executeTakeFirst()
  return tell(scim, row ?? unknown, query)
}

export async function createUser(scim: Scim, body: JsonObject): Promise<Told> {
  const given = givenOf(readUser(tameUser(body)))
  return tell(scim, await inOne(scim.parts, scim.by, (work) => addAccount(work, scim.parts, given, 'scim')))
}

/** `expected`: what `If-Match` says. */
export async function replaceUser(scim: Scim, id: string, body: JsonObject, expected: string | undefined): Promise<Told> {
  const given = givenOf(readUser(tameUser(body)))
  const change = async (work: Work): Promise<AccountRow | Refused> => {
    await checkVersion(scim, work, id, expected)
    return changeAccount(work, scim.parts, id, given)
  }
  return tell(scim, await inOne(scim.parts, scim.by, change))
}

export async function patchUser(scim: Scim, id: string, body: JsonObject, expected: string | undefined): Promise<Told> {
  const operations = readOperations(body)
  const change = async (work: Work): Promise<AccountRow | Refused> => {
    const row = await checkVersion(scim, work, id, expected)
    if (row === undefined) return unknown
    const current = userOf({ row, groups: [] }, scim.base)
    const tamed = tameOperations(operations, JSON.parse(JSON.stringify(current)) as JsonObject)
    const patch = new SCIMMY.Messages.PatchOp({ schemas: [SCIMMY.Messages.PatchOp.id], Operations: tamed.map((each) => ({ ...each })) })
    const patched = await patch.apply(current)
    return patched === undefined
      ? row
      : changeAccount(work, scim.parts, id, givenOf(readUser(JSON.parse(JSON.stringify(patched)) as JsonObject)))
  }
  return tell(scim, await inOne(scim.parts, scim.by, change))
}

async function checkVersion({ parts }: Scim, work: Work, id: string, expected: string | undefined): Promise<AccountRow | undefined> {
  const row = await held(work, parts, id)
  if (row !== undefined && expected !== undefined && expected !== '*' && expected !== versionOf(row))
    throw scimError(412, null, 'The user was changed since it was read. Read it again.')
  return row
}

/** Removes the account for good; to keep it and stop its sign-ins, agents set `active` to false. */
export async function deleteUser(scim: Scim, id: string): Promise<void> {
  if (!(await inOne(scim.parts, scim.by, (work) => removeAccount(work, scim.parts, id)))) throw refusedError(unknown)
}
