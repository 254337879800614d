/** Sign-ins of programs: service principals and managed identities. They have no prompts; what they do after an attack is worth seeing. */
import { country } from '../../0-event/country.ts'
import type { Event } from '../../0-event/event.ts'
import type { JsonObject } from '../../0-event/json.ts'
import type { Refused, Row } from '../source.ts'
import { meaningOf } from './entra-id-codes.ts'
import { entraColumns } from './entra-id-columns.ts'
import { plainText } from './entra-id-sign-in.ts'
import { type Draft, type Field, fallback, fill, finish, graphFields, type Naming, put, rowFields } from './entra-id-table.ts'
import { addressOf, contentId, guidOf, instantOf, nothing, numberOf, objectOf, tenantIn, textOf } from './entra-id-values.ts'
import { known } from './told.ts'

export type WorkloadTable = 'AADServicePrincipalSignInLogs' | 'AADManagedIdentitySignInLogs'

export interface Workload {
  readonly id: string
  readonly time: number | undefined
  readonly tenant: string | undefined
  readonly uid: string | undefined
  readonly name: string | undefined
  readonly appId: string | undefined
  readonly ip: string | undefined
  readonly asn: number | undefined
  readonly country: string | undefined
  readonly userAgent: string | undefined
  readonly code: string | undefined
  readonly reason: string | undefined
  readonly flow: string | undefined
  readonly session: string | undefined
  readonly location: JsonObject
}

/** Graph's record, and what Azure Monitor writes around it. */
export function graphWorkload(table: WorkloadTable, record: JsonObject, around: JsonObject): Workload {
  const status = objectOf(record['status'])
  const location = objectOf(record['location'])
  return {
    id: textOf(record['id']) ?? contentId(around === nothing ? record : around),
    time: instantOf(record['createdDateTime']) ?? instantOf(around['time']),
    tenant:
      guidOf(around['tenantId']) ?? tenantIn(around['resourceId']) ?? guidOf(record['homeTenantId']) ?? guidOf(record['resourceTenantId']),
    uid: guidOf(record['servicePrincipalId']),
    name: textOf(record['servicePrincipalName']) ?? textOf(record['appDisplayName']),
    appId: textOf(record['appId']),
    ip: addressOf(record['ipAddress']) ?? addressOf(around['callerIpAddress']),
    asn: isManaged(table) ? undefined : numberOf(record['autonomousSystemNumber']),
    country: textOf(location['countryOrRegion']) ?? plainText(record['location']) ?? plainText(around['location']),
    userAgent: textOf(record['userAgent']),
    code: textOf(around['resultType']) ?? textOf(status['errorCode']),
    reason: textOf(status['failureReason']) ?? textOf(around['resultDescription']),
    flow: textOf(record['correlationId']) ?? textOf(around['correlationId']),
    session: textOf(record['sessionId']),
    location,
  }
}

export function analyticsWorkload(table: WorkloadTable, row: JsonObject): Workload {
  const location = objectOf(row['LocationDetails'])
  return {
    id: textOf(row['Id']) ?? textOf(row['_ItemId']) ?? contentId(row),
    time: instantOf(row['CreatedDateTime']) ?? instantOf(row['TimeGenerated']),
    tenant: guidOf(row['AADTenantId']),
    uid: guidOf(row['ServicePrincipalId']),
    name: textOf(row['ServicePrincipalName']),
    appId: textOf(row['AppId']),
    ip: addressOf(row['IPAddress']),
    asn: isManaged(table) ? undefined : numberOf(row['AutonomousSystemNumber']),
    country: textOf(location['countryOrRegion']) ?? textOf(row['Location']),
    userAgent: textOf(row['UserAgent']),
    code: textOf(row['ResultType']),
    reason: textOf(row['ResultDescription']),
    flow: textOf(row['CorrelationId']),
    session: textOf(row['SessionId']),
    location,
  }
}

/** The table of managed identities has no column for the network's number. */
const isManaged = (table: WorkloadTable): boolean => table === 'AADManagedIdentitySignInLogs'

export function workloadEvents(workload: Workload): readonly Event[] | Refused {
  const { id, time, uid, name, location } = workload
  if (time === undefined)
    return { refused: `The sign-in ${id} has no time that can be read: createdDateTime must be like 2026-11-02T01:04:11Z.` }
  if (uid === undefined && name === undefined) return []
  const coordinates = objectOf(location['geoCoordinates'])
  return [
    {
      id: `entra-id:${id}`,
      source: 'entra-id',
      tenant: workload.tenant,
      time,
      user: { uid, name: uid === undefined ? name : undefined, email: undefined, displayName: name },
      app: workload.appId === undefined && name === undefined ? undefined : { uid: workload.appId, name },
      src: known({
        ip: workload.ip,
        asn: workload.asn,
        country: country(workload.country),
        region: textOf(location['state']),
        city: textOf(location['city']),
        latitude: numberOf(coordinates['latitude']),
        longitude: numberOf(coordinates['longitude']),
        userAgent: workload.userAgent,
      }),
      flow: workload.flow,
      session: workload.session,
      kind: 'sign_in',
      outcome: meaningOf(workload.code, workload.reason).signIn,
      interactive: false,
      code: workload.code,
    },
  ]
}

const naming: Naming = {
  renamed: {
    IPAddress: 'ipAddress',
    ResourceIdentity: 'resourceId',
    ConditionalAccessPolicies: 'appliedConditionalAccessPolicies',
    LocationDetails: 'location',
  },
  around: {
    TimeGenerated: 'time',
    OperationName: 'operationName',
    OperationVersion: 'operationVersion',
    Category: 'category',
    ResultType: 'resultType',
    ResultSignature: 'resultSignature',
    ResultDescription: 'resultDescription',
    DurationMs: 'durationMs',
    Identity: 'identity',
    Level: 'Level',
    Location: 'location',
    ResourceGroup: 'resourceGroup',
    AADTenantId: 'tenantId',
  },
  texts: new Set(
    `Id AADTenantId ServicePrincipalId ServicePrincipalName AppId IPAddress AutonomousSystemNumber Location UserAgent ResultType
     ResultDescription CorrelationId SessionId`.split(/\s+/),
  ),
}

const tables: Readonly<
  Record<WorkloadTable, { readonly graph: readonly Field[]; readonly rows: readonly Field[]; readonly category: string }>
> = {
  AADServicePrincipalSignInLogs: {
    graph: graphFields(entraColumns.AADServicePrincipalSignInLogs, naming),
    rows: rowFields(entraColumns.AADServicePrincipalSignInLogs, naming),
    category: 'ServicePrincipalSignInLogs',
  },
  AADManagedIdentitySignInLogs: {
    graph: graphFields(entraColumns.AADManagedIdentitySignInLogs, naming),
    rows: rowFields(entraColumns.AADManagedIdentitySignInLogs, naming),
    category: 'ManagedIdentitySignInLogs',
  },
}

export const graphWorkloadRow = (table: WorkloadTable, workload: Workload, record: JsonObject, around: JsonObject): Row =>
  complete(table, workload, fill(tables[table].graph, record, around))

export const analyticsWorkloadRow = (table: WorkloadTable, workload: Workload, row: JsonObject): Row =>
  complete(table, workload, fill(tables[table].rows, row, nothing))

function complete(table: WorkloadTable, workload: Workload, row: Draft): Row {
  put(row, 'AADTenantId', workload.tenant)
  put(row, 'CorrelationId', workload.flow)
  put(row, 'ResultType', workload.code)
  put(row, 'ResultDescription', workload.reason)
  put(row, 'Location', workload.country)
  put(row, 'ServicePrincipalName', workload.name)
  if (addressOf(row['IPAddress']) === undefined) put(row, 'IPAddress', workload.ip)
  fallback(row, 'OperationName', 'Sign-in activity')
  fallback(row, 'Category', tables[table].category)
  fallback(row, 'TimeGenerated', row['CreatedDateTime'])
  return finish(row, table, workload.id, workload.time)
}
