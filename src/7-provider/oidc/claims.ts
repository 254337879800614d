/** What an application learns of a person: claims from the account, and groups where it may ask for them. */
import type { Account, AccountClaims } from 'oidc-provider'
import type { IdentityRecords } from '../../2-store/identity/identity.ts'
import type { AccountRow } from '../../2-store/identity/schema.ts'

/** OpenID Connect Core §5.4. `openid`: also what every token about a person says. */
export const claimsByScope = {
  openid: ['sub', 'acr', 'amr', 'auth_time'],
  profile: ['name', 'preferred_username', 'given_name', 'family_name', 'locale', 'updated_at'],
  email: ['email'],
  groups: ['groups'],
} as const

/** What a person reads on the page that asks them to agree. */
export const scopeWords: Readonly<Record<string, string>> = {
  openid: 'Know that it is you',
  profile: 'Your name, user name and language',
  email: 'Your e-mail address',
  groups: 'The groups you are in',
  offline_access: 'Stay signed in while you are away',
}

/** More are left out: a token is no directory. */
const groupsMax = 200

/** Undefined for who is not there or not active: then nothing is issued or renewed for them. `mayGroups`: whether the application may ever know them. */
export async function findAccount(records: IdentityRecords, id: string, mayGroups: boolean): Promise<Account | undefined> {
  const row = await records.selectFrom('account').selectAll().where('id', '=', id).where('state', '=', 'active').executeTakeFirst()
  if (row === undefined) return undefined
  return {
    accountId: row.id,
    claims: async (_use, scope, claims) => ({
      ...claimsOf(row),
      ...(mayGroups && (scope.split(' ').includes('groups') || 'groups' in claims) ? { groups: await groupsOf(records, id) } : {}),
    }),
  }
}

const claimsOf = (row: AccountRow): AccountClaims => ({
  sub: row.id,
  name: row.display_name,
  preferred_username: row.name,
  updated_at: Math.floor(Number(row.updated) / 1000),
  ...(row.given_name === null ? {} : { given_name: row.given_name }),
  ...(row.family_name === null ? {} : { family_name: row.family_name }),
  ...(row.locale === null ? {} : { locale: row.locale }),
  ...(row.email === null ? {} : { email: row.email }),
})

async function groupsOf(records: IdentityRecords, account: string): Promise<readonly string[]> {
  const rows = await records
    .selectFrom('membership')
    .innerJoin('people_group', 'people_group.id', 'membership.group_id')
    .select('people_group.name')
    .where('account_id', '=', account)
    .orderBy('people_group.name')
    .limit(groupsMax)
    .execute()
  return rows.map(({ name }) => name)
}
