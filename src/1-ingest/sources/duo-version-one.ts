/** Duo's authentication log of version 1, flat and in words for people, as a record of version 2. */
import { isObject, type JsonObject, object, text } from '../../0-event/json.ts'
import { word } from './duo-record.ts'

/** https://duo.com/docs/adminapi-v1#authentication-logs */
export const isVersionOne = (record: JsonObject): boolean =>
  typeof record['username'] === 'string' &&
  typeof record['result'] === 'string' &&
  (typeof record['factor'] === 'string' || typeof record['integration'] === 'string') &&
  !isObject(record['user']) &&
  record['event_type'] === undefined

const results: ReadonlyMap<string, string> = new Map([
  ['failure', 'denied'],
  ['error', 'denied'],
])

export function fromVersionOne(record: JsonObject): JsonObject {
  const result = word(text(record, 'result')) ?? ''
  return {
    timestamp: record['timestamp'],
    isotimestamp: record['isotimestamp'],
    txid: record['txid'],
    event_type: record['new_enrollment'] === true ? 'enrollment' : 'authentication',
    result: results.get(result) ?? result,
    reason: word(text(record, 'reason')) ?? (result === 'error' ? 'error' : undefined),
    factor: word(text(record, 'factor')),
    user: { name: text(record, 'username') },
    email: record['email'],
    alias: record['alias'],
    application: { name: text(record, 'integration') },
    access_device: { ...object(record, 'access_device'), ip: text(record, 'ip'), location: object(record, 'location') },
    auth_device: { name: text(record, 'device') },
    trusted_endpoint_status: record['trusted_endpoint_status'],
    host: record['host'],
  }
}
