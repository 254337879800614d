/** The directory on a real PostgreSQL: one name once however many ask for it, imports, searches and groups as on SQLite. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openIdentityPostgres } from '../../2-store/identity/open-postgres.ts'
import { hasPostgres, startPostgres, type TestPostgres } from '../../2-store/identity/postgres.contract.ts'
import { createDelivery } from '../notices/deliver.ts'
import { createNotices } from '../notices/queue.ts'
import { testProvider } from '../provider.contract.ts'
import { createDirectory } from './directory.ts'
import { isRefused } from './fields.ts'

if (hasPostgres()) {
  let postgres: TestPostgres | undefined
  before(async () => {
    postgres = await startPostgres()
  })
  after(() => postgres?.stop())

  test('PostgreSQL: of many who ask for one name one gets it; import, search, groups and notices work as on SQLite', async (context) => {
    const open = async (clock: () => number) => {
      const url = (await postgres?.database()) ?? assert.fail('PostgreSQL has not started.')
      return openIdentityPostgres(url, { clockShiftMs: () => clock() - Date.now() })
    }
    const provider = await testProvider({ open })
    context.after(() => provider.end())
    const { parts } = provider
    const directory = createDirectory({ ...parts, notices: createNotices(parts), ended: async () => {}, lift: async () => {} })
    const asked = await Promise.all(Array.from({ length: 20 }, () => directory.add({ name: 'Ada', email: 'ada@example.com' }, 'admin')))
    assert.equal(asked.filter((each) => !isRefused(each)).length, 1)
    const text = 'name,email,groups\nada,new@example.com,Finance\nbob,bob@example.com,Finance|Board\n,nobody@example.com,\n'
    const report = await directory.importPeople(text, { by: 'admin', dry: false, passes: true })
    assert.ok(!isRefused(report))
    assert.deepEqual(report.counts, { created: 1, updated: 1, unchanged: 0, refused: 1 })
    assert.match(report.passes ?? '', /^bob,bob,/m)
    assert.equal((await directory.find({ search: 'BOB@', limit: 10 })).total, 1)
    const groups = (await directory.findGroups({ limit: 10 })).groups.map(({ name, members }) => [name, members])
    assert.deepEqual(groups, [
      ['Board', 1],
      ['Finance', 2],
    ])
    const bob = await directory.byName('bob')
    const two = [1, 2].map(() => directory.join('nothing', [bob?.id ?? ''], 'admin'))
    assert.ok((await Promise.all(two)).every(isRefused))
    // The clock stands still here but for what a query takes, so that a notice may be due in a moment only.
    provider.later(1000)
    let sent = 0
    const nodes = [1, 2, 3].map(() => createDelivery(parts, async () => void sent++))
    await Promise.all(nodes.map(({ deliver }) => deliver()))
    assert.equal(sent, 1, 'the old address of Ada, once')
    assert.equal(await directory.remove(bob?.id ?? '', 'admin'), true)
  })
}
