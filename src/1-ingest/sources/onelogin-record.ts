/** What OneLogin's events say in the same places. */
import { parseAddress } from '../../0-event/address.ts'
import type { Endpoint, Named, User } from '../../0-event/event.ts'
import { type JsonObject, number, object, text } from '../../0-event/json.ts'
import { parseTime } from '../../0-event/time.ts'
import type { Refused } from '../source.ts'
import { contentId } from './kept.ts'
import { numberOfType } from './onelogin-types.ts'
import { isAddress, known, named, person } from './told.ts'

export interface OneloginRecord {
  readonly id: string
  readonly time: number
  readonly type: number
  readonly tenant: string | undefined
  /** Whom the event is about. */
  readonly user: User | undefined
  readonly actor: User | undefined
  readonly app: Named | undefined
  readonly src: Endpoint | undefined
  readonly raw: JsonObject
}

/** The number of the event's type, also where its name stands in that place. */
export function typeOf(record: JsonObject): number | undefined {
  const type = number(record, 'event_type_id')
  if (type !== undefined) return Number.isInteger(type) ? type : undefined
  const name = text(record, 'event_type_id') ?? text(record, 'event_type')
  return name === undefined ? undefined : (numberOfType(name) ?? (/^[A-Z][A-Z0-9_]{3,60}$/.test(name) ? -1 : undefined))
}

export function readOnelogin(record: JsonObject): OneloginRecord | Refused {
  const written = text(record, 'created_at') ?? text(record, 'event_timestamp') ?? ''
  const time = parseTime(written)
  if (time === undefined) return { refused: 'neither `created_at` nor `event_timestamp` is a time' }
  const type = typeOf(record) ?? -1
  const attributes = object(record, 'user_attributes')
  const name = text(record, 'user_name')
  const username = text(attributes, 'username')
  const email = text(attributes, 'email') ?? text(record, 'user_email') ?? (isAddress(name) ? name : undefined)
  const own = text(record, 'id') ?? text(record, 'uuid') ?? text(object(record, 'create'), '_id')
  const actorName = text(record, 'actor_user_name')
  return {
    id:
      own ??
      contentId(time, type, text(record, 'account_id'), text(record, 'user_id'), name, text(record, 'ipaddr'), text(record, 'app_id')),
    time,
    type,
    tenant: text(record, 'account_id'),
    user: person({
      uid: text(record, 'user_id'),
      name: username ?? (isAddress(name) ? name : undefined),
      email,
      displayName: isAddress(name) ? undefined : name,
    }),
    actor: person({
      uid: text(record, 'actor_user_id'),
      name: isAddress(actorName) ? actorName : undefined,
      displayName: isAddress(actorName) ? undefined : actorName,
    }),
    app: named(text(record, 'app_id'), text(record, 'app_name')),
    src: known({ ip: parseAddress(text(record, 'ipaddr')), userAgent: text(record, 'user_agent') }),
    raw: record,
  }
}
