/** The directory as others call it: accounts, groups, and what an administrator does for a person. `by` is who does it. */
import type { AccountRow, GroupRow } from '../../2-store/identity/schema.ts'
import type { IssuedPass } from '../methods/access-pass.ts'
import { nameKeyOf } from '../person.ts'
import { addAccount, changeAccount, endSessions, removeAccount, unknown } from './accounts.ts'
import { type GivenFields, isRefused, type Refused } from './fields.ts'
import { addGroup, addMembers, changeGroup, type GivenGroup, groupById, noGroup, removeGroup, removeMembers } from './groups.ts'
import { type ImportOptions, importPeople } from './import.ts'
import { accountDetail, accountViews, type Find, findAccounts, findGroups, groupViews, membersOf } from './look.ts'
import { issuePass, liftSuppression, removeMethod } from './support.ts'
import type { AccountDetail, AccountPage, AccountView, GroupPage, GroupView, ImportReport, MemberPage } from './wire.ts'
import { type DirectoryParts, held, inOne } from './work.ts'

export interface Directory {
  readonly parts: DirectoryParts
  find(find: Find): Promise<AccountPage>
  detail(id: string): Promise<AccountDetail | undefined>
  byName(name: string): Promise<AccountRow | undefined>
  add(given: GivenFields, by: string): Promise<AccountView | Refused>
  change(id: string, given: GivenFields, by: string): Promise<AccountView | Refused>
  /** False where there is none. */
  remove(id: string, by: string): Promise<boolean>
  /** Answers how many browsers were signed out. */
  endSessions(id: string, by: string): Promise<number | Refused>
  issuePass(id: string, by: string): Promise<IssuedPass | Refused>
  removeMethod(id: string, method: string, by: string): Promise<Refused | undefined>
  lift(id: string, by: string): Promise<Refused | undefined>
  importPeople(text: string, options: ImportOptions): Promise<ImportReport | Refused>
  findGroups(find: Omit<Find, 'state'>): Promise<GroupPage>
  group(id: string): Promise<GroupView | undefined>
  addGroup(given: GivenGroup, by: string): Promise<GroupView | Refused>
  changeGroup(id: string, given: GivenGroup, by: string): Promise<GroupView | Refused>
  removeGroup(id: string, by: string): Promise<boolean>
  members(id: string, page: Pick<Find, 'after' | 'limit'>): Promise<MemberPage | undefined>
  /** How many joined. */
  join(id: string, accounts: readonly string[], by: string): Promise<number | Refused>
  /** How many left. */
  leave(id: string, accounts: readonly string[], by: string): Promise<number | Refused>
}

export function createDirectory(parts: DirectoryParts): Directory {
  return { parts, ...people(parts), ...teams(parts), importPeople: (text, options) => importPeople(parts, text, options) }
}

type People = Omit<Directory, 'parts' | 'importPeople' | keyof Teams>

function people(parts: DirectoryParts): People {
  const { identity } = parts
  const view = async (row: AccountRow | Refused): Promise<AccountView | Refused> => {
    if (isRefused(row)) return row
    const [shown] = await accountViews(identity.records, await identity.now(), [row])
    return shown ?? unknown
  }
  return {
    find: async (find) => findAccounts(identity.records, await identity.now(), find),
    detail: async (id) => accountDetail(identity.records, await identity.now(), id),
    byName: (name) => identity.records.selectFrom('account').selectAll().where('name_key', '=', nameKeyOf(name)).executeTakeFirst(),
    add: async (given, by) => view(await inOne(parts, by, (work) => addAccount(work, parts, given, 'local'))),
    change: async (id, given, by) => view(await inOne(parts, by, (work) => changeAccount(work, parts, id, given))),
    remove: (id, by) => inOne(parts, by, (work) => removeAccount(work, parts, id)),
    endSessions: (id, by) =>
      inOne(parts, by, async (work) => {
        const row = await held(work, parts, id)
        return row === undefined ? unknown : endSessions(work, parts, row, 'An administrator signed the person out everywhere.')
      }),
    issuePass: (id, by) => issuePass(parts, id, by),
    removeMethod: (id, method, by) => inOne(parts, by, (work) => removeMethod(work, parts, id, method)),
    lift: (id, by) => liftSuppression(parts, id, by),
  }
}

type Teams = Pick<Directory, 'findGroups' | 'group' | 'addGroup' | 'changeGroup' | 'removeGroup' | 'members' | 'join' | 'leave'>

function teams(parts: DirectoryParts): Teams {
  const { identity } = parts
  const { records } = identity
  const view = async (row: GroupRow | Refused): Promise<GroupView | Refused> => {
    if (isRefused(row)) return row
    const [shown] = await groupViews(records, [row])
    return shown ?? noGroup
  }
  const seen = async (id: string): Promise<GroupView | undefined> => {
    const row = await groupById({ records }, id)
    return row === undefined ? undefined : (await groupViews(records, [row]))[0]
  }
  return {
    findGroups: (find) => findGroups(records, find),
    group: seen,
    addGroup: async (given, by) => view(await inOne(parts, by, (work) => addGroup(work, parts, given))),
    changeGroup: async (id, given, by) => view(await inOne(parts, by, (work) => changeGroup(work, id, given))),
    removeGroup: (id, by) => inOne(parts, by, (work) => removeGroup(work, id)),
    members: async (id, page) => ((await groupById({ records }, id)) === undefined ? undefined : membersOf(records, id, page)),
    join: (id, accounts, by) =>
      inOne(parts, by, async (work) => {
        const group = await groupById(work, id)
        return group === undefined ? noGroup : addMembers(work, group, accounts)
      }),
    leave: (id, accounts, by) =>
      inOne(parts, by, async (work) => {
        const group = await groupById(work, id)
        return group === undefined ? noGroup : removeMembers(work, group, accounts)
      }),
  }
}
