/** A row of `OktaV2_CL`, the table of Microsoft Sentinel's Okta connector: the same columns, by the same sources. */
import { boolean, isObject, type JsonObject, number, object, text, unfold } from '../../0-event/json.ts'
import type { Row } from '../source.ts'
import { columnJson, keptRow } from './kept.ts'
import { findingId, findingTime, observables } from './ocsf.ts'
import { readOkta, succeeded } from './okta-record.ts'
import { hide } from './typed-secret.ts'

const names: ReadonlySet<string> = new Set(['alternateId', 'displayName', 'name', 'full_name', 'email_addr'])

/** `record` in the form of Okta's API; `kept` is what the row keeps whole: the same, or the OCSF it came as. */
export function oktaRow(table: string, record: JsonObject, kept: JsonObject): Row {
  const read = readOkta(record)
  if ('refused' in read) throw new Error(`a record that is refused has no row: ${read.refused}`)
  const safe = hide(record, read.secret, names)
  return keptRow(table, read.id, read.time, columns(safe, read.result), kept === record ? safe : hide(kept, read.secret, names))
}

function columns(record: JsonObject, result: string): JsonObject {
  return { ...whatColumns(record, result), ...whoColumns(record), ...whereColumns(record) }
}

function whatColumns(record: JsonObject, result: string): JsonObject {
  const outcome = object(record, 'outcome')
  const transaction = object(record, 'transaction')
  return {
    EventOriginalUid: text(record, 'uuid'),
    EventOriginalType: text(record, 'eventType'),
    LegacyEventType: text(record, 'legacyEventType'),
    EventMessage: text(record, 'displayMessage'),
    EventResult: succeeded(result) ? 'Success' : result === 'CHALLENGE' ? 'Partial' : result === 'UNKNOWN' ? 'NA' : 'Failure',
    EventOriginalResultDetails: text(outcome, 'reason'),
    OriginalOutcomeResult: text(outcome, 'result'),
    DvcAction: succeeded(result) ? 'Allow' : result === 'DENY' ? 'Deny' : undefined,
    EventSeverity: severities.get(text(record, 'severity') ?? '') ?? 'Informational',
    OriginalSeverity: text(record, 'severity'),
    OriginalTarget: columnJson(record['target']),
    DebugData: columnJson(isObject(record['debugContext']) ? unfold(record['debugContext']['debugData']) : record['debugContext']),
    Request: columnJson(record['request']),
    TransactionId: text(transaction, 'id'),
    TransactionType: text(transaction, 'type'),
    TransactionDetail: columnJson(transaction['detail']),
    Version: text(record, 'version'),
  }
}

const severities: ReadonlyMap<string, string> = new Map([
  ['DEBUG', 'Informational'],
  ['INFO', 'Informational'],
  ['WARN', 'Low'],
  ['ERROR', 'Medium'],
])

function whoColumns(record: JsonObject): JsonObject {
  const actor = object(record, 'actor')
  const authentication = object(record, 'authenticationContext')
  const issuer = object(authentication, 'issuer')
  return {
    ActorUserId: text(actor, 'id'),
    ActorUserIdType: text(actor, 'id') === undefined ? undefined : 'OktaId',
    ActorUsername: text(actor, 'alternateId'),
    ActorUsernameType: text(actor, 'alternateId') === undefined ? undefined : 'UPN',
    ActorUserType: text(actor, 'type'),
    OriginalActorAlternateId: text(actor, 'alternateId'),
    OriginalUserId: text(actor, 'id'),
    OriginalUserType: text(actor, 'type'),
    ActorDisplayName: text(actor, 'displayName'),
    ActorDetailEntry: columnJson(actor['detailEntry']),
    ActorSessionId: text(authentication, 'externalSessionId'),
    LogonMethod: text(authentication, 'credentialType'),
    AuthenticationContextAuthenticationProvider: text(authentication, 'authenticationProvider'),
    AuthenticationContextAuthenticationStep: integer(authentication, 'authenticationStep'),
    AuthenticationContextCredentialProvider: text(authentication, 'credentialProvider'),
    AuthenticationContextInterface: text(authentication, 'interface'),
    AuthenticationContextIssuerId: text(issuer, 'id'),
    AuthenticationContextIssuerType: text(issuer, 'type'),
  }
}

function whereColumns(record: JsonObject): JsonObject {
  const client = object(record, 'client')
  const agent = object(client, 'userAgent')
  const place = object(client, 'geographicalContext')
  const position = object(place, 'geolocation')
  const security = object(record, 'securityContext')
  return {
    ActingAppName: text(agent, 'browser'),
    ActingAppType: text(agent, 'browser') === undefined ? undefined : 'Browser',
    HttpUserAgent: text(agent, 'rawUserAgent'),
    OriginalClientDevice: text(client, 'device'),
    SrcDeviceType: text(client, 'device'),
    SrcDvcId: text(client, 'id') ?? text(object(record, 'device'), 'id'),
    SrcDvcIdType: text(client, 'id') === undefined && text(object(record, 'device'), 'id') === undefined ? undefined : 'OktaId',
    SrcDvcOs: text(agent, 'os'),
    SrcIpAddr: text(client, 'ipAddress'),
    SrcGeoCity: text(place, 'city'),
    SrcGeoCountry: text(place, 'country'),
    SrcGeoRegion: text(place, 'state'),
    SrcGeoPostalCode: text(place, 'postalCode'),
    SrcGeoLatitude: number(position, 'lat'),
    // The table's own spelling.
    SrcGeoLongtitude: number(position, 'lon'),
    SrcZone: text(client, 'zone'),
    SrcIsp: text(security, 'isp'),
    SecurityContextAsNumber: integer(security, 'asNumber'),
    SecurityContextAsOrg: text(security, 'asOrg'),
    SecurityContextDomain: text(security, 'domain'),
    SecurityContextIsProxy: boolean(security, 'isProxy'),
  }
}

/** A whole number that fits the table's 32 bits. */
function integer(from: JsonObject, key: string): number | undefined {
  const value = number(from, key)
  return value !== undefined && Number.isInteger(value) && Math.abs(value) < 2 ** 31 ? value : undefined
}

/** An OCSF Detection Finding in the same table, told apart by its type. */
export function oktaFindingRow(table: string, record: JsonObject): Row {
  const seen = observables(record)
  const finding = object(record, 'finding_info')
  const time = findingTime(record)
  const id = findingId(record)
  if (time === undefined || id === undefined) throw new Error('a finding without time or id is refused and has no row')
  return keptRow(
    table,
    id,
    time,
    {
      EventOriginalUid: id,
      EventOriginalType: 'finding',
      EventMessage: text(finding, 'title'),
      ActorUserId: seen('user.uid'),
      ActorUsername: seen('user.name'),
      SrcIpAddr: seen('src.ip') ?? seen('success.ip'),
    },
    record,
  )
}
