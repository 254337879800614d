/** Proves of a source with Microsoft's tables that its rows hold what they must, for the records of its page and for what strangers make of them. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { block, parseCases } from '../../../test/cases.ts'
import { isObject, type Json, type JsonObject } from '../../0-event/json.ts'
import { isRefused, type Shape, type Source } from '../source.ts'
import type { Columns, ColumnType } from './entra-id-table.ts'
import { reread, rereads, unwrapped } from './proof.contract.ts'

/** Registers the tests. `columnsOf` gives the columns of a table that the source's shapes name. */
export function proveRows(source: Source, markdownPath: string, columnsOf: (table: string) => Columns | undefined): void {
  const records = recordsIn(source, markdownPath)

  test(`${source.name}: every record of the page keeps its events and fits its table`, () => {
    assert.ok(records.length > 10)
    for (const record of records) holds(source, record, columnsOf)
  })

  test(`${source.name}: whatever is changed in a record, it is refused with a reason or kept`, () => {
    fc.assert(
      fc.property(fc.constantFrom(...records), fc.array(change, { minLength: 1, maxLength: 4 }), (record, changes) => {
        holds(source, changes.reduce<JsonObject>(apply, record), columnsOf)
      }),
      { numRuns: 2000 },
    )
  })

  test(`${source.name}: values nested ten thousand deep are cut, not choked on`, () => {
    for (const record of records) {
      const shape = source.shapes.find((one) => one.recognise(record))
      for (const key of Object.keys(record)) {
        const deep = { ...record, [key]: JSON.parse(`${'['.repeat(deepMax)}${']'.repeat(deepMax)}`) as Json }
        if (shape?.recognise(deep) !== true || isRefused(shape.events(deep))) continue
        assert.ok(JSON.stringify(shape.row(deep)))
      }
    }
  })
}

const deepMax = 10_000

const recordsIn = (source: Source, markdownPath: string): readonly JsonObject[] =>
  parseCases(readFileSync(markdownPath, 'utf8')).flatMap((one) => {
    const json = block(one, 'json')
    return json === undefined ? [] : unwrapped(source, JSON.parse(json) as Json)
  })

/** One shape at most claims it; what is not refused is kept in the table's columns, tells the same when read again, and is kept the same again. */
function holds(source: Source, record: JsonObject, columnsOf: (table: string) => Columns | undefined): void {
  const claims = source.shapes.filter((shape) => shape.recognise(record))
  assert.ok(claims.length <= 1, `claimed by ${claims.map(({ name }) => name).join(', ')}`)
  const [shape] = claims
  if (shape === undefined) return
  const events = shape.events(record)
  if (isRefused(events)) {
    assert.ok(events.refused.length > 10)
    return
  }
  assert.equal(new Set(events.map(({ id }) => id)).size, events.length, 'every event has an id of its own')
  for (const { user } of events) assert.ok(user.uid !== undefined || user.name !== undefined || user.email !== undefined)
  rereads(source, shape, record)
  fits(shape, record, columnsOf(shape.table))
  const kept = reread(shape.row(record))
  const again = source.shapes.find((other) => other.recognise(kept))
  assert.deepEqual(reread(again?.row(kept) ?? {}), kept, 'the row of a row is the row')
}

function fits(shape: Shape, record: JsonObject, columns: Columns | undefined): void {
  const row = shape.row(record)
  assert.equal(row['Type'], shape.table)
  for (const [column, value] of Object.entries(row)) {
    const type = columns?.get(column)
    assert.ok(type, `${shape.table} has a column ${column}`)
    assert.ok(isOf(type, value), `${column} is ${type}: ${JSON.stringify(value)}`)
  }
}

function isOf(type: ColumnType, value: Json | undefined): boolean {
  switch (type) {
    case 'string':
      return typeof value === 'string' && value !== ''
    case 'dynamic':
      return value !== undefined && value !== null
    case 'datetime':
      return typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value)
    case 'bool':
      return typeof value === 'boolean'
    case 'long':
    case 'int':
    case 'real':
      return typeof value === 'number' && Number.isFinite(value)
  }
}

/** A change anywhere in a record: which of its places, counted over all of them, and what is put there. */
interface Change {
  readonly place: number
  readonly value: Json | undefined
}

const words = fc.constantFrom<Json>(
  '',
  '0',
  'true',
  '{"a":',
  '[1]',
  '{}',
  '2026-02-30T00:00:00Z',
  'MFA denied; user declined the authentication',
  '50034',
  'a b',
  '__proto__',
)
const change: fc.Arbitrary<Change> = fc.record({
  place: fc.nat(),
  value: fc.oneof(
    fc.constant(undefined),
    words,
    fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>,
    fc.constant<Json>(JSON.parse('{"__proto__":{"id":"x"},"constructor":1}')),
  ),
})

function apply(record: JsonObject, { place, value }: Change): JsonObject {
  const changed = structuredClone(record)
  const places = placesIn(changed, [])
  const at = places[place % Math.max(1, places.length)]
  if (at === undefined) return changed
  if (value === undefined && !Array.isArray(at.holder)) delete at.holder[at.key]
  else at.holder[at.key] = value ?? null
  return JSON.parse(JSON.stringify(changed)) as JsonObject
}

interface Place {
  readonly holder: Record<string | number, Json | undefined>
  readonly key: string
}

function placesIn(holder: Json | undefined, places: Place[]): Place[] {
  if (!isObject(holder) && !Array.isArray(holder)) return places
  for (const key of Object.keys(holder)) {
    if (key === '__proto__') continue
    places.push({ holder: holder as Record<string, Json | undefined>, key })
    placesIn((holder as JsonObject)[key], places)
  }
  return places
}
