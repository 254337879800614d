/** PingID's audit events, as subscriptions of PingOne for Enterprise send them, plain or in Splunk's form. */
import { isObject, type JsonObject, object } from '../../0-event/json.ts'
import type { Shape, Source } from '../source.ts'
import { pingidEvents, readPingid } from './pingid-events.ts'
import { pingidRow } from './pingid-row.ts'

const table = 'PingID_CL'

/** PingOne's own events have `actors` too, but as an object. */
const audit: Shape = {
  name: 'pingid-audit',
  table,
  recognise: (record) =>
    typeof object(record, 'action')['type'] === 'string' &&
    Array.isArray(record['actors']) &&
    typeof record['recorded'] === 'string' &&
    typeof object(record, 'result')['status'] === 'string',
  events: (record) => pingidEvents(record),
  row(record) {
    const read = readPingid(record)
    if ('refused' in read) throw new Error(`a record that is refused has no row: ${read.refused}`)
    return pingidRow(table, read, record)
  },
}

export const pingid: Source = {
  name: 'pingid',
  title: 'PingID',
  shapes: [audit],
  unwrap(value: JsonObject) {
    const event = value['event']
    return isObject(event) && audit.recognise(event) ? [event] : undefined
  },
}
