/** A path that is kept as a column of its own answers every question as the JSON does that it was taken from. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { openEngine } from '../cases/engine.ts'
import type { CatalogueTable, ColumnShape, ExtractedPath } from './language.ts'

const columns: readonly ColumnShape[] = [
  { name: 'id', type: 'long' },
  { name: 'd', type: 'dynamic' },
  { name: 's', type: 'string' },
]
const paths = ['.a', '.a.b', '.list[0]', '.list[1].b', '["a b"]']
const extracted: readonly ExtractedPath[] = ['d', 's'].flatMap((column) =>
  paths.map((path) => ({ column, path, name: `${column}${path}` })),
)
const plain: CatalogueTable = { name: 'Plain', columns, from: 'plain' }
const kept: CatalogueTable = { name: 'Kept', columns, from: 'kept', extracted }
const engine = await openEngine({ tables: [plain, kept], functions: [] })
after(() => engine.close())
const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
await engine.connection.run('CREATE TABLE plain (id BIGINT, d VARCHAR, s VARCHAR)')
await engine.connection.run(
  `CREATE TABLE kept (id BIGINT, d VARCHAR, s VARCHAR, ${extracted.map(({ name }) => `${quoted(name)} VARCHAR`).join(', ')})`,
)

const scalars = fc.oneof(
  fc.constantFrom('x', 'X', '', 'two words', '5', '5.0', 'true', 'null', '"', "'", '2024-01-01', '[1]', '{"b":1}', 'É'),
  fc.string({ maxLength: 6 }).filter((value) => !value.includes('\0')),
  fc.integer({ min: -6, max: 6 }),
  fc.constantFrom(5, 5.5, 1e21, -0.25, 9007199254740991),
  fc.boolean(),
  fc.constant(null),
)
const inner = fc.oneof(scalars, fc.record({ b: scalars }), fc.array(scalars, { maxLength: 2 }))
const values = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record(
      { a: inner, list: fc.array(fc.oneof(scalars, fc.record({ b: scalars })), { maxLength: 3 }), 'a b': inner },
      { requiredKeys: [] },
    ),
  },
  { weight: 1, arbitrary: fc.jsonValue().filter((value) => !JSON.stringify(value).includes('\\u0000')) },
)

/** Beside JSON a text column may hold anything, or nothing. */
const texts = fc.oneof(
  { weight: 5, arbitrary: values.map((value) => JSON.stringify(value)) },
  fc.constantFrom(null, '', 'no json', '{"a":', '  {"a": 5}'),
)

const questions = (of: string): string[] => [
  `project v = tostring(${of})`,
  `project v = ${of}`,
  ...[
    '== "x"',
    '!= "x"',
    '=~ "x"',
    '!~ "x"',
    '== 5',
    '!= 5',
    '> 1',
    '<= 5.0',
    '== true',
    '== ""',
    'in ("x", "5")',
    '!in ("x", "true")',
    'in~ ("x")',
    'has "x"',
    '!has "x"',
    'has "two"',
    'contains "x"',
    '!contains "x"',
    'startswith "t"',
    'endswith_cs "x"',
    'has_any ("x", "words")',
    'has_all ("two", "words")',
    'matches regex "^x"',
    'between (1 .. 5)',
  ].map((test) => `where ${of} ${test} | project id`),
  ...['== "x"', '!= "x"', '> 1', 'has "x"', '!contains "x"', 'in ("x", "5")'].map((test) => `project id, v = ${of} ${test}`),
  ...[
    'isnull',
    'isnotnull',
    'isempty',
    'isnotempty',
    'toint',
    'tolong',
    'todouble',
    'tobool',
    'todatetime',
    'gettype',
    'array_length',
    'strlen',
    'tolower',
    'parse_json',
    'todynamic',
  ].map((name) => `project id, v = ${name}(${of})`),
  `where isempty(${of}) or isnull(${of}) | project id`,
  `where not(${of} == "x") | project id`,
  `summarize n = count() by v = tostring(${of})`,
  `summarize n = count() by tostring(${of}), k = id % 2`,
  `summarize dcount(tostring(${of})), m = max(tostring(${of})), n = countif(${of} == "x"), o = countif(isnotempty(${of}))`,
  `summarize dcount(${of}), min(toint(${of}))`,
  `extend v = ${of} | where v == "x" or v == 5 | project id, v`,
  `extend v = tostring(${of}) | where v != "x" and v !has "two" | sort by v asc, id asc | project id, v`,
  `extend v = iff(${of} == "x", "yes", tostring(${of})), w = case(isempty(${of}), "none", ${of} == 5, "five", "other"), u = coalesce(tostring(${of}), "nothing") | project id, v, w, u`,
  `extend v = strcat(${of}, "-", ${of}), w = split(${of}, " ") | project id, v, w`,
  `extend d2 = d, v = ${of} | project id, a = tostring(v), b = d2.a, c = tostring(d2.a)`,
  `mv-expand v = ${of} | project id, v`,
  `union (T | take 0) | project id, v = tostring(${of})`,
  `as U | join kind=inner (U | project id, w = tostring(${of})) on id | project id, v = tostring(${of}), w`,
  `distinct v = tostring(${of})`.replace('v = ', ''),
]

const places = paths.flatMap((path) => [`d${path}`, `parse_json(s)${path}`, `todynamic(tostring(d))${path}`])

async function fill(rows: readonly { readonly d: string; readonly s: string | null }[]): Promise<void> {
  const text = (value: string | null): string => (value === null ? 'NULL' : `'${value.replaceAll("'", "''")}'`)
  await engine.connection.run('DELETE FROM plain; DELETE FROM kept')
  const values = rows.map(({ d, s }, i) => `(${i}, ${text(d === 'null' ? null : d)}, ${text(s)})`)
  await engine.connection.run(`INSERT INTO plain VALUES ${values.join(', ')}`)
  // What is kept is by its definition what tostring() says; nothing where there is nothing.
  const each = paths.flatMap((path) => [`d${path}`, `parse_json(s)${path}`])
  const said = await engine.query(
    `Plain | sort by id asc | project ${each.map((one) => `iff(isnull(${one}), dynamic(null), pack_array(tostring(${one})))`).join(', ')}`,
  )
  assert.ok(said.ok)
  const all = said.results[0]?.rows.map((cells, i) => {
    const ofColumn = (at: number): string[] =>
      paths.map((_, k) => {
        const cell = cells[2 * k + at]
        return Array.isArray(cell) ? text(String(cell[0])) : 'NULL'
      })
    const { d, s } = rows[i] ?? { d: 'null', s: null }
    return `(${[i, text(d === 'null' ? null : d), text(s), ...ofColumn(0), ...ofColumn(1)].join(', ')})`
  })
  await engine.connection.run(`INSERT INTO kept VALUES ${(all ?? []).join(', ')}`)
}

const sorted = (rows: readonly unknown[]): readonly string[] =>
  rows
    .map((row) =>
      JSON.stringify(row, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : Number.isNaN(value) ? 'NaN' : value)),
    )
    .sort()

async function answer(table: string, question: string): Promise<readonly string[]> {
  const outcome = await engine.query(`let T = ${table};\n${table} | ${question}`)
  assert.ok(outcome.ok, `${question}: ${JSON.stringify(outcome.diagnostics)}`)
  return sorted(outcome.results.at(-1)?.rows ?? [])
}

test('a kept path is read from its column', async () => {
  const outcome = await engine.query('Kept | where d.a == "x" and parse_json(s).a.b has "y"')
  assert.ok(outcome.ok)
  assert.match(outcome.sql.join(), /"d\.a"/)
  assert.match(outcome.sql.join(), /"s\.a\.b"/)
})

test('answers are the same with and without kept columns', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ d: values.map((value) => JSON.stringify(value)), s: texts }), { minLength: 1, maxLength: 8 }),
      fc.constantFrom(...places),
      fc.uniqueArray(fc.nat(1000), { minLength: 12, maxLength: 12 }),
      async (rows, of, some) => {
        await fill(rows)
        const all = questions(of)
        for (const question of new Set(some.map((i) => all[i % all.length] ?? '')))
          assert.deepEqual(await answer('Kept', question), await answer('Plain', question), question)
      },
    ),
    { numRuns: 40 },
  )
})
