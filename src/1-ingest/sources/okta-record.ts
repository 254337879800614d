/** What Okta's log says in the same places whatever the event: who, from where, with what outcome, in which transaction. */
import { parseAddress } from '../../0-event/address.ts'
import { country } from '../../0-event/country.ts'
import type { Endpoint, Named, User } from '../../0-event/event.ts'
import { boolean, isObject, type Json, type JsonObject, list, number, object, text, unfold } from '../../0-event/json.ts'
import { parseTime } from '../../0-event/time.ts'
import type { Refused } from '../source.ts'
import { contentId } from './kept.ts'
import { known, named, person } from './told.ts'
import { isSecret, masked, unlessSecret } from './typed-secret.ts'

export interface OktaRecord {
  readonly id: string
  readonly time: number
  readonly type: string
  /** Upper case: SUCCESS, FAILURE, DENY … */
  readonly result: string
  readonly reason: string | undefined
  readonly debug: JsonObject
  readonly targets: readonly JsonObject[]
  /** Who did it, where that is a person. */
  readonly actor: User | undefined
  /** The first person among the targets. */
  readonly target: User | undefined
  /** Whether the sign-in was tried for a name that no account has. */
  readonly isUnknownUser: boolean
  /** What was typed into the name field and looks like a password. */
  readonly secret: string | undefined
  readonly client: Endpoint | undefined
  readonly app: Named | undefined
  readonly flow: string | undefined
  readonly session: string | undefined
}

export function readOkta(record: JsonObject): OktaRecord | Refused {
  const type = text(record, 'eventType')
  const time = parseTime(text(record, 'published') ?? '')
  if (type === undefined) return { refused: '`eventType` is missing' }
  if (time === undefined) return { refused: '`published` is missing or no time in ISO 8601' }
  const actor = object(record, 'actor')
  const outcome = object(record, 'outcome')
  const authentication = object(record, 'authenticationContext')
  const result = (text(outcome, 'result') ?? 'UNKNOWN').toUpperCase()
  const targets = list(record, 'target').filter(isObject)
  const typed = said(actor, 'alternateId')
  const isUnknownUser = typed !== undefined && said(actor, 'id') === undefined
  const secret = isUnknownUser && !succeeded(result) && isSecret(typed, 'addresses') ? typed : undefined
  const debug = debugData(record)
  const transaction = said(object(record, 'transaction'), 'id')
  const root = said(authentication, 'rootSessionId')
  const session = said(authentication, 'externalSessionId') ?? root
  return {
    id: text(record, 'uuid') ?? contentId(type, time, said(actor, 'id'), secret === undefined ? typed : masked, transaction, result),
    time,
    type,
    result,
    reason: text(outcome, 'reason'),
    debug,
    targets,
    actor: isPerson(actor) ? user(actor, secret) : undefined,
    target: user(targets.find(({ type: kind }) => kind === 'User') ?? {}, secret),
    isUnknownUser,
    secret,
    client: client(record, debug),
    app: app(targets),
    flow: transaction ?? said(debug, 'authnRequestId') ?? root ?? session,
    session,
  }
}

export const succeeded = (result: string): boolean => result === 'SUCCESS' || result === 'ALLOW'

/** Text that is there: Okta writes "unknown" and "null" for what is not. */
export function said(from: JsonObject, key: string): string | undefined {
  const value = text(from, key)
  return value === undefined || value === 'unknown' || value === 'null' || value === 'None' ? undefined : value
}

const isPerson = (actor: JsonObject): boolean => (text(actor, 'type') ?? 'User') === 'User'

function user(from: JsonObject, secret: string | undefined): User | undefined {
  return person({
    uid: said(from, 'id'),
    name: unlessSecret(said(from, 'alternateId'), secret),
    displayName: unlessSecret(said(from, 'displayName'), secret),
  })
}

/** An object; some exporters put it into a list, and some write it as text. */
function debugData(record: JsonObject): JsonObject {
  const context = first(record['debugContext'])
  return first(unfold(context['debugData']))
}

function first(value: Json | undefined): JsonObject {
  const one = Array.isArray(value) ? (value[0] as Json | undefined) : value
  return isObject(one) ? one : {}
}

function client(record: JsonObject, debug: JsonObject): Endpoint | undefined {
  const from = object(record, 'client')
  const agent = object(from, 'userAgent')
  const place = object(from, 'geographicalContext')
  const position = object(place, 'geolocation')
  const security = object(record, 'securityContext')
  const device = object(record, 'device')
  const asn = number(security, 'asNumber')
  return known({
    ip: parseAddress(text(from, 'ipAddress')) ?? chained(record),
    asn: asn === 0 ? undefined : asn,
    asnName: said(security, 'asOrg'),
    country: country(text(place, 'country')),
    region: said(place, 'state'),
    city: said(place, 'city'),
    latitude: number(position, 'lat'),
    longitude: number(position, 'lon'),
    userAgent: said(agent, 'rawUserAgent'),
    os: told(said(agent, 'os')),
    browser: told(said(agent, 'browser')),
    deviceId: said(debug, 'dtHash') ?? said(debug, 'deviceFingerprint') ?? said(device, 'id'),
    managed: boolean(device, 'managed'),
    proxy: boolean(security, 'isProxy'),
  })
}

/** The first address of the chain, where the client's own is missing. */
const chained = (record: JsonObject): string | undefined =>
  parseAddress(text(first(list(object(record, 'request'), 'ipChain')[0] as Json | undefined), 'ip'))

const told = (word: string | undefined): string | undefined => (word?.toUpperCase() === 'UNKNOWN' ? undefined : word)

function app(targets: readonly JsonObject[]): Named | undefined {
  const found = targets.find(({ type }) => type === 'AppInstance')
  if (found === undefined) return undefined
  return named(said(found, 'id'), said(found, 'displayName') ?? said(found, 'alternateId'))
}
