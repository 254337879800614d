/** Transactions that share a commit on SQLite: each is answered when it is on disk, and fails alone. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type TestContext, test } from 'node:test'
import { sql } from 'kysely'
import { methodRow } from './identity.contract.ts'
import type { Identity } from './identity.ts'
import { openIdentitySqlite } from './open-sqlite.ts'
import { togetherMax } from './together.ts'

function opened(context: TestContext): { readonly identity: Identity; readonly beside: DatabaseSync } {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-together-'))
  const path = join(folder, 'identity.sqlite')
  const identity = openIdentitySqlite(path, () => 0)
  const beside = new DatabaseSync(path, { readOnly: true })
  context.after(async () => {
    beside.close()
    await identity.close()
    rmSync(folder, { recursive: true })
  })
  return { identity, beside }
}

const add = ({ transaction }: Identity, key: string) =>
  transaction((within) => within.insertInto('used').values({ key, expires: 0 }).execute())

test('each is answered only when others can see it on disk, and many share one commit', async (context) => {
  const { identity, beside } = opened(context)
  const count = 4 * togetherMax
  const versions = new Set<unknown>()
  const version = beside.prepare('pragma data_version')
  const has = beside.prepare('select 1 from used where key = ?')
  await Promise.all(
    Array.from({ length: count }, async (_, n) => {
      await add(identity, `k${n}`)
      assert.ok(has.get(`k${n}`) !== undefined, `k${n} was answered and is not there`)
      versions.add(version.get()?.['data_version'])
    }),
  )
  assert.equal(versions.size, 4)
})

test('a commit that fails is the error of all that shared it, and of none after', async (context) => {
  const { identity, beside } = opened(context)
  const broken = identity.transaction(async (within) => {
    await sql`pragma defer_foreign_keys = on`.execute(within)
    await within.insertInto('method').values(methodRow('m', 'nobody')).execute()
  })
  const ends = await Promise.allSettled([add(identity, 'one'), broken, add(identity, 'two')])
  assert.deepEqual(
    ends.map((end) => (end.status === 'rejected' ? /FOREIGN KEY/.test(String(end.reason)) : false)),
    [true, true, true],
  )
  await add(identity, 'after')
  assert.deepEqual(
    beside
      .prepare('select key from used')
      .all()
      .map((row) => row['key']),
    ['after'],
  )
})

test('what is thrown before anything was awaited undoes nothing of the others', async (context) => {
  const { identity, beside } = opened(context)
  const ends = await Promise.allSettled([
    add(identity, 'one'),
    identity.transaction(() => {
      throw new Error('at once')
    }),
    add(identity, 'two'),
  ])
  assert.deepEqual(
    ends.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled'],
  )
  assert.equal(beside.prepare('select key from used').all().length, 2)
})
