/** Small durable records: opening, two processes' worth of connections, races, and what an incident keeps when it changes. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type TestContext, test } from 'node:test'
import { type OpenRecords, openRecords } from './records.ts'
import * as access from './records-access.ts'
import * as found from './records-findings.ts'
import * as states from './records-states.ts'
import * as work from './records-work.ts'

function folder(context: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'tocsin-records-'))
  context.after(() => rmSync(path, { recursive: true }))
  return path
}

function open(context: TestContext): OpenRecords {
  const opened = openRecords(join(folder(context), 'records.sqlite'))
  context.after(() => opened.close())
  return opened
}

const incident = (id: string, last_time: number): found.IncidentFact => ({
  id,
  first_time: 1,
  last_time,
  person: 'ada',
  level: 'high',
  campaign: null,
  simulated: 0,
  generation: 0,
  merged_into: null,
  body: '{"findings":["f"]}',
})

const closed = {
  state: 'closed',
  status: 'closed',
  assigned_to: 'grace',
  classification: 'falsePositive',
  determination: 'notMalicious',
  closed_by: 'grace',
} as const

test('what was written is there after closing and opening again, and the file syncs fully', async (context) => {
  const path = join(folder(context), 'records.sqlite')
  const first = openRecords(path)
  await access.keepSetting(first.records, 'a', '1')
  await access.keepSetting(first.records, 'a', '2')
  await first.close()
  const second = openRecords(path)
  assert.equal(await access.setting(second.records, 'a'), '2')
  await second.close()
  const raw = new DatabaseSync(path)
  assert.equal(raw.prepare('pragma journal_mode').get()?.['journal_mode'], 'wal')
  raw.close()
})

test('a file of a newer version is refused with what to do', (context) => {
  const path = join(folder(context), 'records.sqlite')
  const raw = new DatabaseSync(path)
  raw.exec('pragma user_version = 99')
  raw.close()
  assert.throws(() => openRecords(path), /newer version.*Install that version/)
})

test('of two first administrators that come at once, one wins', async (context) => {
  const { records } = open(context)
  const row = (name: string) => ({ name, password_hash: 'x', created: 1 })
  const won = await Promise.all(['ada', 'eve'].map((name) => access.addFirstAdministrator(records, row(name))))
  assert.deepEqual(won, [true, false])
  assert.equal(await access.administrator(records, 'eve'), undefined)
})

test('a command in another process can write while the server has the file open', async (context) => {
  const path = join(folder(context), 'records.sqlite')
  const server = openRecords(path)
  const command = openRecords(path)
  assert.equal(await access.addToken(command.records, { id: 't', label: 'l', scopes: 'read', hash: 'h', created: 1 }), true)
  assert.equal((await access.tokenByHash(server.records, 'h'))?.id, 't')
  await command.close()
  await server.close()
})

test('sessions end by age, by idleness, and when there are too many', async (context) => {
  const { records } = open(context)
  await access.addFirstAdministrator(records, { name: 'ada', password_hash: 'x', created: 1 })
  for (let n = 0; n < 105; n++) await access.addSession(records, { id_hash: `s${n}`, name: 'ada', csrf: 'c', created: n, seen: n })
  assert.equal(await access.session(records, 's4'), undefined)
  assert.notEqual(await access.session(records, 's5'), undefined)
  await access.endSessions(records, 50, 60)
  assert.equal(await access.session(records, 's59'), undefined)
  assert.equal((await access.session(records, 's60'))?.name, 'ada')
})

test('tokens are found by hash until they are revoked', async (context) => {
  const { records } = open(context)
  assert.equal(await access.addToken(records, { id: 't', label: 'l', scopes: 'read', hash: 'h', created: 1 }), true)
  assert.equal((await access.tokenByHash(records, 'h'))?.id, 't')
  assert.equal(await access.removeToken(records, 't'), true)
  assert.equal(await access.removeToken(records, 't'), false)
  assert.equal(await access.tokenByHash(records, 'h'), undefined)
})

test('an incident keeps what people said when it changes, and opens again only when something new happened, which its history says', async (context) => {
  const { records } = open(context)
  await found.keepIncident(records, incident('i', 10), 1)
  await work.addComment(records, { incident: 'i', by: 'grace', time: 2, text: 'called her' })
  await work.keepWork(records, 'i', closed, 2)
  await found.keepIncident(records, incident('i', 10), 3)
  assert.deepEqual(pick(await found.incident(records, 'i')), ['closed', 'falsePositive', 'grace', null])
  await found.keepIncident(records, incident('i', 11), 4)
  assert.deepEqual(pick(await found.incident(records, 'i')), ['active', 'unknown', null, 4])
  assert.deepEqual(
    (await work.changes(records, ['i'])).map(({ by, time, what, before, after }) => [by, time, what, before, after]),
    [
      [null, 4, 'status', 'closed', 'active'],
      [null, 4, 'classification', 'falsePositive', 'unknown'],
      [null, 4, 'determination', 'notMalicious', 'unknown'],
    ],
  )
  assert.deepEqual(
    (await work.comments(records, ['i'])).map(({ text }) => text),
    ['called her'],
  )
})

const pick = (row: found.IncidentRead | undefined) => [row?.status, row?.classification, row?.closed_by, row?.reopened]

test('the name of an incident that went into another leads there, and lists leave it out', async (context) => {
  const { records } = open(context)
  await found.keepIncident(records, incident('c', 10), 1)
  await found.keepIncident(records, incident('b', 10), 1)
  await found.keepIncident(records, incident('a', 10), 1)
  await found.keepIncident(records, { ...incident('b', 10), merged_into: 'c' }, 2)
  await found.keepIncident(records, { ...incident('a', 10), merged_into: 'b', body: '{"findings":[]}' }, 3)
  await found.keepIncident(records, { ...incident('never', 10), merged_into: 'c', body: '{"findings":[]}' }, 3)
  assert.equal((await found.standingIncident(records, 'a'))?.id, 'c')
  assert.deepEqual(await work.mergedInto(records, 'c'), ['a', 'b'])
  assert.equal(await found.incident(records, 'never'), undefined)
  const listed = await found.incidents(records, { state: 'all', levels: ['high'], limit: 10 })
  assert.deepEqual(
    listed.map(({ id }) => id),
    ['c'],
  )
  assert.equal(await found.countOpenIncidents(records), 1)
})

test('the incidents of a person are those with findings about them', async (context) => {
  const { records } = open(context)
  for (const id of ['hers', 'spray', 'his'])
    await found.keepIncident(records, { ...incident(id, 10), person: id === 'his' ? 'bob' : 'ada' }, 1)
  await found.keepFinding(records, { ...finding('f', 'hers', 0), person: 'ada' })
  await found.keepFinding(records, { ...finding('g', 'spray', 0), person: 'bob' })
  await found.keepFinding(records, { ...finding('h', 'his', 0), person: 'bob' })
  const of = async (person: string) =>
    (await found.incidents(records, { state: 'all', levels: ['high'], limit: 10, person })).map(({ id }) => id)
  assert.deepEqual(await of('ada'), ['hers'])
  assert.deepEqual(await of('bob'), ['his', 'spray'])
  assert.deepEqual(await of('nobody'), [])
})

test('comments and changes are bounded, and go with their incident', async (context) => {
  const { records } = open(context)
  await found.keepIncident(records, incident('i', 10), 1)
  const change = { incident: 'i', by: 'grace', what: 'assignedTo', before: '', after: 'x' }
  for (let n = 0; n < 1003; n++) {
    assert.equal(await work.addComment(records, { incident: 'i', by: 'grace', time: n, text: `${n}` }), n < work.commentsMax)
    await work.addChanges(records, [{ ...change, time: n }])
  }
  assert.equal((await work.comments(records, ['i'])).length, 1000)
  assert.deepEqual([(await work.changes(records, ['i'])).length, (await work.changes(records, ['i']))[0]?.time], [1000, 3])
  await found.forgetFoundBefore(records, 100)
  assert.deepEqual([await work.comments(records, ['i']), await work.changes(records, ['i'])], [[], []])
})

test('what stands apart is kept, the newest word counts', async (context) => {
  const { records } = open(context)
  await work.keepApart(records, [{ finding: 'f', label: 'x', by: 'grace', time: 1 }])
  await work.keepApart(records, [{ finding: 'f', label: 'y', by: 'grace', time: 2 }])
  assert.deepEqual([...(await work.apart(records))], [['f', 'y']])
})

test('findings are read at once for the grouping', async (context) => {
  const { records, states: direct } = open(context)
  await found.keepFinding(records, { ...finding('f', 'i', 0), body: '{"id":"f"}' })
  assert.deepEqual(direct.findings(['f', 'none']), ['{"id":"f"}'])
})

test('a note of an earlier version becomes a comment, and what was closed stays closed', async (context) => {
  const path = join(folder(context), 'records.sqlite')
  await openRecords(path).close()
  const raw = new DatabaseSync(path)
  raw.exec(`drop table incident_comment; drop table incident_change; drop table incident_apart; drop index incident_merged;
    alter table incident add column note text not null default '';
    ${['status', 'assigned_to', 'classification', 'determination', 'worked', 'reopened', 'merged_into'].map((name) => `alter table incident drop column ${name};`).join('')}
    insert into incident (id, first_time, last_time, person, level, simulated, generation, body, state, note, closed_by)
      values ('i', 1, 2, 'ada', 'high', 0, 0, '{}', 'closed', 'a drill', 'grace')`)
  const steps = Number(raw.prepare('pragma user_version').get()?.['user_version'])
  raw.exec(`pragma user_version = ${steps - 1}`)
  raw.close()
  const { records, close } = openRecords(path)
  assert.equal((await found.incident(records, 'i'))?.status, 'closed')
  assert.deepEqual(
    (await work.comments(records, ['i'])).map(({ by, time, text }) => [by, time, text]),
    [['grace', 2, 'a drill']],
  )
  await close()
})

test('pages of incidents neither repeat nor skip where several began at one instant', async (context) => {
  const { records } = open(context)
  for (const [n, first_time] of [9, 7, 7, 7, 7, 3, 1].entries())
    await found.keepIncident(records, { ...incident(`i${n}`, 10), first_time }, 1)
  const seen: string[] = []
  let before: number | undefined
  for (;;) {
    const page = await found.incidents(records, { state: 'all', levels: ['high'], limit: 2, before })
    if (page.length === 0) break
    seen.push(...page.map(({ id }) => id))
    before = page.at(-1)?.first_time
  }
  assert.deepEqual(seen, ['i0', 'i1', 'i2', 'i3', 'i4', 'i5', 'i6'])
})

test('states are kept, replaced and forgotten by lane and generation', async (context) => {
  const { records, states: direct } = open(context)
  const many = Array.from({ length: 1200 }, (_, n) => ({ key: `k${n}`, state: `{"n":${n},"odd":"\\u0000'\\""}` }))
  await states.keepStates(direct, 'real', 0, many)
  await states.keepStates(direct, 'real', 1, [{ key: 'k1', state: 'new' }])
  await states.keepStates(direct, 'real', 0, [{ key: 'k2', state: undefined }])
  assert.equal(direct.load('real', 0, 'k1199'), many[1199]?.state)
  assert.equal(direct.load('real', 0, 'k2'), undefined)
  assert.equal(direct.load('simulated', 0, 'k1'), undefined)
  const persons = ['person a', 'person b', 'person c', 'persona'].map((key) => ({ key, state: '{}' }))
  await states.keepStates(direct, 'real', 1, [...persons, { key: 'person c', state: undefined }])
  assert.equal(await states.countPersons(records, 'real', 1), 2)
  await states.forgetOtherStates(records, 'real', 1)
  assert.equal(direct.load('real', 0, 'k1'), undefined)
  assert.equal(direct.load('real', 1, 'k1'), 'new')
  assert.equal(await states.countPersons(records, 'real', 1), 2)
})

test('states join the transaction they are written in', async (context) => {
  const { records, states: direct } = open(context)
  const failing = records.transaction().execute(async (transaction) => {
    await access.keepSetting(transaction, 'lane real', '1')
    await states.keepStates(direct, 'real', 0, [{ key: 'k', state: 'v' }])
    throw new Error('cut off')
  })
  await assert.rejects(failing, /cut off/)
  assert.equal(direct.load('real', 0, 'k'), undefined)
})

const finding = (id: string, incidentId: string, generation: number) => ({
  id,
  time: 5,
  detected: 5,
  updated: 5,
  person: 'ada',
  detection: 'd',
  level: 'high',
  simulated: 0,
  incident: incidentId,
  generation,
  body: '{}',
  graph: '{}',
})

test('what a new reading of the logs does not confirm goes, and what people said goes over to the incident that holds its findings now', async (context) => {
  const { records } = open(context)
  const holds = (id: string, findings: readonly string[]): string => JSON.stringify({ id, findings })
  await found.keepIncident(records, { ...incident('old', 10), body: holds('old', ['f']) }, 1)
  await found.keepIncident(records, { ...incident('ancient', 2), body: holds('ancient', []) }, 1)
  await found.keepFinding(records, finding('f', 'old', 0))
  await found.keepFinding(records, finding('gone', 'old', 0))
  await work.keepWork(records, 'old', closed, 1)
  await work.addComment(records, { incident: 'old', by: 'grace', time: 1, text: 'a drill' })

  await found.keepFinding(records, finding('f', 'new', 1))
  await found.keepIncident(records, { ...incident('new', 10), generation: 1, body: holds('new', ['f']) }, 1)
  await found.keepIncident(records, { ...incident('name', 10), body: holds('name', ['f']) }, 1)
  await found.keepIncident(records, { ...incident('name', 10), merged_into: 'old', body: holds('name', []) }, 1)
  await found.keepIncident(records, { ...incident('untold', 10), body: holds('untold', ['gone']) }, 1)
  assert.deepEqual(new Set(await found.forgetUnconfirmed(records, false, 1, 3)), new Set(['old', 'name', 'untold']))
  assert.deepEqual(
    [(await found.standingIncident(records, 'old'))?.id, (await found.standingIncident(records, 'name'))?.id],
    ['new', 'new'],
  )
  assert.equal(await found.incident(records, 'untold'), undefined)
  assert.deepEqual(new Set(await found.forgetUnconfirmed(records, false, 1, 3)), new Set(), 'what leads on is confirmed')
  assert.deepEqual(pick(await found.incident(records, 'new')), ['closed', 'falsePositive', 'grace', null])
  assert.deepEqual(
    (await work.comments(records, ['new'])).map(({ text }) => text),
    ['a drill'],
  )
  assert.notEqual(await found.incident(records, 'ancient'), undefined)
  assert.deepEqual(
    (await found.findings(records, ['f', 'gone'])).map(({ id }) => id),
    ['f'],
  )
})

test('an incident that a reading from the start passes through again stays closed', async (context) => {
  const { records } = open(context)
  await found.keepIncident(records, incident('i', 10), 1)
  await work.keepWork(records, 'i', closed, 1)
  for (const time of [4, 8, 10]) await found.keepIncident(records, incident('i', time), 2)
  assert.equal((await found.incident(records, 'i'))?.state, 'closed')
})
