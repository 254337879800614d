/** One row of `SigninLogs` with all the columns that a real one has, which makes it about 3 kB. */
import type { JsonObject } from '../0-event/json.ts'
import { secondMs } from '../0-event/time.ts'
import { browserVersion, type Client, tellsDevice, userAgent } from './simulate-clients.ts'
import type { AppName, SignIn, SimulatedPrompt } from './simulate-happening.ts'
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

/** Microsoft's well-known application ids. */
const apps: Readonly<Record<AppName, { id: string; name: string; resource: string; resourceId: string }>> = {
  office: {
    id: '4765445b-32c6-49b0-83e6-1d93765276ca',
    name: 'OfficeHome',
    resource: 'OfficeHome',
    resourceId: '4765445b-32c6-49b0-83e6-1d93765276ca',
  },
  teams: {
    id: '1fec8e78-bce4-4aaf-ab1b-5451cc387264',
    name: 'Microsoft Teams',
    resource: 'Microsoft Graph',
    resourceId: '00000003-0000-0000-c000-000000000000',
  },
  mail: {
    id: '00000002-0000-0ff1-ce00-000000000000',
    name: 'Office 365 Exchange Online',
    resource: 'Office 365 Exchange Online',
    resourceId: '00000002-0000-0ff1-ce00-000000000000',
  },
  'azure-portal': {
    id: 'c44b4083-3bb0-49c1-b47d-974e53cbdf3c',
    name: 'Azure Portal',
    resource: 'Windows Azure Service Management API',
    resourceId: '797f4846-ba00-4fd7-ba43-dac1f8f63013',
  },
  vpn: {
    id: 'b5a1c6d2-0000-4000-8000-000000000001',
    name: 'Simulated VPN',
    resource: 'Simulated VPN',
    resourceId: 'b5a1c6d2-0000-4000-8000-000000000001',
  },
  'okta-dashboard': {
    id: 'b5a1c6d2-0000-4000-8000-000000000002',
    name: 'Okta',
    resource: 'Okta',
    resourceId: 'b5a1c6d2-0000-4000-8000-000000000002',
  },
  crm: {
    id: 'b5a1c6d2-0000-4000-8000-000000000003',
    name: 'Customers',
    resource: 'Customers',
    resourceId: 'b5a1c6d2-0000-4000-8000-000000000003',
  },
}

/** Microsoft's own sentences for the codes. */
const reasons: Readonly<Record<number, string>> = {
  50126: 'Invalid username or password or Invalid on-premise username or password.',
  50034:
    'The user account {identifier} does not exist in the {tenant} directory. To sign into this application, the account must be added to the directory.',
  50053: "The account is locked, you've tried to sign in too many times with an incorrect user ID or password.",
  50074: 'Strong Authentication is required.',
  50076:
    'Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access the resource.',
  50140: "This error occurred due to 'Keep me signed in' interrupt when the user was signing-in.",
  500121: 'Authentication failed during strong authentication request.',
}

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
  const reason = reasons[code] ?? ''
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
    ConditionalAccessStatus: code === 0 ? 'success' : requirement === 'multiFactorAuthentication' ? 'failure' : 'notApplied',
    ConditionalAccessPolicies: [
      {
        id: 'b5a1c6d2-0000-4000-8000-00000000ca01',
        displayName: 'Ask everybody for a second factor',
        enforcedGrantControls: ['Mfa'],
        enforcedSessionControls: [],
        result: code === 0 ? 'success' : requirement === 'multiFactorAuthentication' ? 'failure' : 'notApplied',
        conditionsSatisfied: 3,
        conditionsNotSatisfied: 0,
      },
    ],
  }
}

function what({ app, interactive, client }: SignIn): JsonObject {
  const known = apps[app]
  const browser = interactive && (client.os === 'Windows' || client.os === 'Mac' || client.os === 'Linux')
  return {
    AppDisplayName: known.name,
    AppId: known.id,
    ResourceDisplayName: known.resource,
    ResourceIdentity: known.resourceId,
    ResourceServicePrincipalId: '',
    ClientAppUsed: browser ? 'Browser' : 'Mobile Apps and Desktop clients',
    AuthenticationProtocol: 'none',
    IncomingTokenType: interactive ? 'none' : 'refreshToken',
    OriginalTransferMethod: 'none',
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
  const base = { operatingSystem: system, browser: browserText(client, time) }
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

function identifiers({ chance, prompts, time }: SignIn, flow: string, id: string): JsonObject {
  const last = prompts.at(-1)
  return {
    Id: id,
    CorrelationId: flow,
    OriginalRequestId: id,
    SessionId: chance.fork('session').uuid(),
    UniqueTokenIdentifier: chance.fork('token').letters(22),
    ProcessingTimeInMilliseconds: String(last === undefined ? 120 + (time % 300) : Math.min(300 * secondMs, last.ended - time)),
  }
}

/** As Entra writes it: `Edge 150.0.0`. */
const browserText = (client: Client, time: number): string =>
  client.browser === 'Mobile Safari' || client.browser === 'Safari'
    ? `${client.browser} 26.0`
    : `${client.browser} ${browserVersion(client, time)}.0.0`
