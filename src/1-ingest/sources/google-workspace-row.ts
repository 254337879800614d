/** A row of `GWorkspace_ReportsAPI_login_CL`: Sentinel's connector writes a row an event, we one a record; its columns show the first event. */
import { isObject, type JsonObject, object, text } from '../../0-event/json.ts'
import type { Row } from '../source.ts'
import { activitiesOf, readActivity } from './google-workspace-activity.ts'
import { columnText, keptRow, timestamp } from './kept.ts'
import { findingId, findingTime, observables } from './ocsf.ts'

/** `record` as the Reports API writes it; `kept` is what came. */
export function googleRow(table: string, record: JsonObject, kept: JsonObject): Row {
  const read = readActivity(record)
  if ('refused' in read) throw new Error(`a record that is refused has no row: ${read.refused}`)
  const actor = object(record, 'actor')
  const id = object(record, 'id')
  const first = activitiesOf(record)[0]
  const event = Array.isArray(record['events']) ? record['events'][0] : record['events']
  return keptRow(
    table,
    read.id,
    read.time,
    {
      ...product,
      kind_s: text(record, 'kind'),
      etag_s: text(record, 'etag'),
      id_applicationName_s: read.application,
      id_customerId_s: text(id, 'customerId'),
      id_time_t: timestamp(read.time),
      id_uniqueQualifier_s: text(id, 'uniqueQualifier'),
      actor_email_s: text(actor, 'email'),
      actor_profileId_s: text(actor, 'profileId'),
      IPAddress: text(record, 'ipAddress'),
      event_name_s: first?.name,
      event_type_s: isObject(event) ? text(event, 'type') : undefined,
      events_s: columnText(record['events']),
      login_type_s: first?.parameter('login_type'),
      login_challenge_method_s: first?.parameters('login_challenge_method').join(',') || undefined,
      login_challenge_status_s: first?.parameter('login_challenge_status'),
    },
    kept,
  )
}

const product = { EventVendor: 'Google', EventProduct: 'Google Workspace Activity Reports' }

/** An OCSF Detection Finding in the same table, told apart by its type. */
export function googleFindingRow(table: string, record: JsonObject): Row {
  const time = findingTime(record)
  const id = findingId(record)
  if (time === undefined || id === undefined) throw new Error('a finding without time or id is refused and has no row')
  const seen = observables(record)
  const columns = {
    ...product,
    event_type_s: 'finding',
    event_name_s: text(object(record, 'finding_info'), 'title'),
    actor_email_s: seen('user.name'),
    actor_profileId_s: seen('user.uid'),
    IPAddress: seen('src.ip'),
  }
  return keptRow(table, id, time, columns, record)
}
