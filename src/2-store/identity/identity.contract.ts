/** What the records of people promise whichever database keeps them, as tests. A new database is done when this passes. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Identity, isTaken } from './identity.ts'
import type { AccountRow, ChallengeRow, MethodRow } from './schema.ts'

export interface Place {
  /** Opens the same records again: after a restart, or as another node beside the first. */
  open(): Promise<Identity>
}

export const start = Date.UTC(2026, 0, 5, 9)

export const accountRow = (id: string, changes: Partial<AccountRow> = {}): AccountRow => ({
  id,
  name: `${id}@example.com`,
  name_key: `${id}@example.com`,
  display_name: id,
  given_name: null,
  family_name: null,
  email: null,
  emails: '[]',
  locale: null,
  state: 'active',
  privileged: 0,
  password_hash: null,
  password_changed: null,
  external_id: null,
  source: 'local',
  extra: '{}',
  created: start,
  updated: start,
  ...changes,
})

export const challengeRow = (id: string, account: string, changes: Partial<ChallengeRow> = {}): ChallengeRow => ({
  id,
  account_id: account,
  kind: 'sign-in',
  state: 'pending',
  quiet: 0,
  familiar: 0,
  protocol: 'oidc',
  number_sealed: 'v1.sealed',
  number_length: 2,
  context: '{}',
  context_hash: 'hash',
  asked: '{}',
  verified: 0,
  browser_hash: 'hash',
  competing: 0,
  created: start,
  expires: start + 120_000,
  answered: null,
  method_id: null,
  notices: 0,
  ...changes,
})

export const methodRow = (id: string, account: string, changes: Partial<MethodRow> = {}): MethodRow => ({
  id,
  account_id: account,
  kind: 'push',
  name: 'Phone',
  state: 'active',
  key: null,
  data: '{}',
  sealed: null,
  failures: 0,
  counter: 0,
  created: start,
  used: null,
  ...changes,
})

/** SQLite's rows have no prototype. */
const plain = <T extends object>(rows: readonly T[]): T[] => rows.map((row) => ({ ...row }))

/** `place` makes empty records for one test. */
export function identityContract(name: string, place: () => Promise<Place>): void {
  const promise: Promises = (sentence, prove) => {
    test(`${name} ${sentence}`, async () => {
      const there = await place()
      const identity = await there.open()
      try {
        await identity.records
          .insertInto('account')
          .values([accountRow('ada'), accountRow('bob')])
          .execute()
        await prove(identity, there)
      } finally {
        await identity.close()
      }
    })
  }
  provesRows(promise)
  provesValues(promise)
  provesTransactions(promise)
  provesTurns(promise)
}

type Promises = (sentence: string, prove: (identity: Identity, there: Place) => Promise<void>) => void

function provesRows(promise: Promises): void {
  promise('takes a name once, and says so', async ({ records }) => {
    const again = records
      .insertInto('account')
      .values(accountRow('other', { name_key: 'ada@example.com' }))
      .execute()
    await assert.rejects(again, (error) => isTaken(error))
    const sameId = records
      .insertInto('account')
      .values(accountRow('ada', { name_key: 'new' }))
      .execute()
    await assert.rejects(sameId, (error) => isTaken(error))
    const nobody = records.insertInto('method').values(methodRow('m', 'nobody')).execute()
    await assert.rejects(nobody, (error) => !isTaken(error))
  })

  promise('T6: keeps one open prompt a person under 50 at once', async ({ records }) => {
    const tries = Array.from({ length: 50 }, (_, n) =>
      records
        .insertInto('challenge')
        .values(challengeRow(`c${n}`, 'ada'))
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst(),
    )
    const added = (await Promise.all(tries)).filter((result) => result.numInsertedOrUpdatedRows === 1n)
    assert.equal(added.length, 1)
    await records.updateTable('challenge').set({ state: 'denied' }).execute()
    await records.insertInto('challenge').values(challengeRow('next', 'ada')).execute()
    assert.equal((await records.selectFrom('challenge').selectAll().execute()).length, 2)
  })

  promise('T6: counts the rows of a conditional change: one of 100 at once has it', async ({ records }) => {
    await records.insertInto('challenge').values(challengeRow('c', 'ada')).execute()
    const approve = () =>
      records
        .updateTable('challenge')
        .set({ state: 'approved', answered: start + 1 })
        .where('id', '=', 'c')
        .where('state', '=', 'pending')
        .where('expires', '>', start)
        .executeTakeFirst()
    const changed = await Promise.all(Array.from({ length: 100 }, approve))
    assert.equal(changed.filter((result) => result.numUpdatedRows === 1n).length, 1)
    assert.equal(changed.filter((result) => result.numUpdatedRows === 0n).length, 99)
  })

  promise('removes what belongs to an account with it', async ({ records }) => {
    await records.insertInto('method').values(methodRow('m', 'ada')).execute()
    await records.insertInto('subscription').values({ method_id: 'm', sealed: 'x', created: start, failures: 0 }).execute()
    await records
      .insertInto('challenge')
      .values([challengeRow('c', 'ada'), challengeRow('d', 'bob')])
      .execute()
    await records.deleteFrom('account').where('id', '=', 'ada').execute()
    assert.deepEqual(await records.selectFrom('method').selectAll().execute(), [])
    assert.deepEqual(await records.selectFrom('subscription').selectAll().execute(), [])
    assert.deepEqual(plain(await records.selectFrom('challenge').select('id').execute()), [{ id: 'd' }])
  })

  promise('keeps everything through a restart', async ({ records, close }, there) => {
    const row = challengeRow('c', 'ada', { context: '{"a":"ü"}' })
    await records.insertInto('challenge').values(row).execute()
    await close()
    const again = await there.open()
    assert.deepEqual(plain(await again.records.selectFrom('challenge').selectAll().execute()), [row])
    await again.close()
  })

  promise('opens for four nodes at once', async (_, there) => {
    const nodes = await Promise.all([there.open(), there.open(), there.open(), there.open()])
    const found = await Promise.all(nodes.map(({ records }) => records.selectFrom('account').select('id').execute()))
    for (const node of nodes) await node.close()
    assert.deepEqual(
      found.map((rows) => rows.length),
      [2, 2, 2, 2],
    )
  })
}

function provesValues(promise: Promises): void {
  promise('gives numbers as numbers, whole up to 2^53', async ({ records, now }) => {
    const row = methodRow('m', 'ada', { counter: Number.MAX_SAFE_INTEGER, created: 0, failures: -1 })
    await records.insertInto('method').values(row).execute()
    assert.deepEqual(plain(await records.selectFrom('method').selectAll().execute()), [row])
    const count = await records
      .selectFrom('method')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirst()
    assert.equal(count?.count, 1)
    const time = await now()
    assert.ok(Number.isSafeInteger(time) && time > Date.UTC(2020, 0, 1), String(time))
    for (const wrong of [1.5, 2 ** 53, Number.NaN]) {
      const refused = records.updateTable('method').set({ counter: wrong }).execute()
      await assert.rejects(refused, /hold whole numbers up to 2\^53/)
    }
  })

  promise('refuses U+0000, and keeps every other text as it is', async ({ records }) => {
    const rename = (name: string) => records.updateTable('account').set({ display_name: name }).where('id', '=', 'ada').execute()
    await assert.rejects(rename('a\0b'), /U\+0000/)
    const texts = ['', ' ', "'; drop table account; --", '\u0001\u001f\u007f', '😀 ‮ ', 'a\\b"c', '\u{1F1F3}\u{1F1F1}e\u0301', '%_?$1']
    for (const text of texts) {
      await rename(text)
      const kept = await records.selectFrom('account').select('display_name').where('display_name', '=', text).execute()
      assert.deepEqual(plain(kept), [{ display_name: text }])
    }
    await rename('half \ud83d pair')
    const half = await records.selectFrom('account').select('display_name').where('id', '=', 'ada').executeTakeFirst()
    assert.equal(half?.display_name, 'half \ufffd pair')
  })

  promise('keeps big texts', async ({ records }) => {
    const body = 'ü'.repeat(2 ** 21)
    await records
      .insertInto('budget')
      .values({ account_id: 'ada', lane: 'familiar', body, suppressed_until: null, updated: start })
      .execute()
    const kept = await records.selectFrom('budget').select('body').executeTakeFirst()
    assert.ok(kept?.body === body)
  })

  promise('tells large and small letters apart', async ({ records }) => {
    await records
      .insertInto('used')
      .values([
        { key: 'A', expires: 1 },
        { key: 'a', expires: 1 },
      ])
      .execute()
    assert.deepEqual(plain(await records.selectFrom('used').select('key').where('key', '=', 'a').execute()), [{ key: 'a' }])
  })
}

function provesTransactions(promise: Promises): void {
  promise('undoes all of a transaction that throws, and none of its neighbours', async ({ records, transaction }) => {
    const add = (n: number) =>
      transaction(async (within) => {
        await within
          .insertInto('used')
          .values({ key: `k${n}`, expires: n })
          .execute()
        if (n % 3 === 0) throw new Error(`no ${n}`)
        await within
          .insertInto('used')
          .values({ key: `l${n}`, expires: n })
          .execute()
        return n
      })
    const done = await Promise.allSettled(Array.from({ length: 30 }, (_, n) => add(n)))
    assert.equal(done.filter(({ status }) => status === 'rejected').length, 10)
    for (const [n, one] of done.entries())
      assert.deepEqual(one.status === 'fulfilled' ? one.value : String(one.reason), n % 3 === 0 ? `Error: no ${n}` : n)
    const keys = (await records.selectFrom('used').select('expires').execute()).map(({ expires }) => expires)
    assert.equal(keys.length, 40)
    assert.ok(keys.every((n) => n % 3 !== 0))
  })

  promise('undoes a transaction whose statement failed, and goes on', async ({ records, transaction }) => {
    const failing = transaction(async (within) => {
      await within.insertInto('used').values({ key: 'before', expires: 1 }).execute()
      await within.insertInto('account').values(accountRow('ada')).execute()
    })
    const [first, second] = await Promise.allSettled([
      failing,
      transaction((within) => within.insertInto('used').values({ key: 'good', expires: 1 }).execute()),
    ])
    assert.ok(first?.status === 'rejected' && isTaken(first.reason))
    assert.equal(second?.status, 'fulfilled')
    assert.deepEqual(plain(await records.selectFrom('used').select('key').execute()), [{ key: 'good' }])
  })

  promise('shows a transaction what it wrote, and nobody else before its end', async ({ records, transaction }, there) => {
    const other = await there.open()
    const seen = await transaction(async (within) => {
      await within.insertInto('used').values({ key: 'k', expires: 1 }).execute()
      const outside = other.kind === 'sqlite' ? [] : await other.records.selectFrom('used').selectAll().execute()
      return { inside: plain(await within.selectFrom('used').selectAll().execute()), outside }
    })
    assert.deepEqual(seen, { inside: [{ key: 'k', expires: 1 }], outside: [] })
    assert.equal((await records.selectFrom('used').selectAll().execute()).length, 1)
    assert.equal((await other.records.selectFrom('used').selectAll().execute()).length, 1)
    await other.close()
  })
}

function provesTurns(promise: Promises): void {
  promise('T9: decides about one person one after another: 100 increments at once over two nodes lose none', async (one, there) => {
    const { records } = one
    await records
      .insertInto('budget')
      .values({ account_id: 'ada', lane: 'familiar', body: '0', suppressed_until: null, updated: 0 })
      .execute()
    // On SQLite one process alone decides: two in one would wait for each other with the thread held.
    const other = one.kind === 'sqlite' ? one : await there.open()
    const increment = ({ transaction, holdAccount }: Identity) =>
      transaction(async (within) => {
        assert.equal((await holdAccount(within, 'ada'))?.id, 'ada')
        const { body } = await within.selectFrom('budget').select('body').where('account_id', '=', 'ada').executeTakeFirstOrThrow()
        await within
          .updateTable('budget')
          .set({ body: String(Number(body) + 1) })
          .where('account_id', '=', 'ada')
          .execute()
      })
    await Promise.all(Array.from({ length: 100 }, (_, n) => increment(n % 2 === 0 ? one : other)))
    assert.deepEqual(plain(await records.selectFrom('budget').select('body').execute()), [{ body: '100' }])
    if (other !== one) await other.close()
  })

  promise('holds no account that is not there', async ({ transaction, holdAccount }) => {
    assert.equal(await transaction((within) => holdAccount(within, 'nobody')), undefined)
  })

  promise('lets rows that refer to a held account be written meanwhile', async ({ kind, transaction, holdAccount, records }) => {
    if (kind === 'sqlite') return
    await transaction(async (within) => {
      await holdAccount(within, 'ada')
      await records.insertInto('method').values(methodRow('m', 'ada')).execute()
    })
  })
}
