/** Any text that a query holds comes back as it is, through operators, functions and names: it enters SQL only quoted. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { openEngine } from '../cases/engine.ts'

const engine = await openEngine()
after(() => engine.close())

/** As KQL writes a text. Halves of surrogate pairs are no characters and do not survive in a database. */
const literal = (value: string): string => JSON.stringify(value)
const texts = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc
      .array(
        fc.constantFrom(
          "'",
          '"',
          '\\',
          ';',
          '--',
          '/*',
          '*/',
          '%',
          '_',
          '$',
          '{',
          '}',
          '[',
          ']',
          '\n',
          '\0',
          'a',
          ' OR 1=1',
          '\u00a0',
          'É',
          '😀',
          '*',
        ),
        { maxLength: 12 },
      )
      .map((some) => some.join('')),
  )
  .filter((value) => value.isWellFormed() && !/[\u2028\u2029]/.test(value))

async function rows(query: string): Promise<readonly (readonly unknown[])[]> {
  const outcome = await engine.query(query)
  assert.ok(outcome.ok, JSON.stringify(outcome.diagnostics))
  return outcome.results.at(-1)?.rows ?? []
}

const property = (check: (value: string) => Promise<void>, numRuns = 100): Promise<void> =>
  fc.assert(fc.asyncProperty(texts, check), { numRuns })

test('printed', () => property(async (value) => assert.deepEqual(await rows(`print ${literal(value)}`), [[value]])))

test('as the documentation’s other ways to write a text: single quotes, verbatim, hidden', () =>
  property(async (value) => {
    const single = `'${literal(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
    assert.deepEqual(await rows(`print ${single}, h${literal(value)}`), [[value, value]])
    if (!/[\r\n]/.test(value)) assert.deepEqual(await rows(`print @"${value.replaceAll('"', '""')}"`), [[value]])
  }))

test('compared, found, begun and ended with', () =>
  property(async (value) => {
    const text = literal(value)
    const query = `print x = ${text} | where x == ${text} and x in (${text}) and x contains ${text} and x contains_cs ${text} and x startswith_cs ${text} and x endswith_cs ${text} and x =~ ${text}`
    assert.deepEqual(await rows(query), [[value]])
    assert.deepEqual(await rows(`print x = ${text} | where x != ${text} or x !in (${text})`), [])
  }))

test('a word is found as it is, whatever stands around it', () =>
  property(async (value) => {
    const text = literal(value)
    const [found] = await rows(
      `print x = ${literal(`begin ${value} end`)} | project x has ${text}, x has_cs ${text}, x has_any (${text}), x has_all (${text})`,
    )
    assert.deepEqual(found, [true, true, true, true])
  }))

test('joined, split, replaced, measured', () =>
  property(async (value) => {
    const text = literal(value)
    const query = `print a = strcat("<", ${text}, ">"), b = replace_string(strcat("x", ${text}, "y"), ${text}, "|"), c = split(strcat("x", ${text}, "y"), ${text}), d = strcat_array(dynamic([${text}, ${text}]), ${text}), e = strlen(${text})`
    const [found] = await rows(query)
    assert.equal(found?.[0], `<${value}>`)
    if (value !== '' && !'xy'.includes(value)) {
      assert.equal(found?.[1], `x${value}y`.replaceAll(value, '|'))
      assert.deepEqual(found?.[2], `x${value}y`.split(value))
    }
    assert.equal(found?.[3], value + value + value)
    assert.equal(found?.[4], [...value].length)
  }))

test('inside dynamic values, as element, value and key', () =>
  property(async (value) => {
    const text = literal(value)
    const query = `print d = dynamic({"list": [${text}], ${text}: ${text}}) | project d.list, tostring(d.list[0]), d[${text}], bag_pack(${text}, ${text}), tostring(parse_json(tostring(d)).list[0])`
    const [found] = await rows(query)
    assert.deepEqual(found?.slice(0, 2), value === 'list' ? found?.slice(0, 2) : [[value], value])
    assert.equal(found?.[2], value)
    assert.deepEqual(found?.[3], JSON.parse(`{${literal(value)}: ${literal(value)}}`))
    if (value !== 'list') assert.equal(found?.[4], value)
  }))

test('in tables, groups, sets and lists', () =>
  property(async (value) => {
    const text = literal(value)
    const table = `datatable(k: string, n: long)[ ${text}, 1, ${text}, 2, "other", 3 ]`
    assert.deepEqual(await rows(`${table} | where k == ${text} | summarize sum(n), make_set(k) by k`), [
      [value, value === 'other' ? 6 : 3, [value]],
    ])
    assert.deepEqual(await rows(`let T = ${table}; T | where k in ((T | where n == 1 | project k)) | count`), [[value === 'other' ? 3 : 2]])
  }))

/** Names of columns: any text but the empty one. */
const names = texts.filter((value) => value !== '' && !/[\r\n]/.test(value))

test('as the name of a column', async () => {
  await fc.assert(
    fc.asyncProperty(names, async (name) => {
      const bracketed = `[${literal(name)}]`
      const outcome = await engine.query(
        `datatable(${bracketed}: long)[ 1, 2 ] | where ${bracketed} > 1 | extend y = ${bracketed} + 1 | summarize max(y) by ${bracketed}`,
      )
      assert.ok(outcome.ok, JSON.stringify(outcome.diagnostics))
      const [answer] = outcome.results
      assert.deepEqual([answer?.columns.map((column) => column.name), answer?.rows], [[name, 'max_y'], [[2, 3]]])
    }),
    { numRuns: 100 },
  )
})

test('as a pattern', () =>
  property(async (value) => {
    const text = literal(value)
    assert.deepEqual(await rows(`print x = ${text} | where x matches regex regex_quote(${text})`), [[value]])
    const [parsed] = await rows(`print x = strcat("<", ${text}, ">") | parse x with "<" y ">" | project y`)
    if (!value.includes('>')) assert.equal(parsed?.[0], value)
  }))
