/** Queries as rules. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parse } from 'yaml'
import { periodOf, ruleText } from './rule.ts'

const id = '6f0a1c9e-0a45-4a3e-9d0e-0e3a5a1b2c3d'

test('a rule has what Sentinel asks for, and entities by its columns', () => {
  const query = 'SigninLogs\n| where TimeGenerated > ago(2d)\n\n| where ResultType == 500121'
  const rule = parse(
    ruleText({
      id,
      name: 'Refused prompts: many',
      query,
      columns: [
        { name: 'IPAddress', type: 'string' },
        { name: 'UserPrincipalName', type: 'string' },
      ],
    }),
  )
  assert.deepEqual(rule, {
    id,
    name: 'Refused prompts: many',
    description: 'Refused prompts: many\n',
    severity: 'Medium',
    status: 'Available',
    requiredDataConnectors: [],
    queryFrequency: '1h',
    queryPeriod: '2d',
    triggerOperator: 'gt',
    triggerThreshold: 0,
    tactics: ['CredentialAccess'],
    relevantTechniques: ['T1621'],
    query: `${query}\n`,
    entityMappings: [
      { entityType: 'Account', fieldMappings: [{ identifier: 'FullName', columnName: 'UserPrincipalName' }] },
      { entityType: 'IP', fieldMappings: [{ identifier: 'Address', columnName: 'IPAddress' }] },
    ],
    version: '1.0.0',
    kind: 'Scheduled',
  })
})

test('a period covers what the query looks at, within bounds', () => {
  assert.equal(periodOf('T'), '1h')
  assert.equal(periodOf('T | where a > ago(5m)'), '1h')
  assert.equal(periodOf('T | where a between (ago(36h) .. ago(1d))'), '36h')
  assert.equal(periodOf('T | where a > ago(90d)'), '14d')
})

test('whatever the name and the query are, the YAML says the same', () => {
  const line = fc.string({ unit: fc.constantFrom('a', 'B', ' ', ':', '#', '-', '"', "'", '|', '{', '\\', '&', '%', 'é'), minLength: 1 })
  fc.assert(
    fc.property(line, fc.array(line, { minLength: 1 }), (name, lines) => {
      fc.pre(name.trim() !== '')
      const query = lines.map((one) => `x${one.trimEnd()}`).join('\n')
      const rule = parse(ruleText({ id, name, query, columns: [] })) as { name: string; query: string }
      assert.equal(rule.name, name.replace(/\s+/g, ' ').trim())
      assert.equal(rule.query, `${query}\n`)
    }),
  )
})
