/** OneLogin's events: from the Events API (`{"data": […]}`) and from its webhooks, which post lists of them. */
import { isObject, type JsonObject, list, object } from '../../0-event/json.ts'
import type { Shape, Source } from '../source.ts'
import { oneloginEvents } from './onelogin-events.ts'
import { readOnelogin, typeOf } from './onelogin-record.ts'
import { oneloginRow } from './onelogin-row.ts'
import { objects } from './told.ts'

/** Of the tables of Sentinel's OneLogin solution this is the present connector's, and the only one its parser `OneLogin` still reads. */
const table = 'OneLoginEventsV2_CL'

const event: Shape = {
  name: 'onelogin-event',
  table,
  recognise: (record) =>
    typeOf(record) !== undefined &&
    ('account_id' in record || 'user_id' in record) &&
    ('created_at' in record || 'event_timestamp' in record),
  events: (record) => oneloginEvents(readOnelogin(record)),
  row: (record) => oneloginRow(table, record),
}

export const onelogin: Source = {
  name: 'onelogin',
  title: 'OneLogin',
  shapes: [event],
  unwrap(value) {
    const data = list(value, 'data')
    if (data.length > 0) return data.some((one) => isObject(one) && event.recognise(one)) ? objects(data) : undefined
    return isEmptyPage(value) ? [] : undefined
  },
}

const isEmptyPage = (value: JsonObject): boolean =>
  Array.isArray(value['data']) && isObject(value['pagination']) && isObject(object(value, 'status'))
