/** What the page does not say: rows of every form and of changed records, CSV as people have it, and names that may be passwords. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import type { JsonObject } from '../../0-event/json.ts'
import { isRefused } from '../source.ts'
import { entraId } from './entra-id.ts'
import { entraColumns } from './entra-id-columns.ts'
import { proveRows } from './entra-id-table.contract.ts'
import { emailOf, isSecret } from './entra-id-user.ts'

const columns = new Map(Object.entries(entraColumns))
proveRows(entraId, fileURLToPath(new URL('entra-id.md', import.meta.url)), (table) => columns.get(table))

const eventsOf = (record: JsonObject) => {
  const events = entraId.shapes.find((shape) => shape.recognise(record))?.events(record)
  assert.ok(events !== undefined && !isRefused(events))
  return events
}

test('the same sign-in tells the same in all three forms', () => {
  const properties = {
    id: 'one',
    createdDateTime: '2026-11-02T01:04:11Z',
    userPrincipalName: 'ada@example.com',
    ipAddress: '203.0.113.9',
    isInteractive: true,
    correlationId: 'flow',
    conditionalAccessStatus: 'failure',
    status: { errorCode: 500121, additionalDetails: 'MFA denied; user declined the authentication' },
    authenticationDetails: [
      { authenticationMethod: 'Mobile app notification', authenticationStepResultDetail: 'MFA denied; user declined the authentication' },
    ],
  }
  const graph = eventsOf(properties)
  assert.deepEqual(
    graph.map(({ id }) => id),
    ['entra-id:one#1', 'entra-id:one'],
  )
  assert.deepEqual(eventsOf({ time: '2026-11-02T01:06:00Z', category: 'SignInLogs', operationName: 'Sign-in activity', properties }), graph)
  assert.deepEqual(
    eventsOf({
      TimeGenerated: '2026-11-02T01:06:00Z',
      Type: 'SigninLogs',
      Id: 'one',
      CreatedDateTime: '2026-11-02T01:04:11Z',
      UserPrincipalName: 'ada@example.com',
      IPAddress: '203.0.113.9',
      IsInteractive: true,
      CorrelationId: 'flow',
      ResultType: '500121',
      Status: JSON.stringify(properties.status),
      AuthenticationDetails: JSON.stringify(properties.authenticationDetails),
    }),
    graph,
  )
})

test('a header is known with a byte order mark, in any case and order', () => {
  const read = entraId.readCsv?.(['\uFEFFUSERNAME', 'request ID', ' Date (UTC) ', 'sign-in  error code', 'Status'])
  assert.ok(read)
  const record = read({
    '\uFEFFUSERNAME': 'ada@example.com',
    'request ID': 'r',
    ' Date (UTC) ': '2026-11-02T01:04:11Z',
    'sign-in  error code': '50126',
    Status: 'Failure',
  })
  assert.deepEqual(
    eventsOf(record).map(({ kind, id }) => [kind, id]),
    [
      ['password', 'entra-id:r#password'],
      ['sign_in', 'entra-id:r'],
    ],
  )
})

test("Log Analytics' own CSV is its table", () => {
  const header = [
    'TimeGenerated [UTC]',
    'ResultType',
    'CorrelationId',
    'AppId',
    'UserPrincipalName',
    'Id',
    'IsInteractive',
    'AuthenticationDetails',
  ]
  const read = entraId.readCsv?.(header)
  assert.ok(read)
  const cells = [
    '11/2/2026, 1:04:11.000 AM',
    '0',
    'flow',
    'app',
    'ada@example.com',
    'r',
    'true',
    '[{"authenticationMethod":"Password","succeeded":true}]',
  ]
  const [password, signIn] = eventsOf(read(Object.fromEntries(header.map((name, index) => [name, cells[index] ?? '']))))
  assert.deepEqual([password?.kind, signIn?.kind, signIn?.time], ['password', 'sign_in', Date.UTC(2026, 10, 2, 1, 4, 11)])
})

test('a foreign header is left to others', () => {
  assert.equal(entraId.readCsv?.(['timestamp', 'user', 'result']), undefined)
  assert.equal(entraId.readCsv?.(['RecordId', 'CreationDate', 'AuditData']), undefined)
  assert.equal(entraId.readCsv?.(['__proto__', 'constructor']), undefined)
})

test('whatever stands in the cells, a row is read', () => {
  const headers = [
    [
      'Date (UTC)',
      'Request ID',
      'Username',
      'User',
      'Location',
      'Sign-in error code',
      'Status',
      'Compliant',
      'Multifactor authentication result',
      '__proto__',
    ],
    ['Date (UTC)', 'Request ID', 'Service principal ID', 'Location'],
    [
      'Date (UTC)',
      'CorrelationId',
      'Service',
      'Activity',
      'Target1Type',
      'Target1ModifiedProperty1Name',
      'AdditionalDetail1Key',
      'ActorType',
    ],
  ]
  fc.assert(
    fc.property(
      fc.constantFrom(...headers),
      fc.array(fc.oneof(fc.string(), fc.constantFrom("'=1+1", '2026-11-02T01:04:11Z', 'Success'))),
      (header, cells) => {
        const record = entraId.readCsv?.(header)?.(Object.fromEntries(header.map((name, index) => [name, cells[index] ?? ''])))
        assert.ok(record)
        for (const shape of entraId.shapes) if (shape.recognise(record)) shape.events(record)
      },
    ),
  )
})

test('an envelope of others is left to others', () => {
  assert.equal(entraId.unwrap?.({ value: [{ id: 'x', subject: 'a mail' }] }), undefined)
  assert.equal(entraId.unwrap?.({ records: [{ eventName: 'ConsoleLogin' }] }), undefined)
  assert.deepEqual(entraId.unwrap?.({ '@odata.context': 'https://graph.microsoft.com/beta/$metadata#auditLogs/signIns', value: [] }), [])
})

test('a batch with a broken entry keeps it, to be refused', () => {
  const signIn = {
    id: 'a',
    createdDateTime: '2026-11-02T01:04:11Z',
    userPrincipalName: 'ada@example.com',
    conditionalAccessStatus: 'success',
  }
  assert.deepEqual(entraId.unwrap?.({ records: [signIn, 'broken', null] }), [signIn, { value: 'broken' }, { value: null }])
})

test('the address of a guest', () => {
  assert.equal(emailOf('ada_lovelace_example.com#ext#@contoso.onmicrosoft.com'), 'ada_lovelace@example.com')
  assert.equal(emailOf('_example.com#ext#@contoso.onmicrosoft.com'), undefined)
  assert.equal(emailOf('nobody#ext#@contoso.onmicrosoft.com'), undefined)
  assert.equal(emailOf('ada@example.com'), 'ada@example.com')
})

test('a name may be a password only where no account has it', () => {
  for (const typed of ['Winter2026!', 'correct horse battery', 'P@ssw0rd', 'Summer!@example.com', 'ada@example', '@', 'a@b@example.com']) {
    assert.equal(isSecret('50034', typed), true, typed)
    assert.equal(isSecret('50126', typed), false, typed)
  }
  for (const name of ['ada@example.com', "o'neil+x@mail.example.co.uk", 'ada_example.com#EXT#@contoso.onmicrosoft.com'])
    assert.equal(isSecret('50034', name), false, name)
})

test('a hidden name is in no column', () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 6 }).map((text) => `${text}§`),
      (typed) => {
        const record = {
          id: 's',
          createdDateTime: '2026-11-02T01:04:11Z',
          userPrincipalName: typed,
          userDisplayName: typed,
          signInIdentifier: typed,
          alternateSignInName: typed,
          conditionalAccessStatus: 'notApplied',
          status: { errorCode: 50034 },
        }
        const shape = entraId.shapes.find((one) => one.recognise(record))
        assert.ok(shape)
        assert.ok(!JSON.stringify(shape.row(record)).includes('§'))
        assert.ok(!JSON.stringify(shape.events(record)).includes('§'))
      },
    ),
  )
})
