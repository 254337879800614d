/** What Auth0's logs say in the same places. */
import { parseAddress } from '../../0-event/address.ts'
import { country } from '../../0-event/country.ts'
import { type JsonObject, number, object, text } from '../../0-event/json.ts'
import { parseTime } from '../../0-event/time.ts'
import type { Refused } from '../source.ts'
import { type Base, isAddress, known, named, person } from './told.ts'
import { isSecret, masked } from './typed-secret.ts'

export interface Auth0Record {
  readonly id: string
  readonly time: number
  readonly type: string
  /** Undefined where the record names nobody. */
  readonly base: Base | undefined
  /** What was typed into the name field and looks like a password. */
  readonly secret: string | undefined
}

export function readAuth0(record: JsonObject): Auth0Record | Refused {
  const id = text(record, 'log_id') ?? text(record, '_id') ?? ''
  const type = text(record, 'type') ?? ''
  const time = parseTime(text(record, 'date') ?? '')
  if (time === undefined) return { refused: '`date` is no time in ISO 8601' }
  const typed = text(record, 'user_name')
  // Database connections may let people sign in by names of any form.
  const secret = type === 'fu' && typed !== undefined && isSecret(typed, 'words') ? typed : undefined
  const name = secret === undefined ? typed : masked
  const user = person({ uid: text(record, 'user_id'), name, email: isAddress(name) ? name : undefined })
  const details = object(record, 'details')
  const place = object(record, 'location_info')
  const base: Base | undefined =
    user === undefined
      ? undefined
      : {
          id: `auth0:${id}`,
          source: 'auth0',
          tenant: text(record, 'tenant_name') ?? text(record, 'hostname'),
          time,
          user,
          app: named(text(record, 'client_id'), text(record, 'client_name')),
          src: known({
            ip: parseAddress(text(record, 'ip') ?? text(record, 'client_ip')),
            country: country(text(place, 'country_code') ?? text(place, 'country_name')),
            region: text(place, 'region') ?? text(place, 'subdivision_name'),
            city: text(place, 'city_name'),
            latitude: number(place, 'latitude'),
            longitude: number(place, 'longitude'),
            userAgent: text(record, 'user_agent'),
          }),
          flow: text(record, 'tracking_id'),
          session: text(details, 'session_id'),
        }
  return { id, time, type, base, secret }
}
