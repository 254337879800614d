/** Identity Protection: what Microsoft doubts of a sign-in (risk detections) and of a person (risky users). */
import { country } from '../../0-event/country.ts'
import type { Event, User } from '../../0-event/event.ts'
import type { JsonObject } from '../../0-event/json.ts'
import type { Refused, Row } from '../source.ts'
import { entraColumns } from './entra-id-columns.ts'
import { levelOf } from './entra-id-sign-in-events.ts'
import { type Draft, fallback, fill, finish, graphFields, type Naming, put, rowFields } from './entra-id-table.ts'
import { userOf } from './entra-id-user.ts'
import { addressOf, contentId, guidOf, instantOf, nothing, numberOf, objectOf, objectsOf, tenantIn, textOf } from './entra-id-values.ts'
import { known } from './told.ts'

export interface Risk {
  readonly id: string
  readonly time: number | undefined
  readonly tenant: string | undefined
  readonly user: User | undefined
  readonly risk: string | undefined
  readonly level: string | undefined
  readonly state: string | undefined
  readonly detail: string | undefined
  readonly flow: string | undefined
  readonly ip: string | undefined
  readonly location: JsonObject
  readonly information: readonly JsonObject[]
}

/** Graph's `riskDetection`, and the same under Azure Monitor's `properties`. */
export const graphRisk = (record: JsonObject, around: JsonObject): Risk => ({
  id: textOf(record['id']) ?? contentId(around === nothing ? record : around),
  time: instantOf(record['activityDateTime']) ?? instantOf(record['detectedDateTime']) ?? instantOf(around['time']),
  tenant: guidOf(around['tenantId']) ?? tenantIn(around['resourceId']),
  user: userOf(guidOf(record['userId']), textOf(record['userPrincipalName']), textOf(record['userDisplayName'])),
  risk: textOf(record['riskEventType']) ?? textOf(record['riskType']),
  level: textOf(record['riskLevel']),
  state: textOf(record['riskState']),
  detail: textOf(record['riskDetail']),
  flow: textOf(record['correlationId']) ?? textOf(around['correlationId']),
  ip: addressOf(record['ipAddress']),
  location: objectOf(record['location']),
  information: objectsOf(record['additionalInfo']),
})

/** Log Analytics: `AADUserRiskEvents`, which has no column for the tenant but its resource. */
export const analyticsRisk = (row: JsonObject): Risk => ({
  id: textOf(row['Id']) ?? textOf(row['_ItemId']) ?? contentId(row),
  time: instantOf(row['ActivityDateTime']) ?? instantOf(row['DetectedDateTime']) ?? instantOf(row['TimeGenerated']),
  tenant: tenantIn(row['_ResourceId']),
  user: userOf(guidOf(row['UserId']), textOf(row['UserPrincipalName']), textOf(row['UserDisplayName'])),
  risk: textOf(row['RiskEventType']),
  level: textOf(row['RiskLevel']),
  state: textOf(row['RiskState']),
  detail: textOf(row['RiskDetail']),
  flow: textOf(row['CorrelationId']),
  ip: addressOf(row['IpAddress']),
  location: objectOf(row['Location']),
  information: objectsOf(row['AdditionalInfo']),
})

export function riskEvents(risk: Risk): readonly Event[] | Refused {
  const { time, user } = risk
  if (time === undefined)
    return { refused: `The risk detection ${risk.id} has no time that can be read: activityDateTime must be like 2026-11-02T01:04:11Z.` }
  if (user === undefined) return []
  const base = { source: 'entra-id' as const, tenant: risk.tenant, time, user }
  const name = risk.risk ?? 'generic'
  const doubt: Event = {
    id: `entra-id:${risk.id}`,
    ...base,
    src: endpointOf(risk),
    flow: risk.flow,
    kind: 'vendor_risk',
    risk: name,
    level: levelOf(risk.level),
    detail: settled(risk),
  }
  if (name !== 'userReportedSuspiciousActivity') return [doubt]
  return [doubt, { id: `entra-id:${risk.id}#report`, ...base, flow: risk.flow, kind: 'report', what: 'suspicious_activity' }]
}

/** Why it is settled (`dismissed`, `remediated` …), or what else is known. */
function settled({ state, detail }: Risk): string | undefined {
  if (state !== undefined && state !== 'atRisk' && state !== 'none') return state
  return detail === 'none' ? undefined : detail
}

function endpointOf({ ip, location, information }: Risk): Event['src'] {
  const coordinates = objectOf(location['geoCoordinates'])
  return known({
    ip,
    country: country(textOf(location['countryOrRegion'])),
    region: textOf(location['state']),
    city: textOf(location['city']),
    latitude: numberOf(coordinates['latitude']),
    longitude: numberOf(coordinates['longitude']),
    userAgent: textOf(information.find((one) => one['Key'] === 'userAgent')?.['Value']),
  })
}

/** A person's standing. Its id is the person's, so the instant is added: each change of it is something new. */
export interface RiskyUser {
  readonly id: string
  readonly time: number | undefined
  readonly tenant: string | undefined
  readonly user: User | undefined
  readonly level: string | undefined
  readonly state: string | undefined
  readonly detail: string | undefined
}

export const graphRiskyUser = (record: JsonObject, around: JsonObject): RiskyUser => {
  const uid = guidOf(record['id'])
  const time = instantOf(record['riskLastUpdatedDateTime']) ?? instantOf(around['time'])
  return {
    id: standingId(uid, time) ?? contentId(around === nothing ? record : around),
    time,
    tenant: guidOf(around['tenantId']) ?? tenantIn(around['resourceId']),
    user: userOf(uid, textOf(record['userPrincipalName']), textOf(record['userDisplayName'])),
    level: textOf(record['riskLevel']),
    state: textOf(record['riskState']),
    detail: textOf(record['riskDetail']),
  }
}

export const analyticsRiskyUser = (row: JsonObject): RiskyUser => {
  const uid = guidOf(row['Id'])
  const time = instantOf(row['RiskLastUpdatedDateTime']) ?? instantOf(row['TimeGenerated'])
  return {
    id: standingId(uid, time) ?? textOf(row['_ItemId']) ?? contentId(row),
    time,
    tenant: tenantIn(row['_ResourceId']),
    user: userOf(uid, textOf(row['UserPrincipalName']), textOf(row['UserDisplayName'])),
    level: textOf(row['RiskLevel']),
    state: textOf(row['RiskState']),
    detail: textOf(row['RiskDetail']),
  }
}

const standingId = (uid: string | undefined, time: number | undefined): string | undefined =>
  uid === undefined || time === undefined ? undefined : `${uid}@${new Date(time).toISOString()}`

/** Doubts that were dismissed or remedied are none: an empty list. */
export function riskyUserEvents(risky: RiskyUser): readonly Event[] | Refused {
  const { id, time, user, state, detail } = risky
  if (time === undefined)
    return { refused: `The risky user ${id} has no time that can be read: riskLastUpdatedDateTime must be like 2026-11-02T01:04:11Z.` }
  if (user === undefined || (state !== 'atRisk' && state !== 'confirmedCompromised')) return []
  return [
    {
      id: `entra-id:${id}`,
      source: 'entra-id',
      tenant: risky.tenant,
      time,
      user,
      kind: 'vendor_risk',
      risk: state === 'confirmedCompromised' ? 'adminConfirmedUserCompromised' : 'riskyUser',
      level: levelOf(risky.level),
      detail: detail === 'none' ? undefined : detail,
    },
  ]
}

const naming: Naming = {
  renamed: {},
  around: { TimeGenerated: 'time', OperationName: 'operationName' },
  texts: new Set(
    'Id CorrelationId IpAddress OperationName RiskDetail RiskEventType RiskLevel RiskState UserDisplayName UserId UserPrincipalName _ResourceId'.split(
      ' ',
    ),
  ),
}

const riskGraph = graphFields(entraColumns.AADUserRiskEvents, naming)
const riskRows = rowFields(entraColumns.AADUserRiskEvents, naming)
const userGraph = graphFields(entraColumns.AADRiskyUsers, naming)
const userRows = rowFields(entraColumns.AADRiskyUsers, naming)

export function graphRiskRow(risk: Risk, record: JsonObject, around: JsonObject): Row {
  const row = fill(riskGraph, record, around)
  put(row, 'RiskEventType', risk.risk)
  put(row, 'CorrelationId', risk.flow)
  return complete('AADUserRiskEvents', risk, row, row['DetectedDateTime'], around)
}

export const analyticsRiskRow = (risk: Risk, row: JsonObject): Row => {
  const draft = fill(riskRows, row, nothing)
  return complete('AADUserRiskEvents', risk, draft, draft['DetectedDateTime'], nothing)
}

export function graphRiskyUserRow(risky: RiskyUser, record: JsonObject, around: JsonObject): Row {
  const row = fill(userGraph, record, around)
  return complete('AADRiskyUsers', risky, row, row['RiskLastUpdatedDateTime'], around)
}

export const analyticsRiskyUserRow = (risky: RiskyUser, row: JsonObject): Row => {
  const draft = fill(userRows, row, nothing)
  return complete('AADRiskyUsers', risky, draft, draft['RiskLastUpdatedDateTime'], nothing)
}

function complete(table: string, of: Risk | RiskyUser, row: Draft, logged: Draft[string] | undefined, around: JsonObject): Row {
  fallback(row, '_ResourceId', textOf(around['resourceId']))
  if (of.tenant !== undefined && tenantIn(row['_ResourceId']) !== of.tenant)
    put(row, '_ResourceId', `/tenants/${of.tenant}/providers/Microsoft.aadiam`)
  fallback(row, 'TimeGenerated', logged)
  return finish(row, table, of.id, of.time)
}
