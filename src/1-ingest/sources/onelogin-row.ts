/** A row of `OneLoginEventsV2_CL`. */
import { type JsonObject, number, object, text } from '../../0-event/json.ts'
import type { Row } from '../source.ts'
import { columnText, keptRow } from './kept.ts'
import { readOnelogin } from './onelogin-record.ts'

export function oneloginRow(table: string, record: JsonObject): Row {
  const read = readOnelogin(record)
  if ('refused' in read) throw new Error(`a record that is refused has no row: ${read.refused}`)
  const columns = {
    AccountId: number(record, 'account_id') ?? number(object(record, 'user_attributes'), 'account_id'),
    ActorSystem: text(record, 'actor_system'),
    ActorUserId: number(record, 'actor_user_id'),
    ActorUserName: text(record, 'actor_user_name'),
    AppId: number(record, 'app_id'),
    AppName: text(record, 'app_name'),
    CustomMessage: text(record, 'custom_message'),
    EventId: number(record, 'id'),
    EventTypeId: read.type === -1 ? undefined : read.type,
    Ipaddr: text(record, 'ipaddr'),
    Notes: columnText(record['notes']),
    PolicyId: number(record, 'policy_id'),
    PolicyName: text(record, 'policy_name'),
    PolicyType: text(record, 'policy_type'),
    RoleId: number(record, 'role_id'),
    RoleName: text(record, 'role_name'),
    UserId: number(record, 'user_id'),
    UserName: text(record, 'user_name'),
  }
  return keptRow(table, read.id, read.time, columns, record)
}
