/** Runs the cases: each query of the Markdown pages gives the rows that stand under it, and each wrong text its problems. */
import assert from 'node:assert/strict'
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { difference } from './compare.ts'
import { openEngine } from './engine.ts'
import { named, shelves } from './names.ts'
import { readCases, readProblems, type ShownCase } from './read.ts'
import { documented, known } from './tables.ts'
import { tell } from './tell.ts'

const pages = (folder: string): string[] => globSync(join(import.meta.dirname, folder, '*.md')).sort()

const cases = [...pages('functions'), ...pages('operators')].flatMap(readCases)
const engine = await openEngine(documented)
const wrong = await openEngine(known)
after(() => {
  engine.close()
  wrong.close()
})

async function why(one: ShownCase): Promise<string | undefined> {
  const outcome = await engine.query(one.query)
  if (!outcome.ok) return outcome.diagnostics.map(tell).join('\n')
  const answer = outcome.results.at(-1)
  return answer === undefined ? 'no result' : difference(one, answer)
}

describe('cases', () => {
  for (const one of cases)
    test(`${one.title} (${one.source})`, async () => {
      assert.equal(await why(one), undefined)
      assert.notEqual(one.source, '', 'a case says where its rows come from')
    })
})

describe('problems', () => {
  for (const one of pages('problems').flatMap(readProblems))
    test(one.title, async () => {
      const outcome = await wrong.query(one.query)
      assert.deepEqual(outcome.diagnostics.map(tell), one.expected)
    })
})

describe('every name on the shelves has a case that uses it', () => {
  for (const { shelf, names, without } of shelves)
    test(shelf, () => {
      const shown = new Set(
        cases.filter((one) => one.file.includes(`/${shelf === 'operators' ? 'operators' : ''}`)).flatMap((one) => one.names),
      )
      const missing = names.filter((name) => !shown.has(name) && !(name in without))
      assert.deepEqual(missing, [])
      assert.deepEqual(
        Object.keys(without).filter((name) => shown.has(name) || !names.includes(name)),
        [],
        'a reason for what has a case, or is not there',
      )
    })
  test('the query of a case uses what its heading names', () => {
    const idle = cases.flatMap((one) => one.names.filter((name) => !named(name).test(one.query)).map((name) => `${one.title}: ${name}`))
    assert.deepEqual(idle, [])
  })
})
