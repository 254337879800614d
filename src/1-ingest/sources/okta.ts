/** Okta's System Log, of Classic and Identity Engine: from the API, event hooks, log streams, SIEMs that lower-case its keys, and OCSF. */
import { isObject, type JsonObject, list, object, text } from '../../0-event/json.ts'
import type { Shape, Source } from '../source.ts'
import { isFindingOf, ocsfFindingEvents } from './ocsf.ts'
import { oktaEvents } from './okta-events.ts'
import { isOktaOcsf, oktaFromOcsf, restoreKeys } from './okta-forms.ts'
import { oktaFindingRow, oktaRow } from './okta-row.ts'
import { objects } from './told.ts'

const table = 'OktaV2_CL'

const isLogged = (record: JsonObject): boolean =>
  isObject(record['outcome']) &&
  (typeof record['uuid'] === 'string' || (typeof record['published'] === 'string' && isObject(record['actor'])))

const systemLog: Shape = {
  name: 'okta-system-log',
  table,
  recognise: (record) => typeof record['eventType'] === 'string' && isLogged(record),
  events: (record) => oktaEvents(record),
  row: (record) => oktaRow(table, record, record),
}

/** SIEMs write `eventtype` and `debugcontext`; the record is kept with Okta's own keys. */
const lowerCase: Shape = {
  name: 'okta-system-log-lower-case',
  table,
  recognise: (record) => typeof record['eventtype'] === 'string' && typeof record['eventType'] !== 'string' && isLogged(record),
  events: (record) => oktaEvents(restoreKeys(record)),
  row(record) {
    const restored = restoreKeys(record)
    return oktaRow(table, restored, restored)
  },
}

/** OCSF Authentication that carries Okta's event type. */
const authentication: Shape = {
  name: 'okta-ocsf-authentication',
  table,
  recognise: isOktaOcsf,
  events: (record) => oktaEvents(oktaFromOcsf(record)),
  row: (record) => oktaRow(table, oktaFromOcsf(record), record),
}

/** OCSF Detection Finding that another product made of Okta's log. */
const finding: Shape = {
  name: 'okta-ocsf-finding',
  table,
  recognise: (record) => isFindingOf(record, 'okta'),
  events: (record) => ocsfFindingEvents('okta', record),
  row: (record) => oktaFindingRow(table, record),
}

export const okta: Source = {
  name: 'okta',
  title: 'Okta',
  shapes: [systemLog, lowerCase, authentication, finding],
  unwrap(value) {
    // Event hooks: https://developer.okta.com/docs/concepts/event-hooks/
    if (text(value, 'eventType') === 'com.okta.event_hook') return objects(list(object(value, 'data'), 'events'))
    // Log streams to Amazon EventBridge put the record under `detail`.
    const detail = object(value, 'detail')
    return systemLog.recognise(detail) ? [detail] : undefined
  },
}
