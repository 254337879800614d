/** What rows become: one alert or many, about whom the rule maps, with ids that a repeated run gives again. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Cell } from '@tocsin/kql'
import fc from 'fast-check'
import type { User } from '../0-event/event.ts'
import { hourMs, minuteMs } from '../0-event/time.ts'
import type { Rule } from './rule.ts'
import { alertsMax, alertsOf, isTriggered } from './rule-alerts.ts'
import { findingsOf, userOf } from './rule-findings.ts'
import { readRule } from './rule-read.ts'

const at = Date.UTC(2026, 10, 2, 10)
const run = { at, from: at - 6 * hourMs, to: at, isLate: false }
const later = { ...run, at: at + hourMs, from: run.from + hourMs, to: at + hourMs }

function rule(more = ''): Rule {
  const read = readRule(`id: r1
name: A title
description: First sentence. Second one.
severity: Medium
queryFrequency: 1h
queryPeriod: 6h
triggerOperator: gt
triggerThreshold: 0
tactics: [Impact]
relevantTechniques: [T1531]
query: T
kind: Scheduled
entityMappings:
  - entityType: Account
    fieldMappings:
      - identifier: FullName
        columnName: User
  - entityType: IP
    fieldMappings:
      - identifier: Address
        columnName: Address
  - entityType: Host
    fieldMappings:
      - identifier: HostName
        columnName: Host
${more}`)
  assert.ok(read.rule !== undefined, JSON.stringify(read.problems))
  return read.rule
}

const perResult = 'eventGroupingSettings:\n  aggregationKind: AlertPerResult\n'
const columns = [
  { name: 'TimeGenerated', type: 'datetime' },
  { name: 'User', type: 'string' },
  { name: 'Address', type: 'string' },
  { name: 'Host', type: 'string' },
  { name: 'Grade', type: 'string' },
]
const row = (minutes: number, user: string, address = '203.0.113.9', host = '', grade = ''): Cell[] => [
  new Date(at - minutes * minuteMs).toISOString().replace('Z', '0000Z'),
  user,
  address,
  host,
  grade,
]
const parts = {
  recognise: (user: User) => ({ person: { id: user.name ?? '', name: user.name ?? '' }, simulated: user.name?.endsWith('.sim') === true }),
}
const found = (one: Rule, rows: Cell[][], window = run) => findingsOf(one, window, alertsOf(one, window, { columns, rows }), parts)

test('one alert for all results names everybody', () => {
  const [finding, ...more] = found(rule(), [row(9, 'ada@example.com', '203.0.113.9', 'pc-7'), row(3, 'bob@example.com', '203.0.113.10')])
  assert.equal(more.length, 0)
  assert.deepEqual([finding?.person.name, finding?.others.map(({ name }) => name)], ['ada@example.com', ['bob@example.com']])
  assert.deepEqual([finding?.src?.ip, finding?.level, finding?.time], ['203.0.113.9', 'medium', at - 3 * minuteMs])
  assert.equal(finding?.why, 'First sentence. On pc-7.')
  assert.deepEqual([finding?.technique, finding?.rule?.tactics, finding?.rule?.results], [['T1531'], ['Impact'], 2])
})

test('an alert for each result is about its person, in its own words', () => {
  const one = rule(`${perResult}alertDetailsOverride:
  alertDisplayNameFormat: "{{User}} at {{Host}}"
  alertDescriptionFormat: "From {{Address}}."
  alertSeverityColumnName: Grade
`)
  const findings = found(one, [row(9, 'ada@example.com', '203.0.113.9', 'pc-7', 'High'), row(3, 'bob@example.com', '', '', 'nonsense')])
  assert.deepEqual(
    findings.map(({ title, why, level, person }) => [title, why, level, person.name]),
    [
      ['ada@example.com at pc-7', 'From 203.0.113.9. On pc-7.', 'high', 'ada@example.com'],
      ['bob@example.com at', 'From .', 'medium', 'bob@example.com'],
    ],
  )
})

test('a later run that sees the same repeats the finding, and one that sees something newer makes another', () => {
  for (const one of [rule(), rule(perResult)]) {
    const [first] = found(one, [row(9, 'ada@example.com')])
    assert.equal(found(one, [row(9, 'ada@example.com')], later)[0]?.id, first?.id)
    assert.notEqual(found(one, [row(-9, 'ada@example.com')], later)[0]?.id, first?.id)
  }
  const [ada, bob] = found(rule(perResult), [row(9, 'ada@example.com'), row(9, 'bob@example.com')])
  assert.notEqual(ada?.id, bob?.id)
})

test('two results about the same in one step are one finding', () => {
  const findings = found(rule(perResult), [row(9, 'ada@example.com'), row(3, 'ada@example.com')])
  assert.deepEqual(
    findings.map(({ time, rule: by }) => [time, by?.results]),
    [[at - 3 * minuteMs, 2]],
  )
})

test('an alert without an account is about its address, its host, or the rule', () => {
  const about = (cells: Cell[]): string[] => found(rule(), [cells]).map(({ person }) => person.id)
  assert.deepEqual(about(row(1, '')), ['address 203.0.113.9'])
  assert.deepEqual(about(row(1, '', '', 'PC-7')), ['host pc-7'])
  assert.deepEqual(about(row(1, '', '')), ['rule r1'])
  const silent: Rule = { ...rule(), trigger: { operator: 'eq', threshold: 0 } }
  assert.deepEqual(
    found(silent, []).map(({ person, time }) => [person.id, time]),
    [['rule r1', at - 1]],
  )
})

test('accounts are known by whatever names them', () => {
  const user = (identifiers: Record<string, string>, type = 'Account') => userOf({ type, identifiers })
  assert.deepEqual(user({ Name: 'Ada', UPNSuffix: 'Example.com' }), {
    uid: undefined,
    name: 'ada@example.com',
    email: 'ada@example.com',
    displayName: undefined,
  })
  assert.equal(user({ Name: 'ada', NTDomain: 'CORP' })?.name, 'CORP\\ada')
  assert.equal(user({ Name: 'ada@example.com', UPNSuffix: 'x' })?.name, 'ada@example.com')
  assert.equal(user({ AadUserId: 'guid-1' })?.uid, 'guid-1')
  assert.equal(user({ Sid: 'S-1-5' })?.uid, 'S-1-5')
  assert.equal(user({ MailboxPrimaryAddress: 'Box@example.com' }, 'Mailbox')?.email, 'box@example.com')
  assert.equal(user({ DisplayName: 'Ada' }), undefined)
})

test('queries from before there were mappings name their entities by columns', () => {
  const one = { ...rule(), entities: [] }
  const result = {
    columns: [
      { name: 'AccountCustomEntity', type: 'string' },
      { name: 'IPCustomEntity', type: 'string' },
    ],
    rows: [['ada@example.com', '203.0.113.9']],
  }
  const [finding] = findingsOf(one, run, alertsOf(one, run, result), parts)
  assert.deepEqual([finding?.person.name, finding?.src?.ip], ['ada@example.com', '203.0.113.9'])
})

test('what is of the simulated organisation is marked', () => {
  assert.equal(found(rule(), [row(1, 'ada@corp.sim')])[0]?.simulated, true)
  assert.equal(found(rule(), [row(1, 'ada@example.com')])[0]?.simulated, false)
})

test('a run makes so many alerts at most, and the last is about all the rest', () => {
  const rows = Array.from({ length: alertsMax + 50 }, (_, n) => row(1, `p${n}@example.com`))
  const alerts = alertsOf(rule(perResult), run, { columns, rows })
  assert.equal(alerts.length, alertsMax)
  assert.equal(
    alerts.reduce((sum, { results }) => sum + results, 0),
    rows.length,
  )
})

test('each operator compares as it is called', () => {
  fc.assert(
    fc.property(fc.nat(20), fc.nat(20), (count, threshold) => {
      assert.equal(isTriggered({ operator: 'gt', threshold }, count), count > threshold)
      assert.equal(isTriggered({ operator: 'lt', threshold }, count), count < threshold)
      assert.equal(isTriggered({ operator: 'eq', threshold }, count), count === threshold)
      assert.equal(isTriggered({ operator: 'ne', threshold }, count), count !== threshold)
    }),
  )
})

test('whatever the cells hold, no alert throws, and its time lies in the window', () => {
  const cell = fc.oneof(
    fc.string(),
    fc.constant(null),
    fc.double(),
    fc.boolean(),
    fc.constant({ a: [1] }),
    fc.bigInt(),
    fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  )
  fc.assert(
    fc.property(fc.array(fc.array(cell, { minLength: 5, maxLength: 5 }), { minLength: 1, maxLength: 8 }), fc.boolean(), (rows, single) => {
      for (const { time, results } of alertsOf(rule(single ? '' : perResult), run, { columns, rows: rows as Cell[][] })) {
        assert.ok(time >= run.from && time < run.to && results > 0)
      }
    }),
  )
})
