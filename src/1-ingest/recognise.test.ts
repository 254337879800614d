/** Recognising: the shape of each record by itself, whatever came before it; and every raw record of the shelf's proofs, read as the file it came in. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { block, parseCases } from '../../test/cases.ts'
import type { JsonObject } from '../0-event/json.ts'
import { eventsOfBatch } from './batch-events.ts'
import { read } from './read.ts'
import { allowed, recogniser } from './recognise.ts'
import type { Shape, Source } from './source.ts'
import { sources } from './sources/index.ts'

const shape = (name: string, key: string): Shape => ({
  name,
  table: 'T',
  recognise: (record) => key in record,
  events: () => [],
  row: (record) => record,
})
const source = (name: Source['name'], ...shapes: readonly Shape[]): Source => ({ name, title: name, shapes })

test('a special case comes before the general one, also after the general one was met', () => {
  const recognise = recogniser([
    source('okta', shape('special', 'special'), shape('general', 'any')),
    source('duo', shape('other', 'other')),
  ])
  const records: readonly JsonObject[] = [{ any: 1 }, { any: 1, special: 1 }, { other: 1 }, { any: 1 }, { none: 1 }, { any: 1, special: 1 }]
  assert.deepEqual(
    records.map((record) => recognise(record)?.shape.name),
    ['general', 'special', 'other', 'general', undefined, 'special'],
  )
})

test('only the named source is allowed; a name that is none is an error', () => {
  assert.deepEqual(
    allowed(sources, 'duo').map(({ name }) => name),
    ['duo'],
  )
  assert.throws(() => allowed([], 'duo'), /there is no source duo/)
})

const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '')

for (const { name } of sources) {
  test(`files with the raw records of ${name}'s proof are read as what the proof says`, async () => {
    for (const one of parseCases(readFileSync(new URL(`sources/${name}.md`, import.meta.url), 'utf8'))) {
      const raw = block(one, 'json') ?? block(one, 'text') ?? block(one, 'csv') ?? ''
      const events: string[] = []
      const refused: string[] = []
      for await (const batch of read([{ kind: 'stream', name, stream: Readable.from([Buffer.from(raw)]) }], { sources })) {
        assert.deepEqual(
          [...new Set(batch.found.map(({ source }) => source.name))].filter((found) => found !== name),
          [],
        )
        const told = eventsOfBatch(batch)
        events.push(...told.events.map((event) => JSON.stringify(event)))
        refused.push(...told.refused.map(({ why }) => why))
      }
      assert.deepEqual(
        events.map((event) => JSON.parse(event)),
        lines(block(one, 'events') ?? '').map((event) => JSON.parse(event)),
        one.name,
      )
      assert.deepEqual(refused, lines(block(one, 'refused') ?? ''), one.name)
    }
  })
}
