/** The records of people on SQLite and on a real PostgreSQL: what both promise, and what each does in its own way. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { identityContract } from './identity.contract.ts'
import { openIdentity } from './open.ts'
import { openIdentityPostgres } from './open-postgres.ts'
import { openIdentitySqlite } from './open-sqlite.ts'
import { hasPostgres, startPostgres, type TestPostgres } from './postgres.contract.ts'
import { postgresPlace } from './postgres-trouble.ts'
import { identitySteps } from './steps.ts'

let folder = ''
let postgres: TestPostgres | undefined
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tocsin-identity-'))
  postgres = hasPostgres() ? await startPostgres() : undefined
})
after(async () => {
  await postgres?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const database = async (): Promise<string> => (await postgres?.database()) ?? assert.fail('PostgreSQL has not started.')

let files = 0
const clock = (): number => Date.now()

identityContract('SQLite', async () => {
  const path = join(folder, `${++files}.sqlite`)
  return { open: async () => openIdentitySqlite(path, clock) }
})

test('SQLite refuses records that a newer version wrote', async () => {
  const path = join(folder, 'newer.sqlite')
  await openIdentitySqlite(path, clock, [...identitySteps, 'create table later (id text primary key)']).close()
  assert.throws(() => openIdentitySqlite(path, clock), /newer\.sqlite was written by a newer version of Tocsin/)
})

test('what a step broke off is undone whole, and the file is free again', async () => {
  const path = join(folder, 'broken.sqlite')
  assert.throws(
    () => openIdentitySqlite(path, clock, [...identitySteps, 'create table a (id text); create table a (id text)']),
    /already exists/,
  )
  const opened = openIdentitySqlite(path, clock)
  assert.deepEqual(await opened.records.selectFrom('account').selectAll().execute(), [])
  await opened.close()
})

test('an address of the records is refused with a sentence that does not hold the password', async () => {
  const open = (url: string) => openIdentity({ url, path: join(folder, 'x.sqlite'), clock })
  const wrong: readonly [string, RegExp][] = [
    ['mysql://tocsin:hush@db/x', /SQLite or PostgreSQL, not in mysql\..*postgres:\/\//],
    ['hush', /SQLite or PostgreSQL\./],
    ['postgres://tocsin:hush@db.example.com/people', /whether the connection to db\.example\.com is encrypted.*sslmode=verify-full/],
    ['postgres://tocsin:hush@127.0.0.1', /names no host or no database/],
    ['postgres://tocsin:hush@127.0.0.1:port/people', /cannot be read/],
    ['postgres://tocsin:hush@127.0.0.1:1/people', /No PostgreSQL answers for people at 127\.0\.0\.1:1\./],
    ['postgres://tocsin:hush@host.invalid/people?sslmode=disable', /people at host\.invalid:5432/],
    ['postgres://tocsin:hush@127.0.0.1/people?sslmode=verify-full&sslrootcert=/nowhere.pem', /people at 127\.0\.0\.1:5432/],
    ['postgres:///people?host=/nowhere', /no PostgreSQL socket for people at \/nowhere/],
  ]
  for (const [url, sentence] of wrong)
    await assert.rejects(open(url), (error) => error instanceof Error && sentence.test(error.message) && !/hush/.test(error.message), url)
  assert.equal(postgresPlace('postgresql://u:p@[::1]:5433/people'), 'people at [::1]:5433')
})

if (hasPostgres()) onPostgres()

function onPostgres(): void {
  identityContract('PostgreSQL', async () => {
    const url = await database()
    return { open: () => openIdentityPostgres(url) }
  })

  test('PostgreSQL: nodes that start at once on an empty database, or one step behind, make its tables once', async () => {
    const url = await database()
    const opened = await Promise.all([1, 2, 3, 4].map(() => openIdentityPostgres(url)))
    const steps = [...identitySteps, 'create table later (id text primary key)', 'alter table later add column more bigint']
    const newer = await Promise.all([1, 2, 3].map(() => openIdentityPostgres(url, { steps })))
    for (const node of [...opened, ...newer]) await node.close()
    await assert.rejects(
      openIdentityPostgres(url),
      /^Error: The database postgres at 127\.0\.0\.1:\d+ was written by a newer version of Tocsin\./,
    )
  })

  test('PostgreSQL: a step that breaks off leaves the tables as they were', async () => {
    const url = await database()
    const steps = [...identitySteps, 'create table a (id text); create table a (id text)']
    await assert.rejects(openIdentityPostgres(url, { steps }), /already exists/)
    await (await openIdentityPostgres(url)).close()
  })

  test('PostgreSQL: who may not come in is told why, without the password', async () => {
    const url = new URL(await database())
    const wrong = new URL(url)
    wrong.password = 'hush'
    await assert.rejects(
      openIdentityPostgres(wrong.href),
      (error) => error instanceof Error && /refuses the password for postgres at/.test(error.message) && !/hush/.test(error.message),
    )
    const missing = new URL('/nothing', url)
    await assert.rejects(openIdentityPostgres(missing.href), /There is no database nothing at 127\.0\.0\.1:\d+/)
    url.searchParams.set('sslmode', 'verify-full')
    await assert.rejects(openIdentityPostgres(url.href), /speaks no TLS/)
  })

  test('PostgreSQL: two transactions that wait for each other are both done in the end', async () => {
    const identity = await openIdentityPostgres(await database())
    for (const id of ['ada', 'bob']) await identity.records.insertInto('used').values({ key: id, expires: 0 }).execute()
    const met = meeting(2)
    let runs = 0
    const both = (first: string, second: string) =>
      identity.transaction(async (within) => {
        runs++
        const add = (key: string) =>
          within
            .updateTable('used')
            .set(({ eb }) => ({ expires: eb('expires', '+', 1) }))
            .where('key', '=', key)
            .execute()
        await add(first)
        await met()
        await add(second)
      })
    await Promise.all([both('ada', 'bob'), both('bob', 'ada')])
    // One at least was run again; on a busy machine they may meet a second time.
    assert.ok(runs > 2, `${runs} runs`)
    const rows = await identity.records.selectFrom('used').select('expires').execute()
    assert.deepEqual(rows, [{ expires: 2 }, { expires: 2 }])
    await identity.close()
  })

  test('PostgreSQL: tables that a newer node changes are read on, in and outside transactions', async () => {
    const url = await database()
    const identity = await openIdentityPostgres(url)
    const read = () => identity.records.selectFrom('used').selectAll().where('key', '<>', '').execute()
    const within = () => identity.transaction((trx) => trx.selectFrom('used').selectAll().where('expires', '>', 0).execute())
    await read()
    await within()
    await (await openIdentityPostgres(url, { steps: [...identitySteps, 'alter table used add column more bigint'] })).close()
    assert.deepEqual([await read(), await within()], [[], []])
    await identity.close()
  })

  test("PostgreSQL: T104: time is the database's, and goes on within a transaction", async () => {
    const shift = 86_400_000
    const url = await database()
    const [plain, moved] = await Promise.all([openIdentityPostgres(url), openIdentityPostgres(url, { clockShiftMs: () => shift })])
    const [now, later] = [await plain.now(), await moved.now()]
    assert.ok(Math.abs(later - now - shift) < 10_000)
    const [first, second] = await plain.transaction(async (within) => {
      const before = await plain.now(within)
      await new Promise((resolve) => setTimeout(resolve, 5))
      return [before, await plain.now(within)]
    })
    assert.ok((second ?? 0) > (first ?? 0))
    await plain.close()
    await moved.close()
  })

  test('PostgreSQL: connections that the server ends are the error of who uses them, and of nobody after', async () => {
    const url = await database()
    const identity = await openIdentityPostgres(url)
    const other = await openIdentityPostgres(url)
    const end = () =>
      sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'tocsin' and pid <> pg_backend_pid()`.execute(
        other.records,
      )
    const read = () => identity.records.selectFrom('account').selectAll().execute()
    await Promise.all([read(), read(), read()])
    const broken = identity.transaction(async (within) => {
      await within.insertInto('used').values({ key: 'broken', expires: 0 }).execute()
      await end()
      await within.selectFrom('used').selectAll().execute()
    })
    await assert.rejects(broken)
    // The pool learns of the rest when the sockets close.
    await new Promise((resolve) => setTimeout(resolve, 100))
    assert.deepEqual(await Promise.all([read(), read(), read(), read()]), [[], [], [], []])
    assert.deepEqual(await identity.records.selectFrom('used').selectAll().execute(), [])
    await identity.close()
    await other.close()
  })

  test('PostgreSQL: T102: an error does not tell the row it refused', async () => {
    const identity = await openIdentityPostgres(await database())
    const row = { key: 'canary-secret', expires: 1 }
    await identity.records.insertInto('used').values(row).execute()
    const error: unknown = await identity.records
      .insertInto('used')
      .values(row)
      .execute()
      .catch((thrown: unknown) => thrown)
    assert.ok(error instanceof Error)
    assert.doesNotMatch(`${error.stack} ${JSON.stringify(error, Object.getOwnPropertyNames(error))}`, /canary-secret/)
    await identity.close()
  })
}

/** Waits until so many have come; later ones do not wait. */
function meeting(size: number): () => Promise<void> {
  let come = 0
  let open = (): void => {}
  const all = new Promise<void>((resolve) => {
    open = resolve
  })
  return () => {
    if (++come >= size) open()
    return all
  }
}
