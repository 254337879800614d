/** Rules as published files write them, and what is said about wrong ones: line, field and what is allowed. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { dayMs, hourMs, minuteMs } from '../0-event/time.ts'
import { durationWords, parseDuration } from './rule-duration.ts'
import { inFile, missingColumns } from './rule-place.ts'
import { readRule } from './rule-read.ts'

const right = `id: 5a0f1f5e-2f37-4b53-9b0e-1d8a6f1b7c3a
name: A title
description: 'What it means.'
severity: High
requiredDataConnectors:
  - connectorId: AzureActiveDirectory
    dataTypes:
      - SigninLogs
queryFrequency: 1h
queryPeriod: 1d
triggerOperator: gt
triggerThreshold: 0
tactics:
  - InitialAccess
relevantTechniques:
  - T1078.004
query: |
  SigninLogs
  | where ResultType == "0"
entityMappings:
  - entityType: Account
    fieldMappings:
      - identifier: FullName
        columnName: UserPrincipalName
version: 1.0.10
kind: Scheduled
`

/** `8:11 TR103 severity …` of each problem. */
const told = (text: string): string[] =>
  readRule(text).problems.map(
    ({ line, column, code, message, hint }) => `${line}:${column} ${code} ${message}${hint === undefined ? '' : ` ${hint}`}`,
  )

test('a rule is read as it is written', () => {
  const { rule, problems } = readRule(right)
  assert.deepEqual(problems, [])
  assert.deepEqual(rule, {
    id: '5a0f1f5e-2f37-4b53-9b0e-1d8a6f1b7c3a',
    name: 'A title',
    description: 'What it means.',
    kind: 'Scheduled',
    severity: 'High',
    query: 'SigninLogs\n| where ResultType == "0"\n',
    timing: { frequencyMs: hourMs, periodMs: dayMs },
    trigger: { operator: 'gt', threshold: 0 },
    tactics: ['InitialAccess'],
    techniques: ['T1078.004'],
    tags: [],
    tables: ['SigninLogs'],
    entities: [{ entityType: 'Account', fields: [{ identifier: 'FullName', column: 'UserPrincipalName' }] }],
    customDetails: {},
    details: {},
    grouping: 'SingleAlert',
    suppressionMs: undefined,
    makesIncident: true,
    version: '1.0.10',
    enabled: true,
  })
})

test('fields that few rules have are read too', () => {
  const { rule, problems } = readRule(
    `${right.replace('triggerOperator: gt', 'triggerOperator: GreaterThan').replace('1h\n', 'PT1H\n').replace('1d\n', 'P1D\n')}status: Available
tags:
  - Solorigate
  - Schema: ASimAuthentication
    SchemaVersion: 0.1.1
customDetails:
  Tries: Tries
alertDetailsOverride:
  alertDisplayNameFormat: "{{Tries}} tries by {{ UserPrincipalName }}"
  alertDescriptionFormat: |
    From {{IPAddress}}
  alertSeverityColumnName: Severity
eventGroupingSettings:
  aggregationKind: AlertPerResult
suppressionEnabled: true
suppressionDuration: 5h
incidentConfiguration:
  createIncident: false
  groupingConfiguration:
    enabled: true
    matchingMethod: Selected
metadata:
  source:
    kind: Community
`,
  )
  assert.deepEqual(problems, [])
  assert.deepEqual(rule?.tags, ['Solorigate', 'Schema: ASimAuthentication', 'SchemaVersion: 0.1.1'])
  assert.deepEqual([rule?.grouping, rule?.suppressionMs, rule?.makesIncident], ['AlertPerResult', 5 * hourMs, false])
  assert.deepEqual(rule?.customDetails, { Tries: 'Tries' })
  assert.equal(rule?.details.displayName, '{{Tries}} tries by {{ UserPrincipalName }}')
})

test('a file without a schedule is a hunting query', () => {
  const { rule, problems } = readRule('id: hunt-1\nname: Look\nquery: SigninLogs | take 1\ntactics:\n  - Discovery\n')
  assert.deepEqual(problems, [])
  assert.deepEqual([rule?.kind, rule?.timing, rule?.severity], ['Hunting', undefined, 'Informational'])
})

test('a near-real-time rule needs no schedule', () => {
  const { rule, problems } = readRule('id: n-1\nname: Now\nseverity: Low\nquery: SigninLogs\nkind: NRT\n')
  assert.deepEqual(problems, [])
  assert.deepEqual([rule?.kind, rule?.timing], ['NRT', { frequencyMs: minuteMs, periodMs: 0 }])
})

const wrongs: readonly (readonly [string, string, string, string])[] = [
  [
    'a severity that is none',
    'severity: High',
    'severity: Critical',
    '4:11 TR103 severity is one of High, Medium, Low, Informational, not Critical.',
  ],
  [
    'a length of time that is none',
    '1h\n',
    'hourly\n',
    '9:17 TR103 queryFrequency is a length of time such as 5m, 1h, 1d or PT5M, not hourly.',
  ],
  ['one that is too short', '1h\n', '1m\n', '9:17 TR103 queryFrequency is from 5m to 14d, not 1m.'],
  [
    'a period shorter than the frequency',
    '1d\n',
    '30m\n',
    '10:14 TR103 queryPeriod is shorter than queryFrequency: what lies between two runs would never be looked at.',
  ],
  [
    'an operator that is none',
    'triggerOperator: gt',
    'triggerOperator: over',
    '11:18 TR103 triggerOperator is one of gt, lt, eq, ne (GreaterThan, LessThan, Equal, NotEqual), not over.',
  ],
  [
    'a threshold that is no number',
    'triggerThreshold: 0',
    'triggerThreshold: few',
    '12:19 TR103 triggerThreshold is a whole number from 0 to 10000, not few.',
  ],
  [
    'a technique that is none',
    'T1078.004',
    'Valid Accounts',
    '16:5 TR103 relevantTechniques[0] is an ATT&CK technique such as T1078 or T1078.004, not Valid Accounts.',
  ],
  [
    'an identifier of another entity',
    'identifier: FullName',
    'identifier: Address',
    '23:21 TR103 entityMappings[0].fieldMappings[0].identifier is one of Name, FullName, NTDomain, DnsDomain, UPNSuffix, Sid, AadTenantId, AadUserId, PUID, IsDomainJoined, DisplayName, ObjectGuid, CloudAppAccountId, not Address.',
  ],
  ['a field that is missing', 'severity: High\n', '', '1:1 TR102 severity is missing: one of High, Medium, Low, Informational.'],
  [
    'a list that is none',
    'tactics:\n  - InitialAccess',
    'tactics: InitialAccess',
    '13:10 TR103 tactics must be a list: one entry a line, each after a dash.',
  ],
  [
    'a field misspelt',
    'severity: High',
    'severity: High\nquerryPeriod: 1h',
    '5:1 TR104 querryPeriod is no field of a rule and is passed over. Did you mean queryPeriod?',
  ],
  ['no YAML', 'severity: High', 'severity: "High', ''],
  [
    'two rules in a file',
    'kind: Scheduled',
    'kind: Scheduled\n---\nid: 2',
    '27:1 TR101 A file holds one rule: put the second into a file of its own.',
  ],
]

for (const [name, from, to, message] of wrongs) {
  test(`${name} is told with its line, and what is allowed`, () => {
    const problems = told(right.replace(from, to))
    assert.equal(problems.length > 0, true)
    if (message !== '') assert.deepEqual(problems, [message])
    else assert.match(problems[0] ?? '', /^\d+:\d+ TR101 This is no YAML: /)
    assert.equal(readRule(right.replace(from, to)).rule === undefined, !message.includes('TR104'))
  })
}

test('a mistake of the query stands in the line of the file', () => {
  const { queryAt } = readRule(right)
  const diagnostic = { code: 'KS1', severity: 'error' as const, message: 'No.', start: 11, length: 5, line: 2, column: 3 }
  const placed = inFile(diagnostic, queryAt, right)
  assert.deepEqual([placed.line, placed.column, right.slice(placed.start, placed.start + 5)], [19, 5, 'where'])
  const folded = right.replace('query: |', 'query: >')
  const other = inFile(diagnostic, readRule(folded).queryAt, folded)
  assert.deepEqual([other.line, other.message], [17, 'No. (line 2, column 3 of the query)'])
  const plain = 'id: a\nname: b\nquery: SigninLogs | wher x\n'
  const inline = inFile({ ...diagnostic, line: 1, column: 14, start: 13, length: 4 }, readRule(plain).queryAt, plain)
  assert.equal(plain.slice(inline.start, inline.start + 4), 'wher')
})

test('a column that the query does not give is told where the rule names it', () => {
  const { wanted } = readRule(right)
  const [one] = missingColumns(wanted, [{ name: 'userPrincipalName', type: 'string' }], right)
  assert.deepEqual([one?.line, one?.column, one?.hint], [24, 21, 'Did you mean userPrincipalName?'])
  assert.deepEqual(missingColumns(wanted, [{ name: 'UserPrincipalName', type: 'string' }], right), [])
})

test('no text makes the reader throw, and every problem lies in the text', () => {
  const pieces = fc.oneof(
    fc.string(),
    fc.constantFrom(...right.split('\n')),
    fc.constantFrom('- ', '  ', ': ', '|', '>', '&a', '*a', '<<: *a', '{', ']', '---', '\t', '!!js', '"'),
  )
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 40 }), fc.constantFrom('\n', ' ', ''), (parts, glue) => {
      const text = parts.join(glue)
      const { rule, problems } = readRule(text)
      assert.equal(
        rule === undefined,
        problems.some(({ severity }) => severity === 'error'),
      )
      for (const { line, column } of problems) assert.ok(line >= 1 && line <= text.split('\n').length && column >= 1)
    }),
    { numRuns: 500 },
  )
})

test('lengths of time are read in every spelling, and written back', () => {
  assert.deepEqual(
    ['5m', '1h', '14d', 'PT5M', 'P1D', 'P1DT12H', 'P2W', '1.02:00:00', '00:30:00', '90s'].map((text) => parseDuration(text)),
    [5 * minuteMs, hourMs, 14 * dayMs, 5 * minuteMs, dayMs, 1.5 * dayMs, 14 * dayMs, dayMs + 2 * hourMs, 30 * minuteMs, 90_000],
  )
  for (const text of ['', '5', 'm', 'P', 'PT', 'P1DT', '5 weeks', '25:00', '1:99:00', '-5m'])
    assert.equal(parseDuration(text), undefined, text)
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100_000 }), (minutes) =>
      assert.equal(parseDuration(durationWords(minutes * minuteMs)), minutes * minuteMs),
    ),
  )
})
