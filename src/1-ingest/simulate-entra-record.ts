/** One row of `SigninLogs` with all the columns that a real one has, which makes it about 3 kB. */
import type { JsonObject } from '../0-event/json.ts'
import { secondMs } from '../0-event/time.ts'
import { entraApps } from './simulate-apps.ts'
import { browserVersion, type Client, tellsDevice, userAgent } from './simulate-clients.ts'
import { entraReasons } from './simulate-entra-codes.ts'
import type { Protocol, SignIn, SimulatedPrompt } from './simulate-happening.ts'
import { simulatedTenantId } from './simulate-tenant.ts'

/** What the record says became of it. */
export interface Told {
  readonly code: number
  readonly steps: readonly JsonObject[]
  readonly requirement: 'singleFactorAuthentication' | 'multiFactorAuthentication'
  /** The last prompt, where it is answered or given up. */
  readonly prompt?: SimulatedPrompt
}

export const methodName = {
  push: 'Mobile app notification',
  otp: 'OATH verification code',
  sms: 'Text message',
  call: 'Phone call approval (Authentication phone)',
  passkey: 'FIDO2 security key',
} as const

export function signInRecord(one: SignIn, flow: string, time: number, id: string, told: Told): JsonObject {
  const created = new Date(time).toISOString()
  return {
    ...who(one),
    ...outcome(one, told),
    ...what(one),
    ...where(one, time),
    ...identifiers(one, flow, id),
    TenantId: simulatedTenantId,
    SourceSystem: 'Azure AD',
    TimeGenerated: created,
    CreatedDateTime: created,
    ResourceId: `/tenants/${simulatedTenantId}/providers/Microsoft.aadiam`,
    OperationName: 'Sign-in activity',
    OperationVersion: '1.0',
    Category: one.interactive ? 'SignInLogs' : 'NonInteractiveUserSignInLogs',
    DurationMs: 0,
    Resource: 'Microsoft.aadiam',
    ResourceGroup: 'Microsoft.aadiam',
    Level: '4',
    AADTenantId: simulatedTenantId,
    Type: one.interactive ? 'SigninLogs' : 'AADNonInteractiveUserSignInLogs',
  }
}

function who({ person, password, typed }: SignIn): JsonObject {
  const known = password !== 'unknown-name'
  return {
    Identity: known ? person.displayName : (typed ?? ''),
    UserDisplayName: known ? person.displayName : (typed ?? ''),
    UserId: known ? (person.accounts.entra?.uid ?? '') : '00000000-0000-0000-0000-000000000000',
    UserPrincipalName: known ? (person.accounts.entra?.upn ?? person.email) : (typed ?? ''),
    UserType: 'Member',
    AlternateSignInName: known ? person.email : '',
    SignInIdentifier: known ? person.email : (typed ?? ''),
    SignInIdentifierType: 'userPrincipalName',
    HomeTenantId: simulatedTenantId,
    HomeTenantName: '',
    CrossTenantAccessType: 'none',
    ResourceTenantId: simulatedTenantId,
  }
}

function outcome(one: SignIn, { code, steps, requirement, prompt }: Told): JsonObject {
  const reason = entraReasons[code] ?? ''
  const result = code === 0 ? 'SUCCESS' : code === 500121 || code < 50100 ? 'FAILURE' : 'None'
  const last = steps.at(-1)?.['authenticationStepResultDetail']
  const details = code === 50074 || code === 50076 ? 'MFA required in Azure AD' : code === 500121 && typeof last === 'string' ? last : null
  return {
    ResultType: String(code),
    ResultSignature: result,
    ResultDescription: reason,
    Status: {
      errorCode: code,
      failureReason: code === 0 ? 'Other.' : reason,
      additionalDetails: code === 0 && prompt !== undefined ? 'MFA completed in Azure AD' : details,
    },
    AuthenticationDetails: JSON.stringify(steps),
    AuthenticationRequirement: requirement,
    AuthenticationRequirementPolicies:
      requirement === 'multiFactorAuthentication'
        ? '[{"requirementProvider":"multiConditionalAccess","detail":"Conditional Access"}]'
        : '[]',
    AuthenticationMethodsUsed: '',
    AuthenticationProcessingDetails:
      '[{"key":"Login Hint Present","value":"True"},{"key":"Legacy TLS (TLS 1.0, 1.1, 3DES)","value":"False"},{"key":"Oauth Scope Info","value":"[\\"openid\\",\\"profile\\",\\"email\\"]"},{"key":"Is CAE Token","value":"False"}]',
    MfaDetail: prompt === undefined ? null : { authMethod: methodName[prompt.factor], authDetail: one.person.phoneNumber },
    AuthenticationAppDeviceDetails:
      prompt?.factor === 'push'
        ? JSON.stringify({ deviceId: '', operatingSystem: 'Ios', clientApp: 'Authenticator', appVersion: '6.8.54' })
        : '{}',
    AuthenticatorAppLocation:
      prompt?.factor === 'push' && prompt.outcome !== 'unanswered'
        ? JSON.stringify({ countryOrRegion: prompt.phone.city.country, state: prompt.phone.city.region, city: prompt.phone.city.name })
        : '',
    AuthenticationAppPolicyEvaluationDetails: '[]',
    ConditionalAccessStatus: policyResult(code, requirement),
    ConditionalAccessPolicies: [
      {
        id: `b5a1c6d2-0000-4000-8000-00000000ca0${code === 53003 ? 2 : code === 53000 ? 3 : 1}`,
        displayName: policyName(code),
        enforcedGrantControls: [code === 53003 ? 'Block' : code === 53000 ? 'RequireCompliantDevice' : 'Mfa'],
        enforcedSessionControls: [],
        result: policyResult(code, requirement),
        conditionsSatisfied: 3,
        conditionsNotSatisfied: 0,
      },
    ],
  }
}

function policyName(code: number): string {
  if (code === 53003) return 'Block countries where nobody works'
  return code === 53000 ? 'Only compliant devices' : 'Ask everybody for a second factor'
}

function policyResult(code: number, requirement: Told['requirement']): string {
  if (code === 53003 || code === 53000) return 'failure'
  if (requirement === 'singleFactorAuthentication') return 'notApplied'
  return code === 0 ? 'success' : 'failure'
}

/** As Entra calls them in its filter of client applications. */
const clientApps: Readonly<Record<Protocol, string>> = {
  browser: 'Browser',
  app: 'Mobile Apps and Desktop clients',
  'device-code': 'Mobile Apps and Desktop clients',
  ropc: 'Mobile Apps and Desktop clients',
  smtp: 'Authenticated SMTP',
  imap: 'IMAP4',
  activesync: 'Exchange ActiveSync',
}

function what({ app, interactive, client, protocol }: SignIn): JsonObject {
  const known = entraApps[app]
  const computer = client.os === 'Windows' || client.os === 'Mac' || client.os === 'Linux'
  return {
    AppDisplayName: known.name,
    AppId: known.id,
    ResourceDisplayName: known.resource,
    ResourceIdentity: known.resourceId,
    ResourceServicePrincipalId: '',
    ClientAppUsed: clientApps[protocol ?? (interactive && computer ? 'browser' : 'app')],
    AuthenticationProtocol: protocol === 'ropc' ? 'ropc' : protocol === 'device-code' && interactive ? 'deviceCode' : 'none',
    IncomingTokenType: interactive ? 'none' : 'refreshToken',
    OriginalTransferMethod: protocol === 'device-code' && !interactive ? 'deviceCodeFlow' : 'none',
    ClientCredentialType: 'none',
    IsInteractive: interactive,
    TokenIssuerName: '',
    TokenIssuerType: 'AzureAD',
    ServicePrincipalId: '',
    ServicePrincipalName: '',
  }
}

/** No P2 licence: Entra adds no judgement of its own, so that no vendor's verdict helps whoever reads this. */
function where(one: SignIn, time: number): JsonObject {
  const { place, client } = one
  return {
    IPAddress: place.ip,
    IPAddressFromResourceProvider: '',
    AutonomousSystemNumber: String(place.asn),
    Location: place.city.country,
    LocationDetails: {
      city: place.city.name,
      state: place.city.region,
      countryOrRegion: place.city.country,
      geoCoordinates: { latitude: place.city.latitude, longitude: place.city.longitude },
    },
    UserAgent: userAgent(client, time),
    DeviceDetail: device(client, time),
    NetworkLocationDetails: place.kind === 'office' ? '[{"networkType":"trustedNamedLocation","networkNames":["Offices"]}]' : '[]',
    RiskDetail: 'none',
    RiskEventTypes: '[]',
    RiskEventTypes_V2: '[]',
    RiskLevelAggregated: 'none',
    RiskLevelDuringSignIn: 'none',
    RiskState: 'none',
    IsRisky: null,
    FlaggedForReview: null,
    IsTenantRestricted: null,
    IsThroughGlobalSecureAccess: false,
    GlobalSecureAccessIpAddress: '',
    TokenProtectionStatusDetails: { signInSessionStatus: 'unbound', signInSessionStatusCode: 1002 },
    SessionLifetimePolicies: '[]',
    AppliedEventListeners: [],
    AuthenticationContextClassReferences: '[]',
  }
}

/** A device that is not registered, or whose browser does not tell, has no id in Entra's log. */
function device(client: Client, time: number): JsonObject {
  const system = client.os === 'Windows' ? `Windows${client.osVersion}` : client.os === 'Mac' ? 'MacOs' : client.os
  const base = { operatingSystem: client.agent === undefined ? system : '', browser: browserText(client, time) }
  if (!tellsDevice(client)) return { deviceId: '', displayName: '', ...base, isCompliant: false, isManaged: false, trustType: '' }
  return {
    deviceId: client.deviceId,
    displayName: client.deviceName,
    ...base,
    isCompliant: true,
    isManaged: true,
    trustType: client.os === 'Windows' ? 'Azure AD joined' : 'Azure AD registered',
  }
}

function identifiers({ chance, prompts, time, session }: SignIn, flow: string, id: string): JsonObject {
  const last = prompts.at(-1)
  return {
    Id: id,
    CorrelationId: flow,
    OriginalRequestId: id,
    SessionId: session ?? chance.fork('session').uuid(),
    UniqueTokenIdentifier: chance.fork('token').letters(22),
    ProcessingTimeInMilliseconds: String(last === undefined ? 120 + (time % 300) : Math.min(300 * secondMs, last.ended - time)),
  }
}

/** As Entra writes it: `Edge 150.0.0`; of a script it says nothing. */
function browserText(client: Client, time: number): string {
  if (client.agent !== undefined) return ''
  return client.browser === 'Mobile Safari' || client.browser === 'Safari'
    ? `${client.browser} 26.0`
    : `${client.browser} ${browserVersion(client, time)}.0.0`
}
