/** Runs the proofs of the rules: records in the providers' own form, read by the real readers, make the alerts that each story says. */
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { block, type Case, parseCases } from '../../../test/cases.ts'
import { readRecords } from '../../../test/rule-story.ts'
import { openQuarantine, type Quarantine } from '../../1-ingest/quarantine.ts'
import { openStore } from '../../2-store/duckdb.ts'
import type { Hunter } from '../../2-store/hunt.ts'
import type { LogStore } from '../../2-store/store.ts'
import type { Finding } from '../finding.ts'
import type { Rule } from '../rule.ts'
import { missingColumns } from '../rule-place.ts'
import { readRule } from '../rule-read.ts'
import { runRule, toFindings } from '../rule-run.ts'
import { history } from '../schedule.ts'

const folder = mkdtempSync(join(tmpdir(), 'tocsin-rules-'))
let store: LogStore
let hunter: Hunter
let quarantine: Quarantine
let files = 0

before(async () => {
  store = await openStore(folder, { clock: () => Date.UTC(2026, 10, 30) })
  hunter = await store.hunter({ now: () => performance.now() })
  quarantine = await openQuarantine(join(folder, 'quarantine'))
})

after(async () => {
  await quarantine.close()
  await store.close()
  rmSync(folder, { recursive: true, force: true })
})

const shelf = import.meta.dirname
const names = readdirSync(shelf).filter((name) => name.endsWith('.yaml'))
const guid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/

test('every rule has its page and every page its rule, and ids are GUIDs of one rule each', () => {
  const pages = readdirSync(shelf).filter((name) => name.endsWith('.md') && name !== 'README.md')
  assert.deepEqual(
    pages.map((name) => name.replace('.md', '.yaml')),
    names,
  )
  const ids = names.map((name) => readRule(readFileSync(join(shelf, name), 'utf8')).rule?.id ?? '')
  assert.ok(ids.every((id) => guid.test(id)))
  assert.equal(new Set(ids).size, ids.length)
  assert.ok(ids.length >= 12)
})

for (const name of names) {
  const text = readFileSync(join(shelf, name), 'utf8')
  const { rule, problems, wanted } = readRule(text)
  const cases = parseCases(readFileSync(join(shelf, name.replace('.yaml', '.md')), 'utf8'))

  test(`${name} is right in every field, and its query gives the columns it reads`, async () => {
    assert.deepEqual(problems, [])
    assert.ok(rule !== undefined)
    const plan = await hunter.explain(rule.query)
    assert.ok(plan.ok, JSON.stringify(plan))
    assert.deepEqual(missingColumns(wanted, plan.queries[0]?.columns ?? [], text), [])
    assert.ok(rule.techniques.length > 0 && rule.tactics.length > 0 && rule.description !== '')
  })

  test(`${name} has a story that finds and one that nearly does`, () => {
    assert.ok(cases.some((one) => (block(one, 'alerts') ?? '') !== ''))
    assert.ok(cases.some((one) => block(one, 'alerts') === ''))
  })

  for (const one of cases)
    test(`${name}: ${one.name}`, async () => {
      assert.ok(rule !== undefined)
      assert.deepEqual(await run(rule, one), (block(one, 'alerts') ?? '').split('\n').filter(Boolean))
    })
}

/** Every run that the schedule would have made; each finding once. */
async function run(rule: Rule, one: Case): Promise<string[]> {
  await store.prune(Date.UTC(2100, 0, 1))
  const path = join(folder, `${++files}.ndjson`)
  writeFileSync(path, readRecords(block(one, 'records') ?? ''))
  const loaded = await store.loadFile(path, { quarantine })
  assert.equal(loaded.refused, 0, JSON.stringify(await quarantine.recent(3)))
  const span = await store.span()
  assert.ok(span !== undefined)
  const found = new Map<string, Finding>()
  for (const run of history(rule, rule.kind === 'NRT' ? span.oldest : span.newest - 1, span.newest + 1)) {
    const ran = await runRule(rule, run, { query: hunter.query })
    assert.ok(ran.ok, JSON.stringify(ran))
    const parts = {
      recognise: (user: { name?: string | undefined }) => ({ person: { id: user.name ?? '', name: user.name ?? '' }, simulated: false }),
    }
    for (const finding of toFindings(rule, run, ran, parts)) if (!found.has(finding.id)) found.set(finding.id, finding)
  }
  return [...found.values()].map(tell)
}

/** `2026-11-02 09:05 high ada@example.com and 2 others from 203.0.113.9: The title`. */
function tell({ time, level, person, others, src, title }: Finding): string {
  const more = others.length === 0 ? '' : ` and ${others.map(({ name }) => name).join(', ')}`
  const from = src?.ip === undefined ? '' : ` from ${src.ip}`
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} ${level} ${person.name}${more}${from}: ${title}`
}
