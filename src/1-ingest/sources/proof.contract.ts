/** Runs the proof beside a source: its Markdown of raw records, each with the events it becomes, or the reason it is refused. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { block, type Case, parseCases } from '../../../test/cases.ts'
import type { Event } from '../../0-event/event.ts'
import { isObject, type Json, type JsonObject } from '../../0-event/json.ts'
import { isRefused, type Row, type Shape, type Source } from '../source.ts'
import { sources } from './index.ts'

/** An envelope in an envelope in an envelope is the deepest we unwrap. */
const depthMax = 4

/**
 * Registers a test for each case of the Markdown file. Its raw input stands in a block `json` (one value: a record, an array or an envelope),
 * `text` (log lines) or `csv`; then `events` (NDJSON, in order), `refused` (a reason a line), and, for a single record, `row`.
 */
export function proveSource(source: Source, markdownPath: string): void {
  for (const one of parseCases(readFileSync(markdownPath, 'utf8'))) {
    test(`${source.name}: ${one.name}`, () => prove(source, one))
  }
}

function prove(source: Source, one: Case): void {
  const records = recordsOf(source, one)
  const told: Event[] = []
  const refused: string[] = []
  for (const record of records) {
    const shape = onlyShape(source, record)
    const events = shape.events(record)
    if (isRefused(events)) refused.push(events.refused)
    else {
      told.push(...events)
      rereads(source, shape, record)
    }
  }
  assert.deepEqual(plain(told), ndjson(block(one, 'events') ?? ''), 'the events')
  assert.deepEqual(refused, lines(block(one, 'refused') ?? ''), 'what is refused')
  const row = block(one, 'row')
  if (row !== undefined) assert.deepEqual(plain(onlyRow(source, records)), JSON.parse(row), 'the row')
}

/** What a kept row gives back must be of the same source and tell the same events with the same ids. */
export function rereads(source: Source, shape: Shape, record: JsonObject): void {
  const row = shape.row(record)
  assert.equal(typeof row['_ItemId'], 'string', `${shape.name}: the row has an _ItemId`)
  assert.match(String(row['TimeGenerated']), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/, `${shape.name}: the row has a TimeGenerated in ISO 8601`)
  const kept = reread(row)
  const again = source.shapes.find((other) => other.recognise(kept))
  assert.ok(again, `${shape.name}: the kept row is recognised by ${source.name}`)
  assert.deepEqual(plain(again.events(kept)), plain(shape.events(record)), `${shape.name}: the kept row tells the same events`)
}

/** Tables with `RawData` keep the record there; the others' rows are records themselves. */
export function reread(row: Row): JsonObject {
  const raw = row['RawData']
  const kept: unknown = JSON.parse(typeof raw === 'string' ? raw : JSON.stringify(row))
  assert.ok(isObject(kept), 'the kept record is an object')
  return kept
}

/** The one shape of the whole shelf that claims the record. */
function onlyShape(source: Source, record: JsonObject): Shape {
  const shelf = sources.includes(source) ? sources : [...sources, source]
  const claims = shelf.flatMap((other) => other.shapes.filter((shape) => shape.recognise(record)).map((shape) => ({ other, shape })))
  assert.deepEqual(
    claims.map(({ other }) => other.name),
    [source.name],
    `claimed by ${claims.map(({ shape }) => shape.name).join(', ') || 'no shape'}: ${JSON.stringify(record).slice(0, 200)}`,
  )
  const [claim] = claims
  assert.ok(claim)
  return claim.shape
}

function onlyRow(source: Source, records: readonly JsonObject[]): Row {
  const [record, ...more] = records
  assert.ok(record !== undefined && more.length === 0, 'a row block needs exactly one record')
  return onlyShape(source, record).row(record)
}

function recordsOf(source: Source, one: Case): readonly JsonObject[] {
  const json = block(one, 'json')
  if (json !== undefined) return unwrapped(source, JSON.parse(json) as Json)
  const text = block(one, 'text')
  if (text !== undefined) return lines(text).map((line) => readable(source.readLine?.(line), line))
  const csv = block(one, 'csv')
  assert.ok(csv !== undefined, 'a case needs a json, text or csv block')
  return fromCsv(source, csv)
}

/** The records in a value, through arrays and this source's envelopes. */
export function unwrapped(source: Source, value: Json, depth = 0): readonly JsonObject[] {
  if (Array.isArray(value)) return value.flatMap((entry: Json) => unwrapped(source, entry, depth + 1))
  assert.ok(isObject(value), `a record is an object, not ${JSON.stringify(value)}`)
  const inside = depth < depthMax ? source.unwrap?.(value) : undefined
  return inside === undefined ? [value] : inside.flatMap((record) => unwrapped(source, record, depth + 1))
}

function fromCsv(source: Source, csv: string): readonly JsonObject[] {
  const [header = [], ...rows] = parse(csv, { bom: true }) as string[][]
  const read = source.readCsv?.(header)
  assert.ok(read, `the header is of ${source.name}`)
  return rows.map((cells) => read(Object.fromEntries(header.map((name, index) => [name, cells[index] ?? '']))))
}

function readable(record: JsonObject | undefined, line: string): JsonObject {
  assert.ok(record, `the line is read: ${line}`)
  return record
}

const lines = (text: string): string[] => text.split('\n').filter((line) => line.trim() !== '')
const ndjson = (text: string): unknown[] => lines(text).map((line) => JSON.parse(line) as unknown)
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))
