/** Runs every proof of the shelf, reads the sample records that others published, and shows every source strange input. */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { parseCases } from '../../../test/cases.ts'
import { isObject, type Json, type JsonObject } from '../../0-event/json.ts'
import { isRefused, type Shape, type Source } from '../source.ts'
import { sources } from './index.ts'
import { proveSource, rereads, unwrapped } from './proof.contract.ts'

const proofOf = (name: string): string => fileURLToPath(new URL(`${name}.md`, import.meta.url))
const samples = fileURLToPath(new URL('../../../test/samples/', import.meta.url))

test('every source has its proof', () => {
  assert.deepEqual(
    sources.map(({ name }) => name).filter((name) => !existsSync(proofOf(name))),
    [],
  )
})

test('every shape has a name of its own', () => {
  const names = sources.flatMap(({ shapes }) => shapes.map(({ name }) => name))
  assert.deepEqual(names, [...new Set(names)])
})

for (const source of sources) proveSource(source, proofOf(source.name))

/** Records that are no log of ours, and which no shape may claim: what they are about is said in the source's page. */
const nobody = 'nobody'

/** What became of each file of `test/samples`: records by shape, and events in all. */
const expected: Readonly<Record<string, { readonly shapes: Readonly<Record<string, number>>; readonly events: number }>> = {
  'cloud_ai_security_skills/entra_directory_audit_raw_sample.json': { shapes: { 'entra-graph-audit': 2 }, events: 2 },
  'cloud_ai_security_skills/google_workspace_login_raw_sample.json': { shapes: { 'google-workspace-activity': 3 }, events: 4 },
  'cloud_ai_security_skills/google_workspace_suspicious_login_findings.ocsf.jsonl': {
    shapes: { 'google-workspace-ocsf-finding': 2 },
    events: 2,
  },
  'cloud_ai_security_skills/google_workspace_suspicious_login_input.ocsf.jsonl': {
    shapes: { 'google-workspace-ocsf-authentication': 5 },
    events: 6,
  },
  'cloud_ai_security_skills/okta_credential_stuffing_findings.ocsf.jsonl': { shapes: { 'okta-ocsf-finding': 1 }, events: 1 },
  'cloud_ai_security_skills/okta_credential_stuffing_input.ocsf.jsonl': { shapes: { 'okta-ocsf-authentication': 7 }, events: 7 },
  'cloud_ai_security_skills/okta_credential_stuffing_raw.json': { shapes: { 'okta-system-log': 6 }, events: 6 },
  'cloud_ai_security_skills/okta_mfa_fatigue_findings.ocsf.jsonl': { shapes: { 'okta-ocsf-finding': 1 }, events: 1 },
  'cloud_ai_security_skills/okta_mfa_fatigue_input.ocsf.jsonl': { shapes: { 'okta-ocsf-authentication': 3 }, events: 3 },
  'cloud_ai_security_skills/okta_mfa_fatigue_raw.json': { shapes: { 'okta-system-log': 3 }, events: 3 },
  'cloud_ai_security_skills/okta_system_log_raw_sample.json': { shapes: { 'okta-system-log': 9 }, events: 10 },
  'datadog_duo/duo.ndjson': {
    shapes: { 'duo-authentication': 1, 'duo-activity': 1, 'duo-administrator': 2, 'duo-telephony': 1 },
    events: 6,
  },
  'otrf/AADAuditEvents.json': { shapes: { 'entra-analytics-audit': 4 }, events: 3 },
  'otrf/Microsoft365DefenderEvents.json': { shapes: { 'm365-hunting-raw-event': 1, [nobody]: 8 }, events: 0 },
  'otrf/OfficeActivityEvents.json': { shapes: { 'm365-office-activity': 1 }, events: 0 },
}

for (const [file, { shapes, events }] of Object.entries(expected)) {
  test(`reads ${file}`, () => {
    const seen: Record<string, number> = {}
    let told = 0
    for (const record of recordsOf(file)) {
      const claim = claims(record)
      if (claim.length === 0 && nobody in shapes) {
        seen[nobody] = (seen[nobody] ?? 0) + 1
        continue
      }
      assert.equal(claim.length, 1, `one shape claims ${JSON.stringify(record).slice(0, 200)}`)
      const [{ source, shape } = assert.fail()] = claim
      const result = shape.events(record)
      assert.ok(!isRefused(result), 'refused' in result ? result.refused : '')
      seen[shape.name] = (seen[shape.name] ?? 0) + 1
      told += result.length
      rereads(source, shape, record)
    }
    assert.deepEqual({ shapes: seen, events: told }, { shapes, events })
  })
}

test('no sample is left out', () => {
  const files = readdirSync(samples, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:json|jsonl|ndjson)$/.test(entry.name))
    .map((entry) => `${entry.parentPath.slice(samples.length).replace(/\/$/, '')}/${entry.name}`)
  assert.deepEqual(files.sort(), Object.keys(expected).sort())
})

function recordsOf(file: string): readonly JsonObject[] {
  const text = readFileSync(samples + file, 'utf8')
  const whole = parsed(text)
  const values =
    whole === undefined
      ? text
          .split('\n')
          .filter((line) => line !== '')
          .map((line) => JSON.parse(line) as Json)
      : [whole]
  return values.flatMap((value) => inside(value))
}

const parsed = (text: string): Json | undefined => {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}

function inside(value: Json): readonly JsonObject[] {
  const opener = sources.find((source) => isObject(value) && source.unwrap?.(value) !== undefined) ?? sources[0]
  return opener === undefined ? [] : unwrapped(opener, value)
}

const claims = (record: JsonObject): { source: Source; shape: Shape }[] =>
  sources.flatMap((source) => source.shapes.filter((shape) => shape.recognise(record)).map((shape) => ({ source, shape })))

/** Every record of the proofs, as seeds for strange ones. */
const seeds: readonly JsonObject[] = sources.flatMap((source) =>
  parseCases(readFileSync(proofOf(source.name), 'utf8')).flatMap(({ blocks }) =>
    blocks.flatMap(({ tag, text }) => recordsIn(source, tag, text)),
  ),
)

function recordsIn(source: Source, tag: string, text: string): readonly JsonObject[] {
  if (tag === 'json') return unwrapped(source, JSON.parse(text) as Json)
  const lines = tag === 'text' ? text.split('\n') : []
  return lines.map((line) => source.readLine?.(line)).filter((record) => record !== undefined)
}

test('strange records never throw, never tell of no time, and read back the same', () => {
  fc.assert(
    fc.property(fc.nat(seeds.length - 1), fc.array(fc.tuple(fc.nat(), strange), { minLength: 1, maxLength: 4 }), (at, changes) => {
      survives(changes.reduce<JsonObject>((record, [where, value]) => changed(record, where, value), seeds[at] ?? {}))
    }),
    { numRuns: 4000 },
  )
})

/** Values where others are expected: other types, prototype keys, bad times, long and odd text. */
const strange: fc.Arbitrary<Json | undefined> = fc.oneof(
  fc.constant(undefined),
  fc.constantFrom<Json>(
    null,
    true,
    false,
    0,
    -1,
    1.5,
    1e300,
    4_102_444_800_000,
    '',
    '-',
    'null',
    'unknown',
    '__proto__',
    'constructor',
    '[]',
    '{"a":1}',
    '\0',
  ),
  fc.constantFrom<Json>(
    '2026-13-45T99:99:99Z',
    '0000-00-00T00:00:00Z',
    '9999-12-31T23:59:59Z',
    '\ud800',
    'a'.repeat(5000),
    '1.2.3.4:99999',
    'p@ss W0rd',
  ),
  fc.constantFrom<Json>([], [null], [[]], {}, JSON.parse('{"__proto__":{"id":1},"constructor":"x","toString":null}') as Json),
  fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>,
)

/** The record with the value at its `where`-th place (counted through all depths) changed, or left out. */
function changed(record: JsonObject, where: number, value: Json | undefined): JsonObject {
  const copy = structuredClone(record) as Record<string, Json | undefined>
  const places: (() => void)[] = []
  const visit = (node: Json | undefined, depth: number): void => {
    if (typeof node !== 'object' || node === null || depth > 6) return
    for (const key of Object.keys(node)) {
      const parent = node as Record<string, Json | undefined>
      places.push(() => {
        if (value === undefined) delete parent[key]
        else Object.defineProperty(parent, key, { value, enumerable: true, configurable: true, writable: true })
      })
      visit(parent[key], depth + 1)
    }
  }
  visit(copy, 0)
  places[where % Math.max(1, places.length)]?.()
  return copy
}

function survives(record: JsonObject): void {
  for (const source of sources) {
    source.unwrap?.(record)
    for (const shape of source.shapes) {
      if (!shape.recognise(record)) continue
      const events = shape.events(record)
      if (isRefused(events)) {
        assert.notEqual(events.refused, '')
        continue
      }
      for (const event of events) {
        assert.ok(Number.isFinite(event.time), `${shape.name} tells of a time`)
        assert.ok(
          event.user.uid !== undefined || event.user.name !== undefined || event.user.email !== undefined,
          `${shape.name} names somebody`,
        )
        assert.ok(event.id.startsWith(`${source.name}:`), `${shape.name} has ids of its source`)
      }
      assert.equal(new Set(events.map(({ id }) => id)).size, events.length, `${shape.name} has different ids`)
      rereads(source, shape, record)
    }
  }
}

test('records nested a hundred thousand deep are read, or refused, without overflowing the stack', () => {
  const deep = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000)) as Json
  for (const seed of seeds) {
    for (const key of ['details', 'debugContext', 'target', 'anything']) {
      const record: JsonObject = { ...seed, [key]: deep }
      for (const { shape } of claims(record))
        if (!isRefused(shape.events(record))) assert.equal(typeof shape.row(record)['_ItemId'], 'string')
    }
  }
})

test('lines of any text are read or left alone', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.constantFrom('', 'type=', 'x [org.keycloak.events] type="A', 'operationType='),
      (line, before) => {
        for (const source of sources) {
          const record = source.readLine?.(before + line)
          if (record !== undefined) survives(record)
        }
      },
    ),
    { numRuns: 2000 },
  )
})
