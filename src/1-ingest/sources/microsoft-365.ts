/** Microsoft 365's unified audit log: from the Management Activity API, Purview, PowerShell, Graph, Sentinel's OfficeActivity and Defender. */
import type { JsonObject } from '../../0-event/json.ts'
import type { Shape, Source } from '../source.ts'
import { unwrapList } from './entra-id-envelope.ts'
import { contentId, objectOf, textOf } from './entra-id-values.ts'
import { activityInAuditData, activityInHunting, activityOfRow } from './microsoft-365-activity.ts'
import { activityEvents } from './microsoft-365-events.ts'
import { activityRow, officeRow } from './microsoft-365-row.ts'

const table = 'OfficeActivity'
const has = (record: JsonObject, key: string): boolean => record[key] !== undefined && record[key] !== null

const isActivity = (record: JsonObject): boolean =>
  has(record, 'Operation') && has(record, 'CreationTime') && (has(record, 'Workload') || has(record, 'RecordType')) && !isWrapper(record)

const isWrapper = (record: JsonObject): boolean => has(record, 'AuditData') || (has(record, 'auditData') && has(record, 'operation'))

const management: Shape = {
  name: 'm365-management-activity',
  table,
  recognise: isActivity,
  events: (record) => activityEvents(record),
  row: activityRow,
}

/** Purview's search, `Search-UnifiedAuditLog` and Graph's `auditLogQuery`: the record is JSON text, or an object, in `AuditData`. */
const auditData: Shape = {
  name: 'm365-audit-data',
  table,
  recognise: isWrapper,
  events(record) {
    const activity = activityInAuditData(record)
    if (activity !== undefined) return activityEvents(activity)
    const id = textOf(record['RecordId'] ?? record['id'] ?? record['Identity']) ?? contentId(record)
    return {
      refused: `The AuditData of ${id} is no JSON object: the export may have been cut off or opened in a spreadsheet. Export it again.`,
    }
  },
  row: (record) => activityRow(activityInAuditData(record) ?? record),
}

const officeActivity: Shape = {
  name: 'm365-office-activity',
  table,
  recognise: (record) =>
    has(record, 'TimeGenerated') &&
    (record['Type'] === table ||
      (record['Type'] === undefined && has(record, 'Operation') && (has(record, 'OfficeWorkload') || has(record, 'OfficeId')))),
  events: (record) => activityEvents(activityOfRow(record), textOf(record['_ItemId']) ?? contentId(record)),
  row: officeRow,
}

/** Defender's advanced hunting: only events that carry a whole audit record are kept, as that record. */
const hunting: Shape = {
  name: 'm365-hunting-raw-event',
  table,
  recognise: (record) => has(record, 'ActionType') && has(record, 'Timestamp') && isActivity(objectOf(record['RawEventData'])),
  events: (record) => activityEvents(activityInHunting(record)),
  row: (record) => activityRow(activityInHunting(record)),
}

const shapes: readonly Shape[] = [management, officeActivity, auditData, hunting]

export const microsoft365: Source = {
  name: 'microsoft-365',
  title: 'Microsoft 365',
  shapes,
  unwrap: (value) => unwrapList(value, (record) => shapes.some((shape) => shape.recognise(record))),
  readCsv(header) {
    const columns = new Map(header.map((name) => [plain(name), name]))
    if (!columns.has('AuditData') && !(columns.has('TimeGenerated') && columns.has('Operation') && columns.has('OfficeWorkload')))
      return undefined
    return (cells) =>
      Object.fromEntries(
        [...columns].flatMap(([name, cell]) => (cells[cell] === undefined || cells[cell] === '' ? [] : [[name, cells[cell]]])),
      )
  },
}

/** Log Analytics names its columns of time `TimeGenerated [UTC]` in downloads. */
const plain = (name: string): string =>
  name
    .replace('\uFEFF', '')
    .replace(/ \[UTC\]$/i, '')
    .trim()
