/** Groups and who is in them; every change of a membership is told of the person it concerns. */
import type { AccountRow, GroupRow } from '../../2-store/identity/schema.ts'
import { nameKeyOf, namesOf } from '../person.ts'
import { newId } from '../secret.ts'
import { cleanText, invalid, isRefused, type Refused } from './fields.ts'
import type { DirectoryParts, Work } from './work.ts'

const groupsMax = 20_000
export const groupsOfPersonMax = 500
/** Looked for in one statement; PostgreSQL takes 65,535 parameters, SQLite 32,766. */
const chunkMax = 1000

export interface GivenGroup {
  readonly name?: string | undefined
  readonly externalId?: string | null | undefined
}

export const noGroup: Refused = { refused: 'unknown', why: 'There is no such group.' }

export async function addGroup(work: Work, parts: DirectoryParts, given: GivenGroup): Promise<GroupRow | Refused> {
  const fields = groupFields(given, undefined)
  if (isRefused(fields)) return fields
  const { count } = await work.records
    .selectFrom('people_group')
    .select(({ fn }) => fn.countAll().as('count'))
    .executeTakeFirstOrThrow()
  if (Number(count) >= groupsMax) return { refused: 'full', why: `There are ${groupsMax} groups already.` }
  const row: GroupRow = { id: newId(parts.chance), ...fields, created: work.now, updated: work.now }
  const added = await work.records
    .insertInto('people_group')
    .values(row)
    .onConflict((conflict) => conflict.column('name_key').doNothing())
    .executeTakeFirst()
  return added.numInsertedOrUpdatedRows === 1n ? row : groupTaken(row.name)
}

const groupTaken = (name: string): Refused => ({ refused: 'taken', why: `There is a group named "${name}" already.` })

function groupFields(given: GivenGroup, before: GroupRow | undefined): Pick<GroupRow, 'name' | 'name_key' | 'external_id'> | Refused {
  const name = given.name === undefined ? before?.name : cleanText(given.name, 'The name of the group')
  if (name === undefined || name === null) return invalid('The name of the group is missing.')
  if (typeof name !== 'string') return name
  const external = given.externalId === undefined ? (before?.external_id ?? null) : cleanText(given.externalId, 'The external id')
  return isRefused(external) ? external : { name, name_key: nameKeyOf(name), external_id: external }
}

export const groupById = ({ records }: Pick<Work, 'records'>, id: string): Promise<GroupRow | undefined> =>
  records.selectFrom('people_group').selectAll().where('id', '=', id).executeTakeFirst()

export async function changeGroup(work: Work, id: string, given: GivenGroup): Promise<GroupRow | Refused> {
  const before = await groupById(work, id)
  if (before === undefined) return noGroup
  const fields = groupFields(given, before)
  if (isRefused(fields)) return fields
  if (fields.name === before.name && fields.external_id === before.external_id) return before
  if (fields.name_key !== before.name_key) {
    const other = await work.records.selectFrom('people_group').select('id').where('name_key', '=', fields.name_key).executeTakeFirst()
    if (other !== undefined) return groupTaken(fields.name)
  }
  const after = { ...before, ...fields, updated: work.now }
  await work.records
    .updateTable('people_group')
    .set({ ...fields, updated: work.now })
    .where('id', '=', id)
    .execute()
  return after
}

/** False where there is none. Its members are told to have left. */
export async function removeGroup(work: Work, id: string): Promise<boolean> {
  const group = await groupById(work, id)
  if (group === undefined) return false
  await removeMembers(work, group, 'all')
  await work.records.deleteFrom('people_group').where('id', '=', id).execute()
  return true
}

/** Refuses all where one account is not there, or is in too many groups. Answers how many are new. */
export async function addMembers(work: Work, group: GroupRow, accounts: readonly string[]): Promise<number | Refused> {
  let added = 0
  for (const ids of chunksOf([...new Set(accounts)])) {
    const rows = await work.records.selectFrom('account').selectAll().where('id', 'in', ids).execute()
    const missing = ids.find((id) => !rows.some((row) => row.id === id))
    if (missing !== undefined) return invalid(`There is no account with the id "${missing.slice(0, 100)}".`)
    const have = await work.records
      .selectFrom('membership')
      .select('account_id')
      .where('group_id', '=', group.id)
      .where('account_id', 'in', ids)
      .execute()
    const known = new Set(have.map(({ account_id }) => account_id))
    const fresh = rows.filter(({ id }) => !known.has(id))
    const full = await fullOf(work, fresh)
    if (full !== undefined) return full
    added += await putMembers(work, group, fresh)
  }
  if (added > 0) await touch(work, group)
  return added
}

async function fullOf({ records }: Work, rows: readonly AccountRow[]): Promise<Refused | undefined> {
  if (rows.length === 0) return undefined
  const full = await records
    .selectFrom('membership')
    .select('account_id')
    .where(
      'account_id',
      'in',
      rows.map(({ id }) => id),
    )
    .groupBy('account_id')
    .having(({ fn }) => fn.countAll(), '>=', groupsOfPersonMax)
    .executeTakeFirst()
  const row = rows.find(({ id }) => id === full?.account_id)
  return row === undefined
    ? undefined
    : { refused: 'full', why: `${row.name} is in ${groupsOfPersonMax} groups already, which is the most.` }
}

async function putMembers(work: Work, group: GroupRow, rows: readonly AccountRow[]): Promise<number> {
  if (rows.length === 0) return 0
  await work.records
    .insertInto('membership')
    .values(rows.map(({ id }) => ({ group_id: group.id, account_id: id })))
    .onConflict((conflict) => conflict.columns(['group_id', 'account_id']).doNothing())
    .execute()
  for (const row of rows) tellMember(work, row, `joined the group ${group.name}`)
  return rows.length
}

const tellMember = (work: Work, row: AccountRow, change: string): void =>
  work.tell({ kind: 'account', what: 'changed', account: namesOf(row), by: work.by, changes: [change] })

/** Those who are no members are passed over. Answers how many left. */
export async function removeMembers(work: Work, group: GroupRow, accounts: readonly string[] | 'all'): Promise<number> {
  let removed = 0
  for (const ids of accounts === 'all' ? [undefined] : chunksOf([...new Set(accounts)])) {
    const members = work.records
      .selectFrom('membership')
      .innerJoin('account', 'account.id', 'membership.account_id')
      .selectAll('account')
      .where('membership.group_id', '=', group.id)
    const rows = await (ids === undefined ? members : members.where('account.id', 'in', ids)).execute()
    for (const leaving of chunksOf(rows)) {
      await work.records
        .deleteFrom('membership')
        .where('group_id', '=', group.id)
        .where(
          'account_id',
          'in',
          leaving.map(({ id }) => id),
        )
        .execute()
      for (const row of leaving) tellMember(work, row, `left the group ${group.name}`)
    }
    removed += rows.length
  }
  if (removed > 0) await touch(work, group)
  return removed
}

/** Makes these, and only these, its members. */
export async function putAllMembers(work: Work, group: GroupRow, accounts: readonly string[]): Promise<Refused | undefined> {
  const have = await memberIds(work, group.id)
  const wanted = new Set(accounts)
  await removeMembers(
    work,
    group,
    have.filter((id) => !wanted.has(id)),
  )
  const added = await addMembers(work, group, accounts)
  return isRefused(added) ? added : undefined
}

async function memberIds({ records }: Pick<Work, 'records'>, group: string): Promise<readonly string[]> {
  const rows = await records.selectFrom('membership').select('account_id').where('group_id', '=', group).orderBy('account_id').execute()
  return rows.map(({ account_id }) => account_id)
}

const touch = ({ records, now }: Work, group: GroupRow) =>
  records.updateTable('people_group').set({ updated: now }).where('id', '=', group.id).execute()

export function* chunksOf<T>(all: readonly T[], size = chunkMax): Generator<readonly T[]> {
  for (let at = 0; at < all.length; at += size) yield all.slice(at, at + size)
}
