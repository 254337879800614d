/** Looking things up in the directory: accounts and groups by page, one account with its methods, never a secret. */
import { sql } from 'kysely'
import type { IdentityRecords } from '../../2-store/identity/identity.ts'
import type { AccountRow, GroupRow, MethodKind, MethodRow } from '../../2-store/identity/schema.ts'
import { noticesOf } from '../notices/notice-view.ts'
import { nameKeyOf } from '../person.ts'
import { addressesOf } from './fields.ts'
import type { AccountDetail, AccountPage, AccountView, GroupPage, GroupView, MemberPage, MethodView } from './wire.ts'

export const pageMax = 200
const sessionsMax = 100

export interface Find {
  /** Part of a name, display name or e-mail address. */
  readonly search?: string | undefined
  readonly state?: AccountRow['state'] | undefined
  readonly after?: string | undefined
  /** At most 200. */
  readonly limit: number
}

/** `!` escapes what LIKE takes for a sign of its own. */
const holding = (text: string): string => `%${text.replaceAll(/[!%_]/g, '!$&')}%`

export async function findAccounts(records: IdentityRecords, now: number, find: Find): Promise<AccountPage> {
  const limit = Math.min(pageMax, find.limit)
  const key = nameKeyOf(find.search ?? '')
  let matching = records.selectFrom('account')
  if (key !== '') {
    const like = holding(key)
    matching = matching.where(
      sql<boolean>`(name_key like ${like} escape '!' or lower(display_name) like ${like} escape '!' or lower(emails) like ${like} escape '!')`,
    )
  }
  if (find.state !== undefined) matching = matching.where('state', '=', find.state)
  const { count } = await matching.select(({ fn }) => fn.countAll().as('count')).executeTakeFirstOrThrow()
  const page = find.after === undefined ? matching : matching.where('name_key', '>', find.after)
  const rows = await page
    .selectAll()
    .orderBy('name_key')
    .limit(limit + 1)
    .execute()
  const shown = rows.slice(0, limit)
  const next = rows.length > limit ? shown.at(-1)?.name_key : undefined
  return { accounts: await accountViews(records, now, shown), total: Number(count), next }
}

export async function accountViews(records: IdentityRecords, now: number, rows: readonly AccountRow[]): Promise<readonly AccountView[]> {
  if (rows.length === 0) return []
  const ids = rows.map(({ id }) => id)
  const methods = await records
    .selectFrom('method')
    .select(['account_id', 'kind'])
    .distinct()
    .where('account_id', 'in', ids)
    .where('state', '=', 'active')
    .execute()
  const suppressed = await records
    .selectFrom('budget')
    .select(['account_id', 'suppressed_until'])
    .where('account_id', 'in', ids)
    .where('suppressed_until', '>', now)
    .execute()
  return rows.map((row) => {
    const until = suppressed.filter((each) => each.account_id === row.id).map((each) => Number(each.suppressed_until))
    const kinds = methods.filter((each) => each.account_id === row.id).map(({ kind }) => kind)
    return accountView(row, kinds, until.length === 0 ? undefined : Math.max(...until))
  })
}

/** The order in which they are shown: the strongest first. */
const daily: readonly MethodKind[] = ['passkey', 'push', 'totp']

function accountView(row: AccountRow, kinds: readonly MethodKind[], suppressedUntil: number | undefined): AccountView {
  return {
    id: row.id,
    name: row.name,
    displayName: row.display_name,
    givenName: row.given_name ?? undefined,
    familyName: row.family_name ?? undefined,
    email: row.email ?? undefined,
    emails: addressesOf(row),
    locale: row.locale ?? undefined,
    state: row.state,
    privileged: row.privileged === 1,
    source: row.source,
    externalId: row.external_id ?? undefined,
    hasPassword: row.password_hash !== null,
    methods: daily.filter((kind) => kinds.includes(kind)),
    suppressedUntil,
    created: row.created,
    updated: row.updated,
  }
}

/** Undefined where there is none. */
export async function accountDetail(records: IdentityRecords, now: number, id: string): Promise<AccountDetail | undefined> {
  const row = await records.selectFrom('account').selectAll().where('id', '=', id).executeTakeFirst()
  if (row === undefined) return undefined
  const [view] = await accountViews(records, now, [row])
  if (view === undefined) return undefined
  const methods = await records.selectFrom('method').selectAll().where('account_id', '=', id).orderBy('created').orderBy('id').execute()
  const sessions = await records
    .selectFrom('person_session')
    .select(['created', 'seen', 'acr', 'ip', 'user_agent'])
    .where('account_id', '=', id)
    .orderBy('seen', 'desc')
    .limit(sessionsMax)
    .execute()
  const suppressions = await records
    .selectFrom('budget')
    .select(['lane', 'suppressed_until'])
    .where('account_id', '=', id)
    .where('suppressed_until', '>', now)
    .execute()
  return {
    ...view,
    allMethods: methods.map(methodView),
    sessions: sessions.map(({ ip, user_agent, ...each }) => ({ ...each, ip: ip ?? undefined, userAgent: user_agent ?? undefined })),
    groups: await groupsOf(records, id),
    suppressions: suppressions.map(({ lane, suppressed_until }) => ({ lane, until: Number(suppressed_until) })),
    notices: await noticesOf(records, id),
  }
}

const methodView = ({ id, kind, name, state, failures, created, used }: MethodRow): MethodView => ({
  id,
  kind,
  name,
  state,
  failures,
  created,
  used: used ?? undefined,
})

const groupsOf = (records: IdentityRecords, account: string) =>
  records
    .selectFrom('membership')
    .innerJoin('people_group', 'people_group.id', 'membership.group_id')
    .select(['people_group.id', 'people_group.name'])
    .where('membership.account_id', '=', account)
    .orderBy('people_group.name_key')
    .execute()

export async function findGroups(records: IdentityRecords, find: Omit<Find, 'state'>): Promise<GroupPage> {
  const limit = Math.min(pageMax, find.limit)
  const key = nameKeyOf(find.search ?? '')
  const all = records.selectFrom('people_group')
  const matching = key === '' ? all : all.where(sql<boolean>`name_key like ${holding(key)} escape '!'`)
  const { count } = await matching.select(({ fn }) => fn.countAll().as('count')).executeTakeFirstOrThrow()
  const page = find.after === undefined ? matching : matching.where('name_key', '>', find.after)
  const rows = await page
    .selectAll()
    .orderBy('name_key')
    .limit(limit + 1)
    .execute()
  const shown = rows.slice(0, limit)
  const next = rows.length > limit ? shown.at(-1)?.name_key : undefined
  return { groups: await groupViews(records, shown), total: Number(count), next }
}

export async function groupViews(records: IdentityRecords, rows: readonly GroupRow[]): Promise<readonly GroupView[]> {
  if (rows.length === 0) return []
  const counts = await records
    .selectFrom('membership')
    .select(({ fn }) => ['group_id', fn.countAll().as('members')])
    .where(
      'group_id',
      'in',
      rows.map(({ id }) => id),
    )
    .groupBy('group_id')
    .execute()
  return rows.map(({ id, name, external_id, created, updated }) => {
    const members = Number(counts.find(({ group_id }) => group_id === id)?.members ?? 0)
    return { id, name, externalId: external_id ?? undefined, members, created, updated }
  })
}

export async function membersOf(
  records: IdentityRecords,
  group: string,
  { after, limit }: Pick<Find, 'after' | 'limit'>,
): Promise<MemberPage> {
  const most = Math.min(pageMax, limit)
  const members = records
    .selectFrom('membership')
    .innerJoin('account', 'account.id', 'membership.account_id')
    .where('membership.group_id', '=', group)
  const { count } = await members.select(({ fn }) => fn.countAll().as('count')).executeTakeFirstOrThrow()
  const page = after === undefined ? members : members.where('account.name_key', '>', after)
  const rows = await page
    .select(['account.id', 'account.name', 'account.display_name', 'account.name_key'])
    .orderBy('account.name_key')
    .limit(most + 1)
    .execute()
  const shown = rows.slice(0, most)
  return {
    members: shown.map(({ id, name, display_name }) => ({ id, name, displayName: display_name })),
    total: Number(count),
    next: rows.length > most ? shown.at(-1)?.name_key : undefined,
  }
}
