/** Keycloak's events: as JSON (listeners, admin REST), as lines of its log, and as the JSON its log writes (Quarkus, also in ECS's names). */
import { isObject } from '../../0-event/json.ts'
import type { Shape, Source } from '../source.ts'
import { keycloakAdminEvents } from './keycloak-admin.ts'
import { keycloakEvents } from './keycloak-events.ts'
import { fromLine, fromLog, isLog } from './keycloak-log.ts'
import { isAdminEvent, isUserEvent, readKeycloak } from './keycloak-record.ts'
import { keycloakRow } from './keycloak-row.ts'

const table = 'Keycloak_CL'

const userEvent: Shape = {
  name: 'keycloak-event',
  table,
  recognise: isUserEvent,
  events: (record) => keycloakEvents(readKeycloak(record)),
  row: (record) => keycloakRow(table, record, record),
}

const adminEvent: Shape = {
  name: 'keycloak-admin-event',
  table,
  recognise: isAdminEvent,
  events: (record) => keycloakAdminEvents(readKeycloak(record), record),
  row: (record) => keycloakRow(table, record, record),
}

/** The event stands as text in the message of a log entry. */
const log: Shape = {
  name: 'keycloak-json-log',
  table,
  recognise: (record) => isLog(record) && fromLog(record) !== undefined,
  events(record) {
    const inside = fromLog(record)
    if (inside === undefined) return { refused: 'the message holds no event' }
    return isAdminEvent(inside) ? adminEvent.events(inside) : userEvent.events(inside)
  },
  row: (record) => keycloakRow(table, fromLog(record) ?? {}, record),
}

export const keycloak: Source = {
  name: 'keycloak',
  title: 'Keycloak',
  shapes: [userEvent, adminEvent, log],
  unwrap(value) {
    // Listeners that post webhooks put the event under `event` or `adminEvent`.
    for (const key of ['event', 'adminEvent']) {
      const inside = value[key]
      if (isObject(inside) && (isUserEvent(inside) || isAdminEvent(inside))) return [inside]
    }
    return undefined
  },
  readLine: (line) => fromLine(line),
}
