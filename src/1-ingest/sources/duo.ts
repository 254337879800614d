/** Cisco Duo's logs: authentication (v2, and v1 with its flat records), administrator, offline enrolment, telephony, activity, Trust Monitor. */

import type { Event } from '../../0-event/event.ts'
import { isObject, type Json, type JsonObject, list, object } from '../../0-event/json.ts'
import type { Refused, Row, Shape, Source } from '../source.ts'
import { activityEvents, administratorEvents } from './duo-administration.ts'
import { authenticationEvents } from './duo-authentication.ts'
import { type DuoRecord, readDuo } from './duo-record.ts'
import { activityColumns, administratorColumns, authenticationColumns, telephonyColumns, trustColumns } from './duo-row.ts'
import { telephonyEvents, trustEvents } from './duo-telephony.ts'
import { fromVersionOne, isVersionOne } from './duo-version-one.ts'
import { keptRow } from './kept.ts'
import { objects } from './told.ts'

const table = 'CiscoDuo_CL'

interface Kind {
  readonly name: string
  readonly recognise: (record: JsonObject) => boolean
  readonly read: (record: JsonObject) => DuoRecord | Refused
  readonly events: (record: DuoRecord) => readonly Event[] | Refused
  readonly columns: (record: JsonObject, time: number) => JsonObject
  /** Brings an older form into the present one, to be read so; it is kept as it came. */
  readonly present?: (record: JsonObject) => JsonObject
}

function shape({ name, recognise, read, events, columns, present = (record) => record }: Kind): Shape {
  return {
    name,
    table,
    recognise,
    events(raw) {
      const record = read(present(raw))
      return 'refused' in record ? record : events(record)
    },
    row(raw): Row {
      const now = present(raw)
      const record = read(now)
      if ('refused' in record) throw new Error(`a record that is refused has no row: ${record.refused}`)
      return keptRow(table, record.id, record.time, columns(now, record.time), raw)
    },
  }
}

const isText = (record: JsonObject, key: string): boolean => typeof record[key] === 'string'

const isAuthentication = (record: JsonObject): boolean =>
  (record['event_type'] === 'authentication' || record['event_type'] === 'enrollment') &&
  isText(record, 'result') &&
  (isObject(record['access_device']) || isObject(record['user']) || isObject(record['application']))

const shapes: readonly Shape[] = [
  shape({
    name: 'duo-authentication',
    recognise: isAuthentication,
    read: (record) => readDuo(record, 'authentication', ['txid']),
    events: authenticationEvents,
    columns: authenticationColumns,
  }),
  shape({
    name: 'duo-authentication-v1',
    recognise: isVersionOne,
    present: fromVersionOne,
    read: (record) => readDuo(record, 'authentication', ['txid']),
    events: authenticationEvents,
    columns: authenticationColumns,
  }),
  shape({
    name: 'duo-telephony',
    recognise: (record) => isText(record, 'phone') && isText(record, 'context') && isText(record, 'type') && 'credits' in record,
    read: (record) => readDuo(record, 'telephony', ['telephony_id']),
    events: telephonyEvents,
    columns: telephonyColumns,
  }),
  shape({
    name: 'duo-administrator',
    recognise: (record) =>
      isText(record, 'action') &&
      isText(record, 'username') &&
      'object' in record &&
      ('timestamp' in record || isText(record, 'isotimestamp')),
    read: (record) => readDuo(record, 'administrator', []),
    events: administratorEvents,
    columns: administratorColumns,
  }),
  shape({
    name: 'duo-activity',
    recognise: (record) => isText(record, 'activity_id') && isObject(record['action']) && isText(record, 'ts'),
    read: (record) => readDuo(record, 'activity', ['activity_id']),
    events: activityEvents,
    columns: activityColumns,
  }),
  shape({
    name: 'duo-trust-monitor',
    recognise: (record) => isText(record, 'sekey') && isText(record, 'type'),
    read: (record) => readDuo(record, 'trust-monitor', ['sekey']),
    events: trustEvents,
    columns: trustColumns,
  }),
]

const isDuo = (value: Json): value is JsonObject => isObject(value) && shapes.some(({ recognise }) => recognise(value))

export const duo: Source = {
  name: 'duo',
  title: 'Cisco Duo',
  shapes,
  /** Pages of the Admin API (`authlogs`, `items`, `events`, a bare list in `response`) and DataDog's `{"service", "message"}`. */
  unwrap(value) {
    const message = value['message']
    if (isText(value, 'service') && isObject(message) && isDuo(message)) return [message]
    if (Array.isArray(value['authlogs'])) return objects(value['authlogs'])
    if (Array.isArray(value['response'])) return pageOf(value, 'response')
    const response = object(value, 'response')
    if (Array.isArray(response['authlogs'])) return objects(response['authlogs'])
    return pageOf(value, 'items') ?? pageOf(response, 'items') ?? pageOf(response, 'events')
  },
}

function pageOf(page: JsonObject, key: string): readonly JsonObject[] | undefined {
  const records = objects(list(page, key))
  return records?.some(isDuo) === true ? records : undefined
}
