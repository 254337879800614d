/** What Keycloak's events say in the same places: realm, person, client, address, details. */
import { parseAddress } from '../../0-event/address.ts'
import { type JsonObject, number, object, text } from '../../0-event/json.ts'
import { fromEpoch, parseTime } from '../../0-event/time.ts'
import type { Refused } from '../source.ts'
import { contentId } from './kept.ts'
import type { Base } from './told.ts'
import { known, person } from './told.ts'
import { isSecret, masked } from './typed-secret.ts'

export interface KeycloakRecord {
  readonly id: string
  readonly time: number
  /** `LOGIN_ERROR`; of an admin event `DELETE-USER`. */
  readonly type: string
  readonly error: string | undefined
  readonly details: JsonObject
  /** Undefined where nobody was named: a page that ran out before anybody typed a name. */
  readonly base: Base | undefined
  /** What was typed into the name field and looks like a password. */
  readonly secret: string | undefined
}

export const isUserEvent = (record: JsonObject): boolean =>
  typeof record['type'] === 'string' &&
  typeof record['realmId'] === 'string' &&
  isType(record['type']) &&
  record['operationType'] === undefined &&
  record['resourceType'] === undefined

const isType = (type: string): boolean => type.length <= 64 && /^[A-Z][A-Z0-9_]+$/.test(type)

export const isAdminEvent = (record: JsonObject): boolean =>
  typeof record['operationType'] === 'string' &&
  (typeof record['resourceType'] === 'string' || typeof record['resourcePath'] === 'string') &&
  (typeof record['realmId'] === 'string' || typeof object(record, 'authDetails')['realmId'] === 'string')

export function readKeycloak(record: JsonObject): KeycloakRecord | Refused {
  const time = timeOf(record)
  if (time === undefined) return { refused: noTime(record) }
  const details = object(record, 'details')
  const admin = object(record, 'authDetails')
  const error = said(record, 'error')
  const type = said(record, 'type') ?? `${text(record, 'operationType')}-${text(record, 'resourceType')}`
  const typed = said(details, 'username')
  const secret = typed !== undefined && error === 'user_not_found' && isSecret(typed, 'words') ? typed : undefined
  const name = secret === undefined ? typed : masked
  const uid = said(record, 'userId') ?? said(admin, 'userId')
  const user = person({ uid, name, email: secret === undefined ? said(details, 'email') : undefined })
  const realm = said(record, 'realmName') ?? said(admin, 'realmName') ?? said(record, 'realmId') ?? said(admin, 'realmId')
  const client = said(record, 'clientId') ?? said(admin, 'clientId')
  const ip = said(record, 'ipAddress') ?? said(admin, 'ipAddress')
  const id =
    said(record, 'id') ??
    contentId(
      time,
      type,
      realm,
      uid,
      name,
      ip,
      client,
      error,
      said(record, 'sessionId') ?? said(details, 'code_id'),
      said(record, 'resourcePath'),
    )
  const base: Base | undefined =
    user === undefined
      ? undefined
      : {
          id: `keycloak:${id}`,
          source: 'keycloak',
          tenant: realm,
          time,
          user,
          app: client === undefined ? undefined : { uid: client },
          src: known({ ip: parseAddress(ip), userAgent: said(details, 'user_agent') }),
          flow: said(details, 'code_id') ?? said(details, 'authSessionParentId'),
          session: said(record, 'sessionId'),
        }
  return { id, time, type, error, details, base, secret }
}

/** Text that is there: the log writes `null` for what is not. */
export function said(from: JsonObject, key: string): string | undefined {
  const value = text(from, key)
  return value === 'null' ? undefined : value
}

/** Milliseconds since 1970 as Keycloak writes them, or ISO 8601 as listeners do. */
function timeOf(record: JsonObject): number | undefined {
  const time = number(record, 'time')
  return time === undefined ? parseTime(text(record, 'time') ?? '') : fromEpoch(time)
}

const noTime = (record: JsonObject): string =>
  record['time'] === undefined
    ? 'it has no time: give the log lines a date (log format `%d{yyyy-MM-dd HH:mm:ss,SSS} …`)'
    : '`time` is no time in milliseconds since 1970'
