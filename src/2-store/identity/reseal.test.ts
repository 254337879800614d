/** A change of keys over records that are in use: everything ends under the new key, nothing is lost, digests stay. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { accountRow, methodRow } from './identity.contract.ts'
import type { Identity } from './identity.ts'
import { createLiveSeals, digestSecret, newKey } from './keyring.ts'
import { openIdentityPostgres } from './open-postgres.ts'
import { openIdentitySqlite } from './open-sqlite.ts'
import { hasPostgres, startPostgres, type TestPostgres } from './postgres.contract.ts'
import { type Resealed, reseal, sealedCounts } from './reseal.ts'
import { createSeals } from './seal.ts'
import { sealedColumns } from './sealed-columns.ts'

let counted = 0
const bytes = (count: number): Buffer => createHash('sha512').update(`chance ${counted++}`).digest().subarray(0, count)

let folder = ''
let postgres: TestPostgres | undefined
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tocsin-reseal-'))
  postgres = hasPostgres() ? await startPostgres() : undefined
})
after(async () => {
  await postgres?.stop()
  rmSync(folder, { recursive: true, force: true })
})

let files = 0
const onSqlite = async (): Promise<Identity> => openIdentitySqlite(join(folder, `${++files}.sqlite`), () => 0)
const onPostgres = async (): Promise<Identity> =>
  openIdentityPostgres((await postgres?.database()) ?? assert.fail('PostgreSQL has not started.'))

for (const [name, open] of hasPostgres()
  ? ([
      ['SQLite', onSqlite],
      ['PostgreSQL', onPostgres],
    ] as const)
  : ([['SQLite', onSqlite]] as const)) {
  test(`${name}: T101: 1,000 secrets change their key while a node goes on with the old one`, async () => {
    const identity = await open()
    const [old, fresh] = [newKey(bytes), newKey(bytes)]
    const secret = await digestSecret(identity, [old], bytes)
    let keys = [old]
    const node = createLiveSeals(() => keys, secret, bytes)
    const digest = node.digest('browser', 'x')
    await fill(identity, node.seal, 1000)

    keys = [fresh, old]
    const seals = createSeals(keys, secret, bytes)
    let written = 0
    const writing = Promise.all(
      Array.from({ length: 100 }, async (_, n) => {
        const id = `m${String(n * 9).padStart(4, '0')}`
        await identity.records
          .updateTable('method')
          .set({ sealed: node.seal(`method.sealed:${id}`, `new ${id}`), counter: 1 })
          .where('id', '=', id)
          .execute()
        written++
      }),
    )
    const heard: number[] = []
    const first = await reseal(identity, seals, ({ seen }) => heard.push(seen))
    await writing
    assert.equal(written, 100)
    assert.ok(heard.length >= 5 && first.failed === 0)
    await reseal(identity, seals, () => {})
    assert.deepEqual([...(await sealedCounts(identity))], [[fresh.id, 1001]])

    const rows = await identity.records.selectFrom('method').select(['id', 'sealed', 'counter']).execute()
    assert.equal(rows.length, 1000)
    for (const { id, sealed, counter } of rows)
      assert.equal(seals.open(`method.sealed:${id}`, sealed ?? ''), counter === 1 ? `new ${id}` : `secret of ${id}`)
    assert.deepEqual(await digestSecret(identity, [fresh], bytes), secret)
    assert.equal(createSeals([fresh], secret, bytes).digest('browser', 'x'), digest)
    await identity.close()
  })
}

test('what cannot be opened is counted, named and left; the rest is changed; a second run has nothing more to do', async () => {
  const identity = await onSqlite()
  const [old, fresh, lost] = [newKey(bytes), newKey(bytes), newKey(bytes)]
  await fill(identity, createSeals([old], bytes(32), bytes).seal, 450)
  const foreign = createSeals([lost], bytes(32), bytes).seal('method.sealed:m0003', 'x')
  const set = (id: string, sealed: string) => identity.records.updateTable('method').set({ sealed }).where('id', '=', id).execute()
  await set('m0003', foreign)
  const moved = await identity.records.selectFrom('method').select('sealed').where('id', '=', 'm0007').executeTakeFirst()
  await set('m0008', moved?.sealed ?? '')
  await identity.records.insertInto('identity_setting').values({ name: 'open', value: 'v1.is not sealed' }).execute()

  const seals = createSeals([fresh, old], bytes(32), bytes)
  const done = await reseal(identity, seals, () => {})
  const expected: Resealed = {
    seen: 450,
    resealed: 448,
    overtaken: 0,
    failed: 2,
    failedPlaces: ['method.sealed:m0003', 'method.sealed:m0008'],
  }
  assert.deepEqual(done, expected)
  assert.deepEqual(await reseal(identity, seals, () => {}), { ...expected, resealed: 0 })
  const left = await identity.records.selectFrom('method').select('sealed').where('id', '=', 'm0003').executeTakeFirst()
  assert.equal(left?.sealed, foreign)
  await identity.close()
})

test('what somebody else wrote between reading and changing stays theirs', async () => {
  const identity = await onSqlite()
  const [old, fresh] = [newKey(bytes), newKey(bytes)]
  const node = createSeals([old], bytes(32), bytes)
  await fill(identity, node.seal, 1)
  const seals = createSeals([fresh, old], bytes(32), bytes)
  const theirs = node.seal('method.sealed:m0000', 'theirs')
  // Their transaction is in the queue before the change.
  const meanwhile: Identity = {
    ...identity,
    transaction: async (work) => {
      await identity.records.updateTable('method').set({ sealed: theirs }).execute()
      return identity.transaction(work)
    },
  }
  assert.deepEqual(await reseal(meanwhile, seals, () => {}), { seen: 1, resealed: 0, overtaken: 1, failed: 0, failedPlaces: [] })
  const row = await identity.records.selectFrom('method').select('sealed').executeTakeFirst()
  assert.equal(row?.sealed, theirs)
  await identity.close()
})

test('every column named as sealed is in the list', async () => {
  const identity = await onSqlite()
  const { rows } = await sql<{ table: string; column: string }>`select m.name as "table", c.name as "column" from sqlite_schema m,
    pragma_table_info(m.name) c where m.type = 'table' and c.name like '%sealed'`.execute(identity.records)
  const listed = new Set(sealedColumns.map(({ table, column }) => `${table}.${column}`))
  assert.deepEqual(
    rows.filter(({ table, column }) => !listed.has(`${table}.${column}`)),
    [],
  )
  assert.ok(rows.length >= 5)
  await identity.close()
})

async function fill({ records }: Identity, seal: (place: string, text: string) => string, count: number): Promise<void> {
  await records.insertInto('account').values(accountRow('ada')).execute()
  const ids = Array.from({ length: count }, (_, n) => `m${String(n).padStart(4, '0')}`)
  for (let at = 0; at < count; at += 500)
    await records
      .insertInto('method')
      .values(ids.slice(at, at + 500).map((id) => methodRow(id, 'ada', { sealed: seal(`method.sealed:${id}`, `secret of ${id}`) })))
      .execute()
}
