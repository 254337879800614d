/** Puts imported people into the groups that their rows name; a group that is not there yet is made. */
import type { AccountRow, GroupRow } from '../../2-store/identity/schema.ts'
import { nameKeyOf } from '../person.ts'
import { cleanText, isRefused } from './fields.ts'
import { addGroup, addMembers, groupsOfPersonMax } from './groups.ts'
import type { DirectoryParts, Work } from './work.ts'

export interface Joining {
  readonly row: AccountRow
  readonly groups: readonly string[] | undefined
  /** `joined`: whether they are in a group now in which they were not. */
  readonly told: (joined: boolean) => void
}

/** Memberships are only added: a file seldom names all of them. A person whose groups cannot be had is told so, with the account as it is. */
export async function joinGroups(
  work: Work,
  parts: DirectoryParts,
  all: readonly Joining[],
  refused: (row: AccountRow, why: string) => void,
): Promise<void> {
  const known = await groupsNamed(work, all)
  const members = new Map<string, { readonly group: GroupRow; readonly rows: AccountRow[] }>()
  const before = await membershipsOf(work, all)
  for (const { row, groups = [], told } of all) {
    const wanted = await groupsFor(work, parts, known, groups)
    if (typeof wanted === 'string') {
      refused(row, `The account was taken, its groups were not: ${wanted}`)
      continue
    }
    const have = before.get(row.id) ?? new Set()
    const fresh = wanted.filter(({ id }) => !have.has(id))
    if (have.size + fresh.length > groupsOfPersonMax) {
      refused(row, `The account was taken, its groups were not: more than ${groupsOfPersonMax}.`)
      continue
    }
    for (const group of fresh) {
      const entry = members.get(group.id) ?? { group, rows: [] }
      entry.rows.push(row)
      members.set(group.id, entry)
    }
    told(fresh.length > 0)
  }
  for (const { group, rows } of members.values()) {
    const added = await addMembers(
      work,
      group,
      rows.map(({ id }) => id),
    )
    if (isRefused(added)) throw new Error(added.why)
  }
}

async function groupsNamed({ records }: Work, all: readonly Joining[]): Promise<Map<string, GroupRow>> {
  const keys = [...new Set(all.flatMap(({ groups = [] }) => groups.map(nameKeyOf)))].slice(0, 10_000)
  if (keys.length === 0) return new Map()
  const rows = await records.selectFrom('people_group').selectAll().where('name_key', 'in', keys).execute()
  return new Map(rows.map((row) => [row.name_key, row]))
}

async function membershipsOf({ records }: Work, all: readonly Joining[]): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const ids = all.filter(({ groups }) => groups !== undefined).map(({ row }) => row.id)
  const have = new Map<string, Set<string>>()
  if (ids.length === 0) return have
  for (const { account_id, group_id } of await records.selectFrom('membership').selectAll().where('account_id', 'in', ids).execute()) {
    const set = have.get(account_id) ?? new Set()
    have.set(account_id, set.add(group_id))
  }
  return have
}

/** The groups, each once, or what is wrong with one of the names. */
async function groupsFor(
  work: Work,
  parts: DirectoryParts,
  known: Map<string, GroupRow>,
  names: readonly string[],
): Promise<readonly GroupRow[] | string> {
  const groups = new Map<string, GroupRow>()
  for (const name of names) {
    const clean = cleanText(name, 'The name of a group')
    if (isRefused(clean)) return clean.why
    const group = known.get(nameKeyOf(name)) ?? (await addGroup(work, parts, { name }))
    if (isRefused(group)) return group.why
    known.set(group.name_key, group)
    groups.set(group.id, group)
  }
  return [...groups.values()]
}
