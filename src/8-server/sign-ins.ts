/** Graph's `auditLogs/signIns`, from Entra's interactive sign-ins as they are kept (`SigninLogs`); the others Graph gives only when asked in its own way. */
import { isObject, type Json, type JsonObject, number, text, unfold } from '../0-event/json.ts'
import type { GraphCollection } from './apis/graph.ts'
import { pageWhere } from './odata/options.ts'
import type { Field, Fields } from './odata/where.ts'

const column = (name: string): Field => ({ type: 'text', sql: `"${name}"` })
const inside = (name: string, path: string): Field => ({ type: 'text', sql: `json_extract_string("${name}", '$.${path}')` })

/** Graph's texts, by the column they are kept in. */
const texts = {
  userDisplayName: 'UserDisplayName',
  userPrincipalName: 'UserPrincipalName',
  userId: 'UserId',
  appId: 'AppId',
  appDisplayName: 'AppDisplayName',
  ipAddress: 'IPAddress',
  clientAppUsed: 'ClientAppUsed',
  correlationId: 'CorrelationId',
  conditionalAccessStatus: 'ConditionalAccessStatus',
  riskDetail: 'RiskDetail',
  riskLevelAggregated: 'RiskLevelAggregated',
  riskLevelDuringSignIn: 'RiskLevelDuringSignIn',
  riskState: 'RiskState',
  resourceDisplayName: 'ResourceDisplayName',
  resourceId: 'ResourceIdentity',
  authenticationRequirement: 'AuthenticationRequirement',
  userAgent: 'UserAgent',
  incomingTokenType: 'IncomingTokenType',
  originalRequestId: 'OriginalRequestId',
  sessionId: 'SessionId',
  signInIdentifier: 'SignInIdentifier',
  signInIdentifierType: 'SignInIdentifierType',
  tokenIssuerType: 'TokenIssuerType',
  uniqueTokenIdentifier: 'UniqueTokenIdentifier',
  crossTenantAccessType: 'CrossTenantAccessType',
  homeTenantId: 'HomeTenantId',
} as const

/** Graph's objects and lists, kept as JSON. */
const values = {
  status: 'Status',
  deviceDetail: 'DeviceDetail',
  location: 'LocationDetails',
  riskEventTypes: 'RiskEventTypes',
  riskEventTypes_v2: 'RiskEventTypes_V2',
  appliedConditionalAccessPolicies: 'ConditionalAccessPolicies',
  authenticationDetails: 'AuthenticationDetails',
  authenticationProcessingDetails: 'AuthenticationProcessingDetails',
  authenticationRequirementPolicies: 'AuthenticationRequirementPolicies',
  mfaDetail: 'MfaDetail',
  sessionLifetimePolicies: 'SessionLifetimePolicies',
  networkLocationDetails: 'NetworkLocationDetails',
} as const

const lists: readonly string[] = [
  'riskEventTypes',
  'riskEventTypes_v2',
  'appliedConditionalAccessPolicies',
  'authenticationDetails',
  'authenticationProcessingDetails',
  'authenticationRequirementPolicies',
  'sessionLifetimePolicies',
  'networkLocationDetails',
]

const id = 'coalesce("Id", "_ItemId")'

const fields: Fields = {
  id: { type: 'text', sql: id },
  createdDateTime: { type: 'time', sql: 'epoch_ms("TimeGenerated")' },
  isInteractive: { type: 'boolean', sql: '"IsInteractive"' },
  autonomousSystemNumber: { type: 'number', sql: 'try_cast("AutonomousSystemNumber" as bigint)' },
  ...Object.fromEntries(Object.entries(texts).map(([name, kept]) => [name, column(kept)])),
  'status/errorCode': { type: 'number', sql: 'try_cast("ResultType" as bigint)' },
  'status/failureReason': inside('Status', 'failureReason'),
  'status/additionalDetails': inside('Status', 'additionalDetails'),
  'deviceDetail/deviceId': inside('DeviceDetail', 'deviceId'),
  'deviceDetail/displayName': inside('DeviceDetail', 'displayName'),
  'deviceDetail/operatingSystem': inside('DeviceDetail', 'operatingSystem'),
  'deviceDetail/browser': inside('DeviceDetail', 'browser'),
  'deviceDetail/trustType': inside('DeviceDetail', 'trustType'),
  'location/city': inside('LocationDetails', 'city'),
  'location/state': inside('LocationDetails', 'state'),
  'location/countryOrRegion': inside('LocationDetails', 'countryOrRegion'),
}

const place = (index: number): string => `$${index}`
const kept = [...new Set([...Object.values(texts), ...Object.values(values), 'IsInteractive', 'AutonomousSystemNumber', 'ResultType'])]
const columns = [...kept.map((name) => `"${name}"`), `${id} as id`, 'epoch_ms("TimeGenerated")::double as created'].join(', ')

export const signIns: GraphCollection = {
  path: 'auditLogs/signIns',
  title: 'Sign-ins',
  fields,
  properties: [...new Set([...Object.keys(fields).map((name) => name.split('/')[0] ?? name), ...Object.keys(values)])],
  orderBy: { property: 'createdDateTime', down: true },
  topDefault: 100,
  topMax: 1000,
  place,

  page: async (query, parts) => {
    const { sql, parameters } = pageWhere(query, id, place)
    const order = query.order.down ? 'desc' : 'asc'
    const rows = await parts
      .product()
      .store.query(
        `select ${columns}, ${query.order.sql} as place from SigninLogs where ${sql} order by place ${order}, id limit ${query.top + 1} offset ${query.skip}`,
        parameters,
      )
    return rows.map((row) => ({ id: text(row, 'id') ?? '', place: placeOf(row['place']), item: toSignIn(row) }))
  },

  count: async ({ condition }, parts) => {
    const sql = `select count(*)::double as count from SigninLogs where ${condition?.sql ?? '1 = 1'}`
    const [row] = await parts.product().store.query(sql, condition?.parameters ?? [])
    return number(row, 'count') ?? 0
  },

  one: async (wanted, parts) => {
    const [row] = await parts.product().store.query(`select ${columns} from SigninLogs where ${id} = $1 limit 1`, [wanted])
    return row === undefined ? undefined : toSignIn(row)
  },
}

/** A 64-bit number of DuckDB comes as text where it might not fit; times and codes do. */
const placeOf = (value: Json | undefined): string | number =>
  typeof value === 'number' ? value : typeof value === 'boolean' ? Number(value) : typeof value === 'string' ? value : ''

/** The row in Graph's words and letters. */
export function toSignIn(row: JsonObject): Readonly<Record<string, unknown>> {
  return {
    id: text(row, 'id') ?? null,
    createdDateTime: new Date(number(row, 'created') ?? 0).toISOString(),
    ...Object.fromEntries(Object.entries(texts).map(([name, from]) => [name, row[from] ?? null])),
    isInteractive: row['IsInteractive'] ?? true,
    autonomousSystemNumber: number(row, 'AutonomousSystemNumber') ?? null,
    ...Object.fromEntries(Object.entries(values).map(([name, from]) => [name, asGraph(name, unfold(row[from]))])),
    status: statusOf(row),
  }
}

function asGraph(name: string, value: Json | undefined): Json {
  if (lists.includes(name)) return Array.isArray(value) ? value : []
  return isObject(value) ? value : null
}

function statusOf(row: JsonObject): JsonObject {
  const status = unfold(row['Status'])
  const given = isObject(status) ? status : {}
  return {
    errorCode: number(given, 'errorCode') ?? number(row, 'ResultType') ?? 0,
    failureReason: text(given, 'failureReason') ?? null,
    additionalDetails: text(given, 'additionalDetails') ?? null,
  }
}
