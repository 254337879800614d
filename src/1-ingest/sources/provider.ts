/** Tocsin's own provider: rows in the shape and words of Entra's logs, with what only we know among their details. */
import { country } from '../../0-event/country.ts'
import type { Endpoint, Event, Factor, PromptOutcome, User } from '../../0-event/event.ts'
import { isObject, type Json, type JsonObject, list, number, object, text, unfold } from '../../0-event/json.ts'
import type { Refused, Row, Shape, Source } from '../source.ts'
import { entraColumns } from './entra-id-columns.ts'
import { fill, finish, rowFields } from './entra-id-table.ts'
import { addressOf, instantOf, nothing } from './entra-id-values.ts'
import { ownSystem } from './own-system.ts'

type OwnTable = 'SigninLogs' | 'AADNonInteractiveUserSignInLogs' | 'AuditLogs'

/** Columns read as text: a structure there is no value. */
const texts = new Set(
  `Id UserId UserPrincipalName UserDisplayName AppId AppDisplayName CorrelationId SessionId IPAddress AutonomousSystemNumber Location UserAgent
   OperationName`.split(/\s+/),
)

const shape = (name: string, table: OwnTable, events: (row: JsonObject) => readonly Event[] | Refused): Shape => {
  const fields = rowFields(entraColumns[table], { texts })
  return {
    name,
    table,
    recognise: (row) => row['SourceSystem'] === ownSystem && row['Type'] === table,
    events,
    row: (row): Row => finish(fill(fields, row, nothing), table, text(row, 'Id') ?? '', timeOf(row)),
  }
}

const timeOf = (row: JsonObject): number | undefined => instantOf(row['TimeGenerated'])

/** A list of `{key, value}` as Entra keeps what has no column, as a look-up. */
function details(value: Json | undefined): (key: string) => string | undefined {
  const entries = unfold(value)
  const found = new Map<string, string>()
  if (Array.isArray(entries)) {
    for (const entry of entries as readonly Json[]) {
      if (!isObject(entry)) continue
      const key = text(entry, 'key')
      const said = text(entry, 'value')
      if (key !== undefined && said !== undefined) found.set(key, said)
    }
  }
  return (key) => found.get(key)
}

interface Shared {
  readonly id: string
  readonly source: 'provider'
  readonly time: number
  readonly user: User
  readonly app?: Event['app']
  readonly src?: Endpoint | undefined
  readonly flow?: string | undefined
  readonly session?: string | undefined
}

function userOf(uid: string | undefined, name: string | undefined, displayName: string | undefined): User | undefined {
  if (uid === undefined && name === undefined) return undefined
  return { uid, name, email: name?.includes('@') === true ? name.toLowerCase() : undefined, displayName }
}

function endpointOf(row: JsonObject): Endpoint | undefined {
  const location = isObject(unfold(row['LocationDetails'])) ? (unfold(row['LocationDetails']) as JsonObject) : nothing
  const device = isObject(unfold(row['DeviceDetail'])) ? (unfold(row['DeviceDetail']) as JsonObject) : nothing
  const place = object(location, 'geoCoordinates')
  const endpoint: Endpoint = {
    ip: addressOf(row['IPAddress']),
    asn: number(row, 'AutonomousSystemNumber'),
    country: country(text(location, 'countryOrRegion') ?? text(row, 'Location')),
    region: text(location, 'state'),
    city: text(location, 'city'),
    latitude: number(place, 'latitude'),
    longitude: number(place, 'longitude'),
    userAgent: text(row, 'UserAgent'),
    os: text(device, 'operatingSystem'),
    browser: text(device, 'browser'),
    deviceId: text(device, 'deviceId'),
  }
  return Object.values(endpoint).some((value) => value !== undefined) ? endpoint : undefined
}

const outcomes: Readonly<Record<string, PromptOutcome>> = {
  sent: 'open',
  approved: 'approved',
  denied: 'denied',
  // Their own sign-in, stopped by themselves: no sign of an attack.
  mistyped: 'unknown',
  reported: 'fraud',
  wrong_number: 'wrong_number',
  unanswered: 'unanswered',
  cancelled: 'unanswered',
  withheld: 'withheld',
  right: 'approved',
  wrong: 'wrong_code',
  used: 'wrong_code',
  expired: 'wrong_code',
  locked: 'locked',
}

const factors: Readonly<Record<string, Factor>> = {
  push: 'push',
  totp: 'otp',
  passkey: 'passkey',
  'recovery-code': 'recovery-code',
  'access-pass': 'access-pass',
}

const passwords = ['right', 'wrong', 'unknown_user', 'locked', 'blocked', 'disabled'] as const
const endings = ['success', 'failure', 'interrupted', 'blocked'] as const
const among = <T extends string>(values: readonly T[], value: string | undefined): T | undefined => values.find((one) => one === value)

function signInEvents(row: JsonObject): readonly Event[] | Refused {
  const time = timeOf(row)
  const id = text(row, 'Id')
  if (time === undefined || id === undefined)
    return { refused: 'A record of our own provider needs an Id, and TimeGenerated like 2026-11-02T01:04:11Z.' }
  const user = userOf(text(row, 'UserId'), text(row, 'UserPrincipalName'), text(row, 'UserDisplayName'))
  if (user === undefined) return { refused: `The record ${id} names nobody: it needs UserId or UserPrincipalName.` }
  const app = { uid: text(row, 'AppId'), name: text(row, 'AppDisplayName') }
  const shared: Shared = {
    id: `provider:${id}`,
    source: 'provider',
    time,
    user,
    app: app.uid === undefined && app.name === undefined ? undefined : app,
    src: endpointOf(row),
    flow: text(row, 'CorrelationId'),
    session: text(row, 'SessionId'),
  }
  const told = attemptEvent(shared, details(row['AuthenticationProcessingDetails']))
  return (
    told ?? {
      refused: `The record ${id} does not say what happened: AuthenticationProcessingDetails needs an Activity and a Result that are known.`,
    }
  )
}

function attemptEvent(shared: Shared, said: (key: string) => string | undefined): readonly Event[] | undefined {
  const result = said('Result')
  switch (said('Activity')) {
    case 'password': {
      const outcome = among(passwords, result)
      return outcome === undefined ? undefined : [{ ...shared, kind: 'password', outcome }]
    }
    case 'prompt':
      return promptEvents(shared, said)
    case 'sign_in': {
      const outcome = among(endings, result)
      if (outcome === undefined) return undefined
      const proof = among(['single', 'multi'] as const, said('Proof'))
      return [{ ...shared, kind: 'sign_in', outcome, interactive: true, proof, code: said('Reason') }]
    }
    case 'token': {
      const what = among(['refreshed', 'reused', 'revoked'] as const, result)
      return what === undefined ? undefined : [{ ...shared, kind: 'token', what }]
    }
    default:
      return undefined
  }
}

function promptEvents(shared: Shared, said: (key: string) => string | undefined): readonly Event[] | undefined {
  const outcome = outcomes[said('Result') ?? '']
  const factor = factors[said('Factor') ?? '']
  if (outcome === undefined || factor === undefined) return undefined
  const answeredFrom = { ip: addressOf(said('Answered From')), deviceId: said('Method Id') }
  return [
    {
      ...shared,
      kind: 'prompt',
      factor,
      outcome,
      numberMatching: factor === 'push' ? true : undefined,
      told: outcome === 'open' ? 'sent' : 'both',
      answeredFrom: factor === 'push' && (answeredFrom.ip ?? answeredFrom.deviceId) !== undefined ? answeredFrom : undefined,
      target: said('Method'),
    },
  ]
}

const changes = [
  'password_reset',
  'password_changed',
  'disabled',
  'enabled',
  'role_granted',
  'role_removed',
  'sessions_revoked',
  'consent_granted',
  'other',
] as const
const enrolments = ['added', 'removed', 'changed', 'reset', 'access_pass'] as const

function auditEvents(row: JsonObject): readonly Event[] | Refused {
  const time = timeOf(row)
  const id = text(row, 'Id')
  if (time === undefined || id === undefined)
    return { refused: 'A record of our own provider needs an Id, and TimeGenerated like 2026-11-02T01:04:11Z.' }
  const target = listOf(row['TargetResources']).find((one): one is JsonObject => isObject(one) && text(one, 'type') === 'User')
  const user = userOf(text(target, 'id'), text(target, 'userPrincipalName'), text(target, 'displayName'))
  if (user === undefined) return { refused: `The record ${id} names nobody: TargetResources needs one of the type User.` }
  const said = details(row['AdditionalDetails'])
  const ip = addressOf(said('IP Address'))
  const userAgent = said('User-Agent')
  const shared: Shared = {
    id: `provider:${id}`,
    source: 'provider',
    time,
    user,
    src: ip === undefined && userAgent === undefined ? undefined : { ip, userAgent },
    flow: text(row, 'CorrelationId'),
  }
  return (
    changeEvents(shared, said, text(row, 'OperationName') ?? '', byOf(row)) ?? {
      refused: `The record ${id} does not say what was changed: AdditionalDetails needs an Activity and a Result that are known.`,
    }
  )
}

function listOf(value: Json | undefined): readonly Json[] {
  const found = unfold(value)
  return Array.isArray(found) ? (found as readonly Json[]) : list(nothing, '')
}

/** Who did it, where that was another than the person. */
function byOf(row: JsonObject): User | undefined {
  const initiated = unfold(row['InitiatedBy'])
  const app = isObject(initiated) ? object(initiated, 'app') : nothing
  const name = text(app, 'displayName')
  return name === undefined ? undefined : { name, displayName: name }
}

function changeEvents(
  shared: Shared,
  said: (key: string) => string | undefined,
  operation: string,
  by: User | undefined,
): readonly Event[] | undefined {
  const result = said('Result')
  const target = said('Method') ?? said('About')
  switch (said('Activity')) {
    case 'method': {
      const what = among(enrolments, result)
      const factor = factors[said('Factor') ?? '']
      return what === undefined || factor === undefined
        ? undefined
        : [{ ...shared, kind: 'enrolment', what, factor, by, target, methodKey: said('Method Key') }]
    }
    case 'change': {
      const what = among(changes, result)
      if (what === undefined) return undefined
      const scopes = said('Scopes')?.split(' ')
      const app = what === 'consent_granted' ? { uid: said('App Id'), name: said('App') } : undefined
      const detail = what === 'consent_granted' ? { scopes, consentFor: 'person' as const } : undefined
      return [{ ...shared, ...(app === undefined ? {} : { app }), kind: 'change', what, outcome: 'success', by, target, operation, detail }]
    }
    case 'report':
      return [{ ...shared, kind: 'report', what: result === 'fraud' ? 'fraud' : 'suspicious_activity', detail: target }]
    default:
      return undefined
  }
}

export const provider: Source = {
  name: 'provider',
  title: 'Tocsin',
  shapes: [
    shape('tocsin-sign-in', 'SigninLogs', signInEvents),
    shape('tocsin-token', 'AADNonInteractiveUserSignInLogs', signInEvents),
    shape('tocsin-audit', 'AuditLogs', auditEvents),
  ],
}
