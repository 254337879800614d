/** Google Workspace's Reports API: activities of `login`, `admin`, `user_accounts` and `token`, and OCSF made of them. */
import { isObject, type JsonObject, list, object, text } from '../../0-event/json.ts'
import type { Shape, Source } from '../source.ts'
import { activitiesOf, readActivity } from './google-workspace-activity.ts'
import { googleEvents } from './google-workspace-events.ts'
import { googleFindingRow, googleRow } from './google-workspace-row.ts'
import { isFindingOf, ocsfFindingEvents, ocsfTime } from './ocsf.ts'
import { objects } from './told.ts'

const table = 'GWorkspace_ReportsAPI_login_CL'

const activity: Shape = {
  name: 'google-workspace-activity',
  table,
  recognise: (record) =>
    typeof object(record, 'id')['applicationName'] === 'string' && (Array.isArray(record['events']) || isObject(record['events'])),
  events: (record) => googleEvents(readActivity(record), activitiesOf(record)),
  row: (record) => googleRow(table, record, record),
}

const ocsfEvent = (record: JsonObject): JsonObject => object(object(record, 'unmapped'), 'google_workspace_login')

const authentication: Shape = {
  name: 'google-workspace-ocsf-authentication',
  table,
  recognise: (record) => record['class_uid'] === 3002 && text(ocsfEvent(record), 'event_name') !== undefined,
  events: (record) => activity.events(fromOcsf(record)),
  row: (record) => googleRow(table, fromOcsf(record), record),
}

const finding: Shape = {
  name: 'google-workspace-ocsf-finding',
  table,
  recognise: (record) => isFindingOf(record, 'google-workspace'),
  events: (record) => ocsfFindingEvents('google-workspace', record),
  row: (record) => googleFindingRow(table, record),
}

/** The activity an OCSF Authentication was made of, as far as it tells. */
function fromOcsf(record: JsonObject): JsonObject {
  const event = ocsfEvent(record)
  const user = object(record, 'user')
  const told = Object.entries(object(event, 'parameters')).map(([name, value]) => ({ name, value }))
  const failure = text(record, 'status_detail')
  return {
    id: { time: ocsfTime(record), uniqueQualifier: text(object(record, 'metadata'), 'uid'), applicationName: 'login' },
    actor: { email: text(user, 'email_addr') ?? text(user, 'name'), profileId: text(user, 'uid') },
    ipAddress: text(object(record, 'src_endpoint'), 'ip'),
    session: text(object(record, 'session'), 'uid'),
    events: [
      {
        type: text(event, 'event_type'),
        name: text(event, 'event_name'),
        parameters: failure === undefined ? told : [...told, { name: 'login_failure_type', value: failure }],
      },
    ],
  }
}

export const googleWorkspace: Source = {
  name: 'google-workspace',
  title: 'Google Workspace',
  shapes: [activity, authentication, finding],
  unwrap(value) {
    if (value['kind'] !== 'admin#reports#activities' && !list(value, 'items').some((item) => isObject(item) && activity.recognise(item)))
      return undefined
    return objects(list(value, 'items'))
  },
}
