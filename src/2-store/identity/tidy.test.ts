/** What is removed in time from the records of people, what is left, and that strangers cannot make them grow. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { accountRow, challengeRow, start } from './identity.contract.ts'
import type { Identity } from './identity.ts'
import { openIdentityPostgres } from './open-postgres.ts'
import { openIdentitySqlite } from './open-sqlite.ts'
import { hasPostgres, startPostgres, type TestPostgres } from './postgres.contract.ts'
import type { IdentitySchema } from './schema.ts'
import { defaultKept, tidy } from './tidy.ts'

let folder = ''
let postgres: TestPostgres | undefined
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tocsin-tidy-'))
  postgres = hasPostgres() ? await startPostgres() : undefined
})
after(async () => {
  await postgres?.stop()
  rmSync(folder, { recursive: true, force: true })
})

let files = 0
const onSqlite = async (): Promise<Identity> => openIdentitySqlite(join(folder, `${++files}.sqlite`), () => start)
const onPostgres = async (): Promise<Identity> =>
  openIdentityPostgres((await postgres?.database()) ?? assert.fail('PostgreSQL has not started.'))
const places: readonly (readonly [string, () => Promise<Identity>])[] = [
  ['SQLite', onSqlite],
  ...(hasPostgres() ? [['PostgreSQL', onPostgres] as const] : []),
]

const tables = [
  'used',
  'throttle',
  'sign_in',
  'oidc_item',
  'enrolment',
  'repudiation',
  'person_session',
  'challenge',
  'activity',
  'notice',
  'device',
] as const

async function sizes({ records }: Identity): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const table of tables) {
    const row = await records
      .selectFrom(table as keyof IdentitySchema)
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirst()
    counts[table] = row?.count ?? 0
  }
  return counts
}

for (const [name, open] of places) {
  test(`${name}: of each table goes what time has ended, and stays what it has not`, async () => {
    const identity = await open()
    const { records } = identity
    await records
      .insertInto('account')
      .values([accountRow('ada'), accountRow('bob')])
      .execute()
    const { sessionMs, expiredMs, challengeMs, activityMs, noticeMs, deviceMs } = defaultKept
    // In each table one row whose last millisecond is over, and one that has one left.
    for (const [id, left, account] of [
      ['over', 0, 'ada'],
      ['left', 1, 'bob'],
    ] as const) {
      const ends = start + left
      await records.insertInto('used').values({ key: id, expires: ends }).execute()
      await records.insertInto('throttle').values({ key: id, count: 1, since: 0, blocked_until: 0, expires: ends }).execute()
      await records
        .insertInto('sign_in')
        .values({ id_hash: id, account_id: null, body: '{}', created: 0, expires: ends - expiredMs })
        .execute()
      const item = { body: '{}', grant_id: null, user_code: null, uid: null, account_id: null, consumed: null }
      await records
        .insertInto('oidc_item')
        .values({ model: 'AccessToken', id, ...item, expires: ends })
        .execute()
      await records
        .insertInto('oidc_item')
        .values({ model: 'Session', id, ...item, expires: null })
        .execute()
      await records
        .insertInto('repudiation')
        .values({ id_hash: id, account_id: account, what: 'x', created: 0, expires: ends - expiredMs, used: null })
        .execute()
      await records
        .insertInto('challenge')
        .values(challengeRow(id, account, { state: 'denied', created: ends - challengeMs }))
        .execute()
      await records
        .insertInto('challenge')
        .values(challengeRow(`open ${id}`, account, { created: ends - challengeMs }))
        .execute()
      await records
        .insertInto('activity')
        .values({ id, account_id: account, time: ends - activityMs, kind: 'x', body: '{}', verdict: null })
        .execute()
      await records
        .insertInto('notice')
        .values({ id, account_id: account, kind: 'x', body: '{}', created: ends - noticeMs, due: 0, sent: null, tries: 0, error: null })
        .execute()
      await records
        .insertInto('device')
        .values({ id, account_id: account, thumbprint: id, jwk: '{}', name: 'x', created: 0, used: ends - deviceMs })
        .execute()
      const offer = { kind: 'push', browser_hash: 'x', state: 'offered', claimed: null, method_id: null } as const
      await records
        .insertInto('enrolment')
        .values({ id_hash: id, account_id: account, ...offer, created: 0, expires: ends - expiredMs })
        .execute()
      const session = {
        csrf: 'x',
        acr: 'x',
        amr: 'x',
        auth_time: 0,
        device_id: null,
        ip: null,
        user_agent: null,
        enrol_only: 0,
        seen: start,
      }
      await records
        .insertInto('person_session')
        .values({ id_hash: id, account_id: account, ...session, created: ends - sessionMs })
        .execute()
    }
    const before = await sizes(identity)
    const done = await tidy(identity, start)
    assert.deepEqual(done, { removed: tables.length, more: false })
    assert.deepEqual(await sizes(identity), Object.fromEntries(Object.entries(before).map(([table, count]) => [table, count - 1])))
    assert.deepEqual(await tidy(identity, start), { removed: 0, more: false })
    await identity.close()
  })

  test(`${name}: T27: 10,000 attempts leave a bounded number of rows, removed a bounded number at a time`, async () => {
    const identity = await open()
    const { records } = identity
    await records
      .insertInto('account')
      .values([accountRow('ada'), accountRow('bob')])
      .execute()
    const attempts = 10_000
    for (let at = 0; at < attempts; at += 500) {
      const some = Array.from({ length: 500 }, (_, n) => at + n)
      const id = (n: number): string => `n${n}`
      await records
        .insertInto('used')
        .values(some.map((n) => ({ key: id(n), expires: start + n })))
        .execute()
      await records
        .insertInto('throttle')
        .values(some.map((n) => ({ key: id(n), count: 1, since: start, blocked_until: start, expires: start + n })))
        .execute()
      await records
        .insertInto('sign_in')
        .values(some.map((n) => ({ id_hash: id(n), account_id: 'ada', body: '{}', created: start, expires: start + n })))
        .execute()
      await records
        .insertInto('challenge')
        .values(some.map((n) => challengeRow(id(n), 'ada', { state: 'expired', created: start + defaultKept.expiredMs + n })))
        .execute()
    }
    const later = start + attempts + defaultKept.expiredMs
    let calls = 0
    for (let more = true; more; calls++) {
      const done = await tidy(identity, later)
      assert.ok(done.removed <= 5 * defaultKept.rowsMax)
      more = done.more
    }
    assert.ok(calls >= 5 && calls < 10, String(calls))
    const left = await sizes(identity)
    assert.deepEqual([left['used'], left['throttle'], left['sign_in'], left['challenge']], [0, 0, 0, 1000])
    const newest = await records.selectFrom('challenge').select('id').orderBy('created', 'desc').executeTakeFirst()
    assert.equal(newest?.id, `n${attempts - 1}`)
    await identity.close()
  })
}
