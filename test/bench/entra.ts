/** Writes Entra ID sign-ins for the benchmarks: a town of people who sign in all day, in the shape of Log Analytics or of Microsoft Graph. */
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import type { JsonObject } from '../../src/0-event/json.ts'
import { places, policyNames, type SignIn, signIns, tenant, workspace } from './entra-people.ts'

export type EntraForm = 'log-analytics' | 'graph' | 'azure-monitor'

const at = (one: SignIn, offsetMs = 0): string => `${new Date(one.time + offsetMs).toISOString().slice(0, -1)}${one.ticks}Z`

const details = (one: SignIn): JsonObject[] =>
  one.outcome.steps.map((step, index) => ({
    authenticationStepDateTime: at(one, index * 4211 - 9000),
    authenticationMethod: step.method,
    authenticationMethodDetail: step.detail,
    succeeded: step.succeeded,
    authenticationStepResultDetail: step.result,
    authenticationStepRequirement: index === 0 ? 'Primary authentication' : 'Multi-factor authentication',
    StatusSequence: index,
    RequestSequence: index,
  }))

const policies = (one: SignIn): JsonObject[] =>
  one.person.policies.map((index) => ({
    id: `a1b2c3d4-0000-4000-8000-00000000000${index}`,
    displayName: policyNames[index] ?? '',
    enforcedGrantControls: index === 0 ? ['Mfa'] : index === 1 ? ['Block'] : [],
    enforcedSessionControls: index === 4 ? ['SignInFrequency'] : [],
    result: index === 0 ? (one.outcome.code === 0 ? 'success' : 'failure') : 'notApplied',
    conditionsSatisfied: index === 0 ? 3 : 1,
    conditionsNotSatisfied: index === 0 ? 0 : 16,
  }))

const processing = (one: SignIn): JsonObject[] => [
  { key: 'Legacy TLS (TLS 1.0, 1.1, 3DES)', value: 'False' },
  { key: 'Is CAE Token', value: one.processing % 3 === 0 ? 'True' : 'False' },
]
const requirements = (one: SignIn): JsonObject[] =>
  one.outcome.mfa
    ? [{ requirementProvider: 'multiConditionalAccess', detail: 'Conditional Access' }]
    : [{ requirementProvider: 'user', detail: 'Per-user MFA' }]
const device = ({ person: who }: SignIn): JsonObject => ({
  deviceId: who.deviceId,
  displayName: who.deviceId === '' ? '' : `DESKTOP-${who.deviceId.slice(0, 7).toUpperCase()}`,
  operatingSystem: who.os,
  browser: who.browser,
  isCompliant: who.deviceId !== '',
  isManaged: who.deviceId !== '',
  trustType: who.deviceId === '' ? '' : 'Azure AD joined',
})
const location = ({ person: who }: SignIn): JsonObject => ({
  city: who.city,
  state: places.find(({ city }) => city === who.city)?.state ?? '',
  countryOrRegion: who.country,
  geoCoordinates: { altitude: null, latitude: who.latitude, longitude: who.longitude },
})
const status = (one: SignIn): JsonObject => ({
  errorCode: one.outcome.code,
  failureReason: one.outcome.reason,
  additionalDetails: one.outcome.detail,
})
const networks = (one: SignIn): JsonObject[] =>
  one.ip.startsWith('198.51.') ? [{ networkType: 'trustedNamedLocation', networkNames: ['Offices'] }] : []

/** The record as Microsoft Graph (beta) gives it. */
function graph(one: SignIn): JsonObject {
  return {
    id: one.id,
    createdDateTime: at(one),
    userDisplayName: one.person.name,
    userPrincipalName: one.person.mail,
    userId: one.person.id,
    appId: one.app.id,
    appDisplayName: one.app.name,
    ipAddress: one.ip,
    clientAppUsed: 'Browser',
    userAgent: one.person.agent,
    correlationId: one.correlation,
    conditionalAccessStatus: one.outcome.code === 0 ? 'success' : 'failure',
    originalRequestId: one.id,
    isInteractive: true,
    tokenIssuerName: '',
    tokenIssuerType: 'AzureAD',
    clientCredentialType: 'none',
    processingTimeInMilliseconds: one.processing,
    riskDetail: 'none',
    riskLevelAggregated: 'none',
    riskLevelDuringSignIn: 'none',
    riskState: 'none',
    riskEventTypes_v2: [],
    resourceDisplayName: one.resource.name,
    resourceId: one.resource.id,
    resourceTenantId: tenant,
    authenticationMethodsUsed: [],
    authenticationRequirement: one.outcome.mfa ? 'multiFactorAuthentication' : 'singleFactorAuthentication',
    signInIdentifier: '',
    signInEventTypes: ['interactiveUser'],
    servicePrincipalId: '',
    userType: 'member',
    flaggedForReview: false,
    autonomousSystemNumber: one.person.asn,
    crossTenantAccessType: 'none',
    uniqueTokenIdentifier: one.token,
    incomingTokenType: 'none',
    authenticationProtocol: 'none',
    originalTransferMethod: 'none',
    sessionId: one.session,
    status: status(one),
    deviceDetail: device(one),
    location: location(one),
    mfaDetail: one.outcome.steps.length > 1 ? { authMethod: 'Mobile app notification', authDetail: '+XX XXXXXXXX24' } : null,
    appliedConditionalAccessPolicies: policies(one),
    authenticationContextClassReferences: [],
    authenticationProcessingDetails: processing(one),
    networkLocationDetails: networks(one),
    authenticationDetails: details(one),
    authenticationRequirementPolicies: requirements(one),
  }
}

/** The record as Azure Monitor exports it from Log Analytics' `SigninLogs`. */
function logAnalytics(one: SignIn): JsonObject {
  const text = (value: unknown): string => JSON.stringify(value)
  return {
    TenantId: workspace,
    SourceSystem: 'Azure AD',
    TimeGenerated: at(one),
    ResourceId: `/tenants/${tenant}/providers/Microsoft.aadiam`,
    OperationName: 'Sign-in activity',
    Category: 'SignInLogs',
    ResultType: String(one.outcome.code),
    ResultDescription: one.outcome.code === 0 ? '' : one.outcome.reason,
    DurationMs: 0,
    CorrelationId: one.correlation,
    Identity: one.person.name,
    Level: '4',
    Location: one.person.country,
    AppDisplayName: one.app.name,
    AppId: one.app.id,
    AuthenticationDetails: text(details(one)),
    AuthenticationProcessingDetails: text(processing(one)),
    AuthenticationRequirement: one.outcome.mfa ? 'multiFactorAuthentication' : 'singleFactorAuthentication',
    ClientAppUsed: 'Browser',
    ConditionalAccessPolicies: policies(one),
    ConditionalAccessStatus: one.outcome.code === 0 ? 'success' : 'failure',
    CreatedDateTime: at(one),
    DeviceDetail: device(one),
    IsInteractive: true,
    Id: one.id,
    IPAddress: one.ip,
    LocationDetails: location(one),
    MfaDetail: one.outcome.steps.length > 1 ? { authMethod: 'Mobile app notification', authDetail: '+XX XXXXXXXX24' } : {},
    NetworkLocationDetails: text(networks(one)),
    OriginalRequestId: one.id,
    ProcessingTimeInMilliseconds: String(one.processing),
    RiskDetail: 'none',
    RiskEventTypes_V2: '[]',
    RiskLevelAggregated: 'none',
    RiskLevelDuringSignIn: 'none',
    RiskState: 'none',
    ResourceDisplayName: one.resource.name,
    ResourceIdentity: one.resource.id,
    Status: status(one),
    TokenIssuerType: 'AzureAD',
    UserAgent: one.person.agent,
    UserDisplayName: one.person.name,
    UserId: one.person.id,
    UserPrincipalName: one.person.mail,
    AADTenantId: tenant,
    UserType: 'Member',
    ResourceTenantId: tenant,
    UniqueTokenIdentifier: one.token,
    AutonomousSystemNumber: String(one.person.asn),
    AuthenticationProtocol: 'none',
    CrossTenantAccessType: 'none',
    SessionId: one.session,
    Type: 'SigninLogs',
  }
}

/** The record as Azure Monitor streams it to an event hub or a storage account. */
function azureMonitor(one: SignIn): JsonObject {
  return {
    time: at(one),
    resourceId: `/tenants/${tenant}/providers/Microsoft.aadiam`,
    operationName: 'Sign-in activity',
    operationVersion: '1.0',
    category: 'SignInLogs',
    tenantId: tenant,
    resultType: String(one.outcome.code),
    resultSignature: 'None',
    resultDescription: one.outcome.reason,
    durationMs: 0,
    callerIpAddress: one.ip,
    correlationId: one.correlation,
    identity: one.person.name,
    Level: 4,
    location: one.person.country,
    properties: graph(one),
  }
}

/** How each form writes a sign-in. */
export const forms = { 'log-analytics': logAnalytics, graph, 'azure-monitor': azureMonitor } satisfies Record<
  EntraForm,
  (one: SignIn) => JsonObject
>

/** Writes NDJSON to the file; answers its bytes. */
export async function writeSignIns(path: string, form: EntraForm, options: Parameters<typeof signIns>[0]): Promise<number> {
  const out = createWriteStream(path)
  const write = forms[form]
  let bytes = 0
  let block: string[] = []
  const flush = async (): Promise<void> => {
    const text = block.join('')
    block = []
    bytes += Buffer.byteLength(text)
    if (!out.write(text)) await once(out, 'drain')
  }
  for (const one of signIns(options)) {
    block.push(`${JSON.stringify(write(one))}\n`)
    if (block.length === 2000) await flush()
  }
  await flush()
  out.end()
  await once(out, 'close')
  return bytes
}
