/** Importing people: the exports of Entra and Okta as they come, rows that are wrong, repeats, dry runs, ten thousand at once. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { createNotices } from '../notices/queue.ts'
import { type TestProvider, testProvider } from '../provider.contract.ts'
import { csvOf } from './csv-out.ts'
import { createDirectory, type Directory } from './directory.ts'
import { isRefused } from './fields.ts'
import type { ImportReport } from './wire.ts'

async function open(context: TestContext): Promise<TestProvider & { readonly directory: Directory }> {
  const provider = await testProvider()
  context.after(() => provider.end())
  const directory = createDirectory({
    ...provider.parts,
    notices: createNotices(provider.parts),
    ended: async () => {},
    lift: async () => {},
  })
  return { ...provider, directory }
}

async function imported(
  directory: Directory,
  text: string,
  options: { readonly dry?: boolean; readonly passes?: boolean } = {},
): Promise<ImportReport> {
  const report = await directory.importPeople(text, { by: 'admin', dry: false, passes: false, ...options })
  assert.ok(!isRefused(report), JSON.stringify(report))
  return report
}

test("Entra's download of users, its template with a line before the header, and Okta's template are understood as they are", async (context) => {
  const { directory } = await open(context)
  await imported(
    directory,
    '\ufeffuserPrincipalName,displayName,surname,mail,givenName,id,userType,jobTitle,accountEnabled,alternateEmailAddress\r\n' +
      'adele@contoso.com,Adele Vance,Vance,Adele.V@contoso.com,Adele,87d349ed,Member,"Manager, retail",True,adele@home.example\r\n',
  )
  const adele = await directory.byName('adele@contoso.com')
  assert.deepEqual(
    [adele?.display_name, adele?.email, adele?.external_id, adele?.state, adele?.emails, adele?.source],
    ['Adele Vance', 'Adele.V@contoso.com', '87d349ed', 'active', '["Adele.V@contoso.com","adele@home.example"]', 'csv'],
  )
  const report = await imported(
    directory,
    'version:v1.0,,,\r\n' +
      'Name [displayName] Required,User name [userPrincipalName] Required,Initial password [passwordProfile] Required,Block sign in (Yes/No) [accountEnabled] Required\r\n' +
      'Chris Green,chris@contoso.com,myPassword1234,No\r\nBen Andrews,ben@contoso.com,myPassword1234,Yes\r\n',
  )
  assert.deepEqual(report.counts, { created: 2, updated: 0, unchanged: 0, refused: 0 })
  assert.match(report.columns[2]?.note ?? '', /never chooses a password/)
  assert.equal((await directory.byName('chris@contoso.com'))?.state, 'active')
  assert.equal((await directory.byName('ben@contoso.com'))?.state, 'disabled')
  assert.equal((await directory.byName('chris@contoso.com'))?.password_hash, null)
  await imported(
    directory,
    'login,firstName,lastName,middleName,honorificPrefix,email,title,displayName,secondEmail\nisaac@example.com,Isaac,Brock,,,isaac@example.com,,,ib@home.example\n',
  )
  assert.equal((await directory.byName('isaac@example.com'))?.display_name, 'Isaac Brock')
})

test('a dry run tells all and changes nothing; the import does it; a repeat changes nothing; a changed cell updates', async (context) => {
  const { directory, told } = await open(context)
  const text = 'name;email;groups;privileged\nada;ada@example.com;Finance|Board;yes\nbob;bob@example.com;;no\n'
  const dry = await imported(directory, text, { dry: true })
  assert.deepEqual(dry.counts, { created: 2, updated: 0, unchanged: 0, refused: 0 })
  assert.equal((await directory.find({ limit: 10 })).total, 0)
  assert.equal((await directory.findGroups({ limit: 10 })).total, 0)
  assert.equal(told.length, 0)
  assert.equal((await imported(directory, text)).counts.created, 2)
  const ada = (await directory.find({ search: 'ada', limit: 1 })).accounts[0]
  assert.equal(ada?.privileged, true)
  assert.deepEqual(
    (await directory.detail(ada?.id ?? ''))?.groups.map(({ name }) => name),
    ['Board', 'Finance'],
  )
  assert.deepEqual((await imported(directory, text)).counts, { created: 0, updated: 0, unchanged: 2, refused: 0 })
  const again = await imported(directory, 'name,email\nADA,ada@example.org\nbob,\n')
  assert.deepEqual(again.counts, { created: 0, updated: 1, unchanged: 1, refused: 0 })
  assert.equal((await directory.byName('bob'))?.email, 'bob@example.com', 'an empty cell changes nothing')
})

test('each row that is wrong is named with its number and why; the others go in', async (context) => {
  const { directory } = await open(context)
  const report = await imported(
    directory,
    'name,email,privileged,password_hash\n' +
      'ada,ada@example.com,,\n' +
      ',nobody@example.com,,\n' +
      'ADA,again@example.com,,\n' +
      'bob,not an address,,\n' +
      'cid,c@example.com,perhaps,\n' +
      'dan,d@example.com,,$2y$10$abcdef\n' +
      'eve,"unclosed\n' +
      'fay,f@example.com,,\n',
  )
  const why = Object.fromEntries(report.rows.map((each) => [each.row, each.why ?? each.outcome]))
  assert.equal(why[2], 'created')
  assert.match(why[3] ?? '', /name is missing/)
  assert.match(why[4] ?? '', /Row 2 has the same name/)
  assert.match(why[5] ?? '', /no e-mail address/)
  assert.match(why[6] ?? '', /neither yes nor no/)
  assert.match(why[7] ?? '', /no Argon2id hash/)
  assert.match(why[8] ?? '', /quote/)
  assert.equal(why[9], 'created')
  assert.deepEqual(report.counts, { created: 2, updated: 0, unchanged: 0, refused: 6 })
  const none = await directory.importPeople('colour,size\nred,1\n', { by: 'admin', dry: false, passes: false })
  assert.match(JSON.stringify(none), /no column for the name/)
})

test('whatever the file holds, every row is accounted for exactly once', async (context) => {
  const { directory } = await open(context)
  const cell = fc.oneof(fc.string({ maxLength: 12 }), fc.constantFrom('ada', 'bob', 'a@b.c', 'yes', '"', '', '=1+1'))
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(cell, cell, cell), { maxLength: 20 }), async (rows) => {
      const text = csvOf([['name', 'email', 'privileged'], ...rows])
      const report = await imported(directory, text, { dry: true })
      const wanted = (parse(text, { skip_empty_lines: true }) as string[][]).length - 1
      assert.equal(report.rows.length, wanted)
      assert.equal(new Set(report.rows.map(({ row }) => row)).size, wanted)
    }),
    { numRuns: 60 },
  )
})

test('T49: a spreadsheet shows the file of access passes and runs nothing in it', async (context) => {
  const { directory } = await open(context)
  const report = await imported(directory, 'name,displayName\nada,"=HYPERLINK(""http://evil"",""x"")"\n+1,"@SUM(1)"\n', { passes: true })
  const rows = parse(report.passes ?? '') as string[][]
  assert.deepEqual(rows[1]?.slice(0, 2), ['ada', '\'=HYPERLINK("http://evil","x")'])
  assert.deepEqual(rows[2]?.slice(0, 2), ["'+1", "'@SUM(1)"])
  assert.ok((rows[1]?.[2] ?? '').length >= 16)
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: fc.constantFrom(...'=+-@\t\r\n ",;a1\'|'), maxLength: 20 }), { minLength: 1, maxLength: 4 }),
      (cells) => {
        const [read] = parse(csvOf([cells]), { relax_column_count: true, skip_empty_lines: false }) as string[][]
        return (read ?? []).every((cell) => !/^\s*[=+\-@]/.test(cell))
      },
    ),
  )
})

test('ten thousand people go in within seconds', async (context) => {
  const { directory } = await open(context)
  const rows = Array.from({ length: 10_000 }, (_, n) => [
    `user${n}@example.com`,
    `Person ${n}`,
    `user${n}@example.com`,
    n % 100 === 0 ? 'Board;All' : 'All',
  ])
  const began = performance.now()
  const report = await imported(directory, csvOf([['userName', 'displayName', 'email', 'groups'], ...rows]))
  const tookMs = performance.now() - began
  assert.equal(report.counts.created, 10_000)
  assert.ok(tookMs < 10_000, `${Math.round(tookMs)} ms`)
  const groups = (await directory.findGroups({ limit: 10 })).groups.map(({ name, members }) => [name, members])
  assert.deepEqual(groups, [
    ['All', 10_000],
    ['Board', 100],
  ])
  context.diagnostic(`10,000 rows in ${Math.round(tookMs)} ms`)
})
