/** A row of `PingID_CL`. No vendor has defined that table, so its columns are ours, named as Log Analytics names those of custom logs. */
import { type JsonObject, text } from '../../0-event/json.ts'
import type { Row } from '../source.ts'
import { keptRow } from './kept.ts'
import type { PingidRecord } from './pingid-events.ts'

export const pingidRow = (table: string, read: PingidRecord, record: JsonObject): Row =>
  keptRow(
    table,
    read.id,
    read.time,
    {
      id_s: read.id,
      action_type_s: read.action,
      actor_name_s: read.actor,
      resource_ipaddress_s: text(read.resource, 'ipaddress'),
      resource_websession_s: text(read.resource, 'websession'),
      resource_devicemodel_s: text(read.resource, 'devicemodel'),
      result_status_s: read.status,
      result_message_s: read.message === '' ? undefined : read.message,
    },
    record,
  )
