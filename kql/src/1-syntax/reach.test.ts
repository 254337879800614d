/** Which tables a text can mean: those with rows, those it names itself or through functions, and those a pattern fits that has no rows to fit. */
import assert from 'node:assert/strict'
import test from 'node:test'
import type { Catalogue, CatalogueTable } from '../language.ts'
import { reachOf } from './reach.ts'

const table = (name: string, from?: string): CatalogueTable => ({ name, columns: [{ name: 'a', type: 'string' }], from })
const catalogue: Catalogue = {
  tables: [
    table('SigninLogs', 's'),
    table('AuditLogs', 'a'),
    table('SecurityEvent'),
    table('SecurityAlert'),
    table('Odd-Name'),
    table('Syslog'),
  ],
  functions: [
    { name: 'Everything', parameters: '()', body: '{ union SigninLogs, Deeper }' },
    { name: 'Deeper', parameters: '()', body: '{ Syslog }' },
  ],
}
const reach = (text: string): readonly string[] | undefined => {
  const found = reachOf(text, catalogue)
  return found === undefined ? undefined : [...found].sort()
}

test('a text that names its tables may mean any', () => {
  assert.equal(reach('SecurityEvent | take 1'), undefined)
  assert.equal(reach('SigninLogs | summarize arg_max(a, *) by a'), undefined)
})

test('a search without tables means those with rows', () => {
  assert.deepEqual(reach('search "x"'), ['AuditLogs', 'SigninLogs'])
  assert.deepEqual(reach('union * | take 1'), ['AuditLogs', 'SigninLogs'])
  assert.deepEqual(reach('find where a == "x"'), ['AuditLogs', 'SigninLogs'])
})

test('what is named as well counts as well, through functions too', () => {
  assert.deepEqual(reach('union *, SecurityEvent'), ['AuditLogs', 'SecurityEvent', 'SigninLogs'])
  assert.deepEqual(reach("union *, ['Odd-Name']"), ['AuditLogs', 'Odd-Name', 'SigninLogs'])
  assert.deepEqual(reach('search "x" | union Everything'), ['AuditLogs', 'SigninLogs', 'Syslog'])
})

test('a pattern means known tables only where no table with rows fits it', () => {
  assert.deepEqual(reach('union Sign*'), ['AuditLogs', 'SigninLogs'])
  assert.deepEqual(reach('union Security*'), ['AuditLogs', 'SecurityAlert', 'SecurityEvent', 'SigninLogs'])
})
