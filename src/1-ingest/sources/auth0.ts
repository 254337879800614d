/** Auth0's tenant logs: from the Management API, and from log streams, which wrap each in `{"log_id", "data"}`. */
import { isObject, type Json, type JsonObject, object, text } from '../../0-event/json.ts'
import type { Shape, Source } from '../source.ts'
import { auth0Events } from './auth0-events.ts'
import { readAuth0 } from './auth0-record.ts'
import { auth0Row } from './auth0-row.ts'

/** Of the two tables of Sentinel's Auth0 solution this is the present connector's; its parser `Auth0AM` reads both and gives this one's names. */
const table = 'Auth0Logs_CL'

const tenantLog: Shape = {
  name: 'auth0-tenant-log',
  table,
  recognise: (record) =>
    typeof record['type'] === 'string' &&
    typeof record['date'] === 'string' &&
    (typeof record['log_id'] === 'string' || typeof record['_id'] === 'string') &&
    !isObject(record['data']),
  events: (record) => auth0Events(readAuth0(record), record),
  row: (record) => auth0Row(table, record),
}

export const auth0: Source = {
  name: 'auth0',
  title: 'Auth0',
  shapes: [tenantLog],
  unwrap(value) {
    const stream = isObject(value['detail']) ? value['detail'] : value
    const data = object(stream, 'data')
    if (typeof data['type'] !== 'string' || typeof data['date'] !== 'string') return undefined
    const id: Json | undefined = data['log_id'] ?? text(stream, 'log_id')
    const record: JsonObject = { ...data, log_id: id }
    return tenantLog.recognise(record) ? [record] : undefined
  },
}
