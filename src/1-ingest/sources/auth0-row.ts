/** A row of `Auth0Logs_CL`, with the columns that the connector's rule makes of a log: `type` is `EventType`, `ip` is `SrcIpAddr`. */
import { boolean, type JsonObject, text } from '../../0-event/json.ts'
import type { Row } from '../source.ts'
import { readAuth0 } from './auth0-record.ts'
import { columnJson, columnText, keptRow, timestamp } from './kept.ts'
import { hide } from './typed-secret.ts'

const names: ReadonlySet<string> = new Set(['user_name', 'email', 'username', 'name'])

export function auth0Row(table: string, record: JsonObject): Row {
  const read = readAuth0(record)
  if ('refused' in read) throw new Error(`a record that is refused has no row: ${read.refused}`)
  const safe = hide(record, read.secret, names)
  const columns = {
    event_date: timestamp(read.time),
    EventType: read.type,
    LogId: read.id,
    Description: text(safe, 'description'),
    Connection: text(safe, 'connection'),
    ConnectionId: text(safe, 'connection_id'),
    ClientId: text(safe, 'client_id'),
    ClientName: text(safe, 'client_name'),
    SrcIpAddr: text(safe, 'ip') ?? text(safe, 'client_ip'),
    SrcHostname: text(safe, 'hostname'),
    HttpUserAgent: text(safe, 'user_agent'),
    ActorUserId: text(safe, 'user_id'),
    ActorUsername: text(safe, 'user_name'),
    Audience: text(safe, 'audience'),
    Scope: columnText(safe['scope']),
    Strategy: text(safe, 'strategy'),
    StrategyType: text(safe, 'strategy_type'),
    LocationInfo: columnJson(safe['location_info']),
    Details: columnJson(safe['details']),
    TenantName: text(safe, 'tenant_name'),
    IsMobile: boolean(safe, 'isMobile'),
  }
  return keptRow(table, read.id, read.time, columns, safe)
}
