/** What the page does not say: rows of changed records, and CSV of other exports. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { proveRows } from './entra-id-table.contract.ts'
import { microsoft365 } from './microsoft-365.ts'
import { officeColumns } from './microsoft-365-columns.ts'

proveRows(microsoft365, fileURLToPath(new URL('microsoft-365.md', import.meta.url)), (table) =>
  table === 'OfficeActivity' ? officeColumns : undefined,
)

test('older exports name the columns in the plural', () => {
  const read = microsoft365.readCsv?.(['CreationDate', 'UserIds', 'Operations', 'AuditData'])
  const record = read?.({
    CreationDate: '2026-06-18T12:26:59',
    UserIds: 'ada@example.com',
    Operations: 'UserLoggedIn',
    AuditData: '{"Workload":"AzureActiveDirectory"}',
  })
  assert.ok(record)
  const [event] = [microsoft365.shapes.find((shape) => shape.recognise(record))?.events(record)].flat()
  assert.ok(event !== undefined && 'kind' in event)
  assert.deepEqual([event.kind, event.user.name, event.time], ['sign_in', 'ada@example.com', Date.UTC(2026, 5, 18, 12, 26, 59)])
})

test('headers and events of others are left to others', () => {
  assert.equal(microsoft365.readCsv?.(['Date (UTC)', 'Request ID', 'Username']), undefined)
  const hunting = {
    Timestamp: '2026-08-02T13:11:39.7724491Z',
    ActionType: 'LdapSearch',
    DeviceName: 'adfs01.example.com',
    RawEventData: null,
  }
  assert.deepEqual(
    microsoft365.shapes.filter((shape) => shape.recognise(hunting)),
    [],
  )
})
