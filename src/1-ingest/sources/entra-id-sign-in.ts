/** A person's sign-in, read from each of Entra's three forms into one flat view. What is read here is also what `entra-id-row.ts` writes. */
import type { Json, JsonObject } from '../../0-event/json.ts'
import {
  addressOf,
  booleanOf,
  contentId,
  guidOf,
  instantOf,
  listOf,
  nothing,
  numberOf,
  objectOf,
  tenantIn,
  textOf,
} from './entra-id-values.ts'

export interface SignIn {
  /** The record's own id, and the one to use: its content's hash where it has none. */
  readonly ownId: string | undefined
  readonly id: string
  readonly time: number | undefined
  readonly tenant: string | undefined
  readonly uid: string | undefined
  readonly name: string | undefined
  readonly displayName: string | undefined
  readonly appId: string | undefined
  readonly appName: string | undefined
  readonly ip: string | undefined
  readonly asn: number | undefined
  readonly country: string | undefined
  readonly userAgent: string | undefined
  readonly code: string | undefined
  readonly reason: string | undefined
  readonly details: string | undefined
  readonly interactive: boolean
  readonly requirement: string | undefined
  readonly clientApp: string | undefined
  readonly protocol: string | undefined
  readonly flow: string | undefined
  readonly session: string | undefined
  readonly location: JsonObject
  readonly device: JsonObject
  readonly steps: readonly Json[]
  readonly mfa: JsonObject
  /** The phone a prompt was answered on. */
  readonly answering: JsonObject
  readonly riskLevel: string | undefined
  readonly risks: readonly Json[]
  readonly riskDetail: string | undefined
}

/**
 * Microsoft Graph's `/auditLogs/signIns`, and the same record under Azure Monitor's `properties`, some of it repeated around it. `background`
 * where nobody is known to have sat before it.
 */
export function graphSignIn(record: JsonObject, around: JsonObject, background: boolean): SignIn {
  const status = objectOf(record['status'])
  const location = objectOf(record['location'])
  const ownId = textOf(record['id'])
  const userType = textOf(record['userType'])
  return {
    ownId,
    id: ownId ?? contentId(around === nothing ? record : around),
    time: instantOf(record['createdDateTime']) ?? instantOf(around['time']),
    tenant:
      guidOf(around['tenantId']) ??
      tenantIn(around['resourceId']) ??
      tenantOf(userType, guidOf(record['homeTenantId']), guidOf(record['resourceTenantId'])),
    uid: guidOf(record['userId']),
    name: textOf(record['userPrincipalName']),
    displayName: textOf(record['userDisplayName']) ?? textOf(around['identity']),
    appId: textOf(record['appId']),
    appName: textOf(record['appDisplayName']),
    ip: addressOf(record['ipAddress']) ?? addressOf(around['callerIpAddress']),
    asn: numberOf(record['autonomousSystemNumber']),
    country: textOf(location['countryOrRegion']) ?? plainText(record['location']) ?? plainText(around['location']),
    userAgent: textOf(record['userAgent']),
    code: textOf(around['resultType']) ?? textOf(status['errorCode']),
    reason: textOf(status['failureReason']) ?? textOf(around['resultDescription']),
    details: textOf(status['additionalDetails']),
    interactive: !background && (booleanOf(record['isInteractive']) ?? true),
    requirement: textOf(record['authenticationRequirement']),
    clientApp: textOf(record['clientAppUsed']),
    protocol: textOf(record['authenticationProtocol']),
    flow: textOf(record['correlationId']) ?? textOf(around['correlationId']),
    session: textOf(record['sessionId']),
    location,
    device: objectOf(record['deviceDetail']),
    steps: listOf(record['authenticationDetails']),
    mfa: objectOf(record['mfaDetail']),
    answering: objectOf(record['authenticationAppDeviceDetails']),
    riskLevel: textOf(record['riskLevelDuringSignIn']),
    risks: listOf(record['riskEventTypes_v2']),
    riskDetail: textOf(record['riskDetail']),
  }
}

/** Log Analytics: `SigninLogs` and `AADNonInteractiveUserSignInLogs`. */
export function analyticsSignIn(row: JsonObject, background: boolean): SignIn {
  const status = objectOf(row['Status'])
  const location = objectOf(row['LocationDetails'])
  const ownId = textOf(row['Id'])
  const userType = textOf(row['UserType'])
  return {
    ownId,
    id: ownId ?? textOf(row['_ItemId']) ?? contentId(row),
    time: instantOf(row['CreatedDateTime']) ?? instantOf(row['TimeGenerated']),
    tenant:
      guidOf(row['AADTenantId']) ??
      tenantIn(row['ResourceId']) ??
      tenantOf(userType, guidOf(row['HomeTenantId']), guidOf(row['ResourceTenantId'])),
    uid: guidOf(row['UserId']),
    name: textOf(row['UserPrincipalName']),
    displayName: textOf(row['UserDisplayName']) ?? textOf(row['Identity']),
    appId: textOf(row['AppId']),
    appName: textOf(row['AppDisplayName']),
    ip: addressOf(row['IPAddress']),
    asn: numberOf(row['AutonomousSystemNumber']),
    country: textOf(location['countryOrRegion']) ?? textOf(row['Location']),
    userAgent: textOf(row['UserAgent']),
    code: textOf(row['ResultType']) ?? textOf(status['errorCode']),
    reason: textOf(status['failureReason']) ?? textOf(row['ResultDescription']),
    details: textOf(status['additionalDetails']),
    interactive: !background && (booleanOf(row['IsInteractive']) ?? true),
    requirement: textOf(row['AuthenticationRequirement']),
    clientApp: textOf(row['ClientAppUsed']),
    protocol: textOf(row['AuthenticationProtocol']),
    flow: textOf(row['CorrelationId']),
    session: textOf(row['SessionId']),
    location,
    device: objectOf(row['DeviceDetail']),
    steps: listOf(row['AuthenticationDetails']),
    mfa: objectOf(row['MfaDetail']),
    answering: objectOf(row['AuthenticationAppDeviceDetails']),
    riskLevel: textOf(row['RiskLevelDuringSignIn']),
    risks: listOf(row['RiskEventTypes_V2']),
    riskDetail: textOf(row['RiskDetail']),
  }
}

/** Where Graph does not say whose log a record is of: a guest is logged by the tenant visited, a member by their own. */
function tenantOf(userType: string | undefined, home: string | undefined, visited: string | undefined): string | undefined {
  const isGuest = userType?.length === guestLength && userType.toLowerCase() === 'guest'
  return isGuest ? (visited ?? home) : (home ?? visited)
}

const guestLength = 'guest'.length

/** Text that is no JSON: some exports keep the country alone. */
export const plainText = (value: Json | undefined): string | undefined =>
  typeof value === 'string' && value !== '' && value.charCodeAt(0) !== brace ? value : undefined

const brace = 123
