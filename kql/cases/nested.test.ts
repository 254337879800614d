/** A value that a stranger nested deep into a log holds up no query. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openEngine } from './engine.ts'
import { documented } from './tables.ts'
import { tell } from './tell.ts'

const engine = await openEngine(documented)
after(() => engine.close())

async function first(query: string): Promise<readonly unknown[]> {
  const outcome = await engine.query(query)
  if (!outcome.ok) assert.fail(outcome.diagnostics.map(tell).join('\n'))
  return outcome.results.at(-1)?.rows[0] ?? []
}

/** `strrep` repeats no more than 1024 times. */
const repeated = (text: string, times: number): string =>
  times > 1024 ? `strrep(strrep('${text}', 1000), ${times / 1000})` : `strrep('${text}', ${times})`

const nested = (levels: number): string => `parse_json(strcat(${repeated('[', levels)}, ${repeated(']', levels)}))`
const bags = (levels: number): string => `parse_json(strcat(${repeated('{"a":', levels)}, '1', ${repeated('}', levels)}))`

test('as an answer it is its text', async () => {
  const [deep, shallow] = await first(`print ${nested(50_000)}, ${nested(900)}`)
  assert.equal(deep, '['.repeat(50_000) + ']'.repeat(50_000))
  assert.ok(Array.isArray(shallow))
})

test('for a function it is null', async () => {
  assert.deepEqual(await first(`print bag_merge(${bags(50_000)}, dynamic({"b":1})), isnull(treepath(${nested(50_000)}))`), [null, true])
})

test('brackets in texts are no levels', async () => {
  const [value] = await first(`print parse_json(strcat('["', ${repeated('[', 5000)}, '\\\\""]'))`)
  assert.deepEqual(value, [`${'['.repeat(5000)}"`])
})
