/** A row of `Keycloak_CL`. No vendor has defined that table, so its columns are ours, named as Log Analytics names those of custom logs. */
import { type JsonObject, object } from '../../0-event/json.ts'
import type { Row } from '../source.ts'
import { columnText, keptRow } from './kept.ts'
import { readKeycloak, said } from './keycloak-record.ts'
import { hide } from './typed-secret.ts'

const names: ReadonlySet<string> = new Set(['username', 'email'])

/** `kept` is what came: the event itself, or the log entry with the event in its message. */
export function keycloakRow(table: string, event: JsonObject, kept: JsonObject): Row {
  const read = readKeycloak(event)
  if ('refused' in read) throw new Error(`a record that is refused has no row: ${read.refused}`)
  const safe = hide(event, read.secret, names)
  const admin = object(safe, 'authDetails')
  const details = object(safe, 'details')
  const columns = {
    type_s: read.type,
    realmId_s: said(safe, 'realmId') ?? said(admin, 'realmId'),
    realmName_s: said(safe, 'realmName'),
    clientId_s: said(safe, 'clientId') ?? said(admin, 'clientId'),
    userId_s: said(safe, 'userId') ?? said(admin, 'userId'),
    sessionId_s: said(safe, 'sessionId'),
    ipAddress_s: said(safe, 'ipAddress') ?? said(admin, 'ipAddress'),
    error_s: read.error,
    username_s: said(details, 'username'),
    auth_method_s: said(details, 'auth_method'),
    credential_type_s: said(details, 'credential_type'),
    details_s: columnText(safe['details'] ?? safe['resourcePath']),
  }
  // A log entry whose message holds a secret is kept as the event read from it, without the rest of the entry.
  return keptRow(table, read.id, read.time, columns, kept === event || read.secret !== undefined ? safe : kept)
}
