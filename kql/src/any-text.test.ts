/** Whatever text is asked, the compiler answers: with SQL that the database takes, or with what is wrong and where. */
import assert from 'node:assert/strict'
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { type Engine, openEngine, testNow } from '../cases/engine.ts'
import { aggregateNames, functionNames } from '../cases/names.ts'
import { readCases, readProblems } from '../cases/read.ts'
import { documented, known } from '../cases/tables.ts'
import { type Compiler, createCompiler } from './compile.ts'
import type { Compilation } from './language.ts'

const catalogue = { tables: [...documented.tables, ...known.tables], functions: known.functions }
const engine: Engine = await openEngine(catalogue)
const compiler: Compiler = createCompiler(catalogue)
after(() => engine.close())

const host = { ask: async (sql: string) => (await engine.connection.runAndReadAll(sql)).getRowsJS() }

function checkPlaces(text: string, { diagnostics }: Compilation): void {
  for (const { start, length, line, column, message, code } of diagnostics) {
    assert.ok(
      start >= 0 && length >= 0 && start + length <= text.length,
      `a place outside of the text: ${start}+${length} of ${text.length}`,
    )
    const before = text.slice(0, start).split('\n')
    assert.deepEqual([line, column], [before.length, (before.at(-1) ?? '').length + 1])
    assert.ok(message.length > 0 && code.length > 0)
    assert.notEqual(code, 'TK900', `not understood by ourselves: ${message}`)
  }
}

/** Compiles, and lets the database bind what came out. */
async function ask(text: string, isHuge = false): Promise<void> {
  let compiled: Compilation
  try {
    compiled = await compiler.compile(text, host, { now: testNow, rowsMax: 10 })
  } catch (error) {
    // Questions about schemas run on the database: a wrong value there is no mistake of the compiler.
    if (/^(Conversion|Invalid Input|Out of Range) Error/.test(String((error as Error).message))) return
    throw error
  }
  checkPlaces(text, compiled)
  if (isHuge) return
  if (!compiled.ok) return assert.ok(compiled.diagnostics.some(({ severity }) => severity === 'error'))
  for (const { sql } of compiled.queries) {
    try {
      const prepared = await engine.connection.prepare(sql)
      prepared.destroySync()
    } catch (error) {
      const message = String((error as Error).message)
      // Constant folding may already meet a wrong value.
      if (/^(Conversion|Invalid Input|Out of Range) Error/.test(message)) continue
      assert.fail(`${message}\n\n${text}\n\n${sql}`)
    }
  }
}

const pages = (folder: string): string[] => globSync(join(import.meta.dirname, '..', 'cases', folder, '*.md'))
const real = [...[...pages('functions'), ...pages('operators')].flatMap(readCases), ...pages('problems').flatMap(readProblems)].map(
  ({ query }) => query,
)

const words = [
  ...'SigninLogs AuditLogs | where extend project summarize count() by join kind=inner on union mv-expand make-series let x = ; ( ) [ ] { } , . == != =~ < > + - * / %'.split(
    ' ',
  ),
  ...'and or not( in has contains between .. "a" \'b\' 1 2.5 1d datetime(2024-01-01) dynamic([1]) dynamic({"a":1}) null true TimeGenerated Status ResultType .a ["b"] [0]'.split(
    ' ',
  ),
  ...'bin( iff( tostring( parse_json( toscalar( sort top 5 take distinct parse with * : long string evaluate pivot( bag_unpack( typeof( materialize( range from to step print datatable('.split(
    ' ',
  ),
]

test('any text', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.string({ unit: 'binary' }), fc.string()), (text) => ask(text)),
    { numRuns: 150 },
  )
})

test('any words of the language', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...words), { maxLength: 25 }), (some) => ask(`SigninLogs | ${some.join(' ')}`)),
    { numRuns: 250 },
  )
})

interface Change {
  readonly at: number
  readonly length: number
  readonly by: string
}

const changes: fc.Arbitrary<readonly Change[]> = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.integer({ min: 0, max: 12 }),
    by: fc.oneof(fc.constant(''), fc.constantFrom(...words), fc.string({ maxLength: 3 })),
  }),
  { minLength: 1, maxLength: 3 },
)

const changed = (query: string, all: readonly Change[]): string =>
  all.reduce((text, { at, length, by }) => {
    const place = Math.floor(at * text.length)
    return text.slice(0, place) + by + text.slice(place + length)
  }, query)

test('real queries with slips of the pen', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...real), changes, (query, all) => ask(changed(query, all))),
    { numRuns: 400 },
  )
})

test('queries whose words are changed for others', async () => {
  const swapped = fc.tuple(fc.constantFrom(...real), fc.constantFrom(...real), fc.nat(), fc.nat()).map(([a, b, i, j]) => {
    const [ours, theirs] = [a.split(/\b/), b.split(/\b/)]
    ours[i % ours.length] = theirs[j % theirs.length] ?? ''
    return ours.join('')
  })
  await fc.assert(
    fc.asyncProperty(swapped, (text) => ask(text)),
    { numRuns: 300 },
  )
})

const typed =
  'datatable(s:string, l:long, i:int, r:real, b:bool, d:dynamic, t:datetime, p:timespan, g:guid, m:decimal)["x", 1, int(2), 1.5, true, dynamic([1]), datetime(2024-01-01), 1h, guid(74be27de-1e4e-49d9-b579-fe0b331d3642), decimal(1.5)]'
const one = fc.constantFrom(...'s l i r b d t p g m "x" 1 1.5 1h dynamic({"a":1})'.split(' '))

test('functions, aggregates and operators over whatever types', async () => {
  const call = fc
    .tuple(fc.constantFrom(...functionNames), fc.array(one, { maxLength: 3 }))
    .map(([name, args]) => `extend z = ${name}(${args.join(', ')})`)
  const aggregate = fc
    .tuple(fc.constantFrom(...aggregateNames), fc.array(one, { minLength: 1, maxLength: 3 }), one)
    .map(([name, args, by]) => `summarize z = ${name}(${args.join(', ')}) by by = ${by}`)
  const signs = '+ - * / % == != < >= =~ has !has contains startswith and or'.split(' ')
  const test = fc.tuple(one, fc.constantFrom(...signs), one).map((parts) => `where ${parts.join(' ')} | extend z = ${parts.join(' ')}`)
  await fc.assert(
    fc.asyncProperty(fc.oneof(call, call, aggregate, test), (step) => ask(`${typed} | ${step}`)),
    { numRuns: 300 },
  )
})

test('nesting without end', async () => {
  for (const depth of [50, 500, 20_000]) {
    const deep = [
      `print ${'('.repeat(depth)}1${')'.repeat(depth)}`,
      `print ${'not('.repeat(depth)}true${')'.repeat(depth)}`,
      `print ${'-'.repeat(depth)}1`,
      `print x = dynamic(${'['.repeat(depth)}${']'.repeat(depth)})`,
      `print 1${' + 1'.repeat(depth)}`,
      `SigninLogs ${'| where true '.repeat(Math.min(depth, 2000))}`,
      `SigninLogs | where ${'ResultType == "1" or '.repeat(Math.min(depth, 2000))} true`,
      `${'let f = () { '.repeat(Math.min(depth, 500))}`,
      `${'('.repeat(depth)}SigninLogs${')'.repeat(depth)}`,
      `SigninLogs | where Status${'.a'.repeat(depth)} == 1`,
      `print "${'"" "'.repeat(depth)}`,
    ]
    for (const text of deep) await ask(text, true)
  }
})

test('literals without end', async () => {
  const huge = [
    `print ${'9'.repeat(100_000)}`,
    `print 0x${'f'.repeat(100_000)}`,
    `print 1e${'9'.repeat(100_000)}`,
    `print ${'9'.repeat(100_000)}d`,
    `print datetime(${'9'.repeat(100_000)})`,
    `print "${'x'.repeat(900_000)}"`,
    `print decimal(${'9'.repeat(5000)}.${'9'.repeat(5000)})`,
    `print guid(${'0'.repeat(5000)})`,
    `print 1 in (${Array.from({ length: 5000 }, (_, i) => i).join(', ')})`,
    `print dynamic({${Array.from({ length: 5000 }, (_, i) => `"${i}":${i}`).join(', ')}})`,
    `print ${'x'.repeat(900_000)}`,
    'x'.repeat(1_000_001),
  ]
  for (const text of huge) await ask(text, true)
})
