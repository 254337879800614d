/** OData: filters mean what they say (run in SQLite against plain JavaScript), strangers' text stays a parameter, mistakes say where. */
import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Filter, isMistake, type Literal, parseFilter } from './filter.ts'
import { type Collection, isBad, pageWhere, readQuery, skipToken } from './options.ts'
import { type Condition, type Fields, toCondition } from './where.ts'

const fields: Fields = {
  name: { type: 'text', sql: 'name' },
  age: { type: 'number', sql: 'age' },
  'place/country': { type: 'text', sql: 'country' },
  born: { type: 'time', sql: 'born' },
}

interface Row {
  readonly id: string
  readonly name: string | null
  readonly age: number | null
  readonly country: string | null
  readonly born: number | null
}

const rows: readonly Row[] = [
  { id: '1', name: 'Ada', age: 36, country: 'GB', born: Date.UTC(1815, 11, 10) },
  { id: '2', name: "O'Brien", age: null, country: 'IE', born: Date.UTC(2000, 0, 1) },
  { id: '3', name: null, age: 0, country: null, born: null },
  { id: '4', name: 'ada lovelace', age: -1, country: 'gb', born: Date.UTC(2026, 10, 2, 1, 4, 11) },
  { id: '5', name: '', age: 36, country: 'NL', born: 0 },
]

const database = new DatabaseSync(':memory:')
database.exec('create table person (id text, name text, age real, country text, born integer)')
const insert = database.prepare('insert into person values (?, ?, ?, ?, ?)')
for (const { id, name, age, country, born } of rows) insert.run(id, name, age, country, born)

const bindable = (value: string | number | boolean) => (typeof value === 'boolean' ? Number(value) : value)

function ids(condition: Condition): string {
  const sql = `select id from person where ${condition.sql} order by id`
  const found = database.prepare(sql).all(...condition.parameters.map(bindable))
  return found.map(({ id }) => id).join('')
}

function run(text: string): string {
  const filter = parseFilter(text)
  if (isMistake(filter)) return `${filter.mistake} at ${filter.at}`
  const condition = toCondition(filter, fields, () => '?')
  return 'mistake' in condition ? `${condition.mistake} at ${condition.at}` : ids(condition)
}

const meanings: readonly (readonly [string, string])[] = [
  ["name eq 'ADA'", '1'],
  ["name ne 'Ada'", '2345'],
  ["name eq 'O''Brien'", '2'],
  ['name eq null', '3'],
  ['name ne null', '1245'],
  ["not (name eq 'Ada')", '2345'],
  ['age gt 0', '15'],
  ['not age gt 0', '234'],
  ['age le -1', '4'],
  ["startswith(name, 'ada')", '14'],
  ["startswith(name,'')", '1245'],
  ["not startswith(name,'ada')", '235'],
  ["contains(name,'LOVE')", '4'],
  ["endswith(name,'brien')", '2'],
  ["place/country in ('gb', 'NL')", '145'],
  ['age in (36, null)', '125'],
  ["name eq 'Ada' or age eq 0 and place/country eq null", '13'],
  ["(name eq 'Ada' or age eq 0) and place/country eq null", '3'],
  ['born ge 2026-11-02T01:04:11Z', '4'],
  ["born lt '2026-11-02'", '125'],
  ["NAME eq 'ada'", '1'],
]

for (const [text, expected] of meanings) test(text, () => assert.equal(run(text), expected))

const mistakes: readonly (readonly [string, string])[] = [
  ["nme eq 'x'", "There is no property 'nme' to filter by at 0"],
  ["name eq 'x' and", 'Expected the name of a property at 15'],
  ["name eq 'x", 'The text is not closed at 8'],
  ['name eq x', "Expected a value: text in 'quotes', a number, a time, true, false or null at 8"],
  ['name eq 5', "'name' is a text, which does not fit the value 5 at 0"],
  ["age eq '5'", `'age' is a number, which does not fit the value "5" at 0`],
  ["tolower(name) eq 'x'", 'The function tolower is not supported at 0'],
  ["name eq 'a'; drop table person", 'This cannot be read at 11'],
  ["name like 'a'", 'Expected eq, ne, gt, ge, lt, le or in at 5'],
  ["(name eq 'a'", 'Expected ")" at 12'],
  ["name eq 'a' name eq 'b'", 'Expected "and", "or" or the end at 12'],
  [`${'('.repeat(60)}name eq 'a'${')'.repeat(60)}`, 'The filter is nested deeper than 50 at 50'],
]

for (const [text, expected] of mistakes) test(`mistake: ${text.slice(0, 40)}`, () => assert.equal(run(text), expected))

test('whatever a stranger writes is an answer or a mistake with its place, and the table is still there', () => {
  const word = fc.constantFrom(
    'name',
    'age',
    'eq',
    'ne',
    'and',
    'or',
    'not',
    'in',
    '(',
    ')',
    ',',
    "'",
    "''",
    'null',
    '1',
    '"',
    ';',
    '--',
    '$1',
    '?',
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(word, { maxLength: 30 }).map((words) => words.join(' ')),
      ),
      (text) => {
        const answer = run(text)
        assert.match(answer, /^1?2?3?4?5?$| at \d+$/)
      },
    ),
    { numRuns: 3000 },
  )
  assert.equal(run('name eq null or name ne null'), '12345')
})

test('any text between quotes is compared as it is and is never SQL', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const filter = parseFilter(`name eq '${text.replaceAll("'", "''")}'`)
      if (isMistake(filter)) return assert.match(filter.mistake, /longer/)
      assert.deepEqual(filter, { kind: 'compare', property: { path: 'name', at: 0 }, operator: 'eq', value: text })
      const condition = toCondition(filter, fields, () => '?')
      assert.deepEqual(condition, { sql: '(lower(name) is not distinct from lower(?))', parameters: [text] })
    }),
  )
})

test('trees of any shape mean in SQL what they mean in JavaScript', () => {
  fc.assert(
    fc.property(trees.tree, (tree) => {
      const condition = toCondition(tree, fields, () => '?')
      assert.ok(!('mistake' in condition))
      assert.equal(
        ids(condition),
        rows
          .filter((row) => holds(tree, row))
          .map(({ id }) => id)
          .join(''),
      )
    }),
    { numRuns: 500 },
  )
})

const text = fc.constantFrom('ada', 'Ada', '', 'a', "o'brien", '%', '_')
const name = fc.constant({ path: 'name', at: 0 })
const age = fc.constant({ path: 'age', at: 0 })
const operator = fc.constantFrom('eq', 'ne', 'gt', 'ge', 'lt', 'le')
const trees = fc.letrec<{ tree: Filter }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    fc.record({ kind: fc.constant('compare'), property: name, operator, value: fc.option(text) }),
    fc.record({ kind: fc.constant('compare'), property: age, operator, value: fc.option(fc.constantFrom(36, 0, -1, 0.5)) }),
    fc.record({
      kind: fc.constant('in'),
      property: age,
      values: fc.array(fc.option(fc.constantFrom(36, 0)), { minLength: 1, maxLength: 3 }),
    }),
    fc.record({ kind: fc.constant('text'), test: fc.constantFrom('startswith', 'endswith', 'contains'), property: name, value: text }),
    fc.record({ kind: fc.constantFrom('and', 'or'), left: tie('tree'), right: tie('tree') }),
    fc.record({ kind: fc.constant('not'), of: tie('tree') }),
  ) as fc.Arbitrary<Filter>,
}))

/** The meaning once more, in plain JavaScript. */
function holds(filter: Filter, row: Row): boolean {
  switch (filter.kind) {
    case 'and':
      return holds(filter.left, row) && holds(filter.right, row)
    case 'or':
      return holds(filter.left, row) || holds(filter.right, row)
    case 'not':
      return !holds(filter.of, row)
    case 'in':
      return filter.values.some((value) => compares('eq', fieldValue(filter.property.path, row), value))
    case 'compare':
      return compares(filter.operator, fieldValue(filter.property.path, row), filter.value)
    case 'text': {
      const value = row.name?.toLowerCase()
      const sought = filter.value.toLowerCase()
      if (value === undefined) return false
      return filter.test === 'contains'
        ? value.includes(sought)
        : filter.test === 'startswith'
          ? value.startsWith(sought)
          : value.endsWith(sought)
    }
  }
}

const fieldValue = (path: string, row: Row): Literal => (path === 'name' ? row.name : row.age)
const low = (value: Literal): Literal => (typeof value === 'string' ? value.toLowerCase() : value)

function compares(operator: string, left: Literal, right: Literal): boolean {
  const [one, other] = [low(left), low(right)]
  if (operator === 'eq') return one === other
  if (operator === 'ne') return one !== other
  if (one === null || other === null) return false
  return operator === 'gt' ? one > other : operator === 'ge' ? one >= other : operator === 'lt' ? one < other : one <= other
}

const people: Collection = {
  fields,
  properties: ['id', 'name', 'age'],
  orderBy: { property: 'born', down: true },
  topMax: 100,
  topDefault: 10,
  place: () => '?',
}

test('pages follow each other through every order without losing or repeating a row', () => {
  for (const orderby of ['age', 'age desc', 'name asc', 'place/country desc', undefined]) {
    const seen: unknown[] = []
    let token: string | undefined
    do {
      const query = readQuery({ $top: '2', $orderby: orderby, $skiptoken: token }, people)
      assert.ok(!isBad(query))
      const where = pageWhere(query, 'id', () => '?')
      const sql = `select id, ${query.order.sql} as place from person where ${where.sql} order by place ${query.order.down ? 'desc' : 'asc'}, id limit 2`
      const page = database.prepare(sql).all(...where.parameters.map(bindable))
      const last = page.at(-1)
      seen.push(...page.map(({ id }) => id))
      token =
        last === undefined
          ? undefined
          : skipToken(typeof last['place'] === 'number' ? last['place'] : String(last['place']), String(last['id']))
    } while (token !== undefined)
    assert.deepEqual([...seen].sort(), ['1', '2', '3', '4', '5'], String(orderby))
  }
})

test('options that cannot be served say so', () => {
  const bad = (given: Record<string, string>): string => {
    const query = readQuery(given, people)
    return isBad(query) ? query.bad : ''
  }
  assert.match(bad({ $expand: 'x' }), /relation named 'x' to \$expand/)
  assert.match(bad({ $top: '0' }), /from 1 to 100/)
  assert.match(bad({ $top: '5.5' }), /from 1 to 100/)
  assert.match(bad({ $select: 'name,secret' }), /named 'secret'/)
  assert.match(bad({ $orderby: 'name; drop' }), /Invalid \$orderby/)
  assert.match(bad({ $skiptoken: 'zzz' }), /not one/)
  assert.match(
    bad({ $filter: "name eq 'a' and nope eq 1" }),
    /Invalid filter clause: There is no property 'nope' to filter by at position 16 near /,
  )
})
