/** Activities as rows in the shape and words of Entra's logs, so that every query and rule that knows those finds ours. */
import type { Endpoint } from '../0-event/event.ts'
import type { JsonObject } from '../0-event/json.ts'
import { ownSystem } from '../1-ingest/sources/own-system.ts'
import type { Activity, PromptActivity, PromptResult } from './activity.ts'

/** `organisation`: its id in the tenant columns. An empty list for what says nothing beyond what another activity says. */
export function recordOf(activity: Activity, organisation: string): JsonObject | undefined {
  switch (activity.kind) {
    case 'password':
      return signInRow(activity, organisation, passwordWords[activity.result], [passwordStep(activity.result === 'right')], {
        Activity: 'password',
        Result: activity.result,
      })
    case 'prompt':
      return promptRow(activity, organisation)
    case 'code':
      return stepRow(activity, organisation, codeNames[activity.factor], activity.factor, activity.result)
    case 'passkey':
      return stepRow(activity, organisation, 'Passkey', 'passkey', activity.result)
    case 'sign_in':
      return signInRow(activity, organisation, endingWords(activity), stepsOf(activity.methods, activity.single), {
        Activity: 'sign_in',
        Result: activity.result,
        Proof: activity.single ? 'single' : 'multi',
        Reason: activity.why,
        Acr: activity.acr,
        Amr: activity.amr?.join(' '),
        'Browser Known': String(activity.browserKnown),
      })
    case 'token':
      return tokenRow(activity, organisation)
    case 'method':
    case 'password_changed':
    case 'account':
    case 'sessions_revoked':
    case 'suppression':
    case 'report':
    case 'consent':
      return auditRow(activity, organisation)
  }
}

interface Words {
  readonly code: string
  readonly reason: string
  readonly details?: string | undefined
}

/** Codes and reasons as Entra documents them: https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
const needed: Words = { code: '50074', reason: 'Strong Authentication is required.', details: 'MFA required' }
const failed = (details: string): Words => ({
  code: '500121',
  reason: 'Authentication failed during strong authentication request.',
  details,
})

const passwordWords: Readonly<Record<Extract<Activity, { kind: 'password' }>['result'], Words>> = {
  right: needed,
  wrong: { code: '50126', reason: 'Error validating credentials due to invalid username or password.' },
  unknown_user: { code: '50034', reason: 'The user account does not exist in the directory.' },
  locked: { code: '50053', reason: 'The account is locked: too many tries with a wrong user ID or password.' },
  disabled: { code: '50057', reason: 'The user account is disabled.' },
}

const promptWords: Readonly<Record<PromptResult, Words>> = {
  sent: { ...needed, details: 'Authentication in progress' },
  approved: { ...needed, details: 'MFA completed in Tocsin' },
  denied: failed('MFA denied; user declined the authentication'),
  mistyped: failed('MFA denied; user stopped their own sign-in'),
  reported: failed('MFA denied; Phone App Reported Fraud'),
  wrong_number: failed('MFA denied; user did not select the correct number'),
  unanswered: failed('MFA denied; user did not respond to mobile app notification'),
  cancelled: failed('MFA denied; user did not complete the authentication'),
  withheld: failed('MFA denied; user is blocked from prompts'),
}

const codeNames = {
  totp: 'OATH verification code',
  'recovery-code': 'Recovery code',
  'access-pass': 'Temporary Access Pass',
} as const

const methodNames: Readonly<Record<string, string>> = { ...codeNames, push: 'Mobile app notification', passkey: 'Passkey' }

function endingWords({ result, why }: Extract<Activity, { kind: 'sign_in' }>): Words {
  switch (result) {
    case 'success':
      return { code: '0', reason: '', details: 'MFA completed in Tocsin' }
    case 'interrupted':
      return needed
    case 'blocked':
      return { code: '53003', reason: 'Access has been blocked by Conditional Access policies.', details: why }
    case 'failure':
      return failed(why ?? 'MFA denied; user did not complete the authentication')
  }
}

interface Step {
  readonly authenticationStepDateTime?: string
  readonly authenticationMethod: string
  readonly authenticationMethodDetail?: string | undefined
  readonly succeeded: boolean
  readonly authenticationStepResultDetail: string
  readonly authenticationStepRequirement: string
}

const passwordStep = (succeeded: boolean): Step => ({
  authenticationMethod: 'Password',
  succeeded,
  authenticationStepResultDetail: succeeded ? 'Correct password' : 'Incorrect password',
  authenticationStepRequirement: 'Primary authentication',
})

const secondStep = (method: string, succeeded: boolean, words: string, detail: string | undefined): Step => ({
  authenticationMethod: method,
  authenticationMethodDetail: detail,
  succeeded,
  authenticationStepResultDetail: words,
  authenticationStepRequirement: 'Multifactor authentication',
})

function stepsOf(methods: readonly string[], single: boolean): readonly Step[] {
  const first = methods.includes('passkey') && methods.length === 1 ? [] : [passwordStep(true)]
  return single && methods.length === 0
    ? first
    : [...first, ...methods.map((method) => secondStep(methodNames[method] ?? method, true, 'MFA completed in Tocsin', undefined))]
}

function promptRow(activity: PromptActivity, organisation: string): JsonObject {
  const words = promptWords[activity.result]
  const digits = activity.numberLength > 9 ? 'QR code' : `number matching, ${activity.numberLength} digits`
  const push = secondStep('Mobile app notification', activity.result === 'approved', words.details ?? '', digits)
  return signInRow(activity, organisation, words, [passwordStep(true), push], {
    Activity: 'prompt',
    Factor: 'push',
    Result: activity.result,
    Method: activity.method?.name,
    'Method Id': activity.method?.id,
    'Answered From': activity.answeredFrom?.ip,
    'Number Length': String(activity.numberLength),
    'Browser Known': String(activity.familiar),
    'Started On Phone': String(activity.quiet),
    Protocol: activity.protocol,
    Reason: activity.why,
  })
}

function stepRow(
  activity: Extract<Activity, { kind: 'code' | 'passkey' }>,
  organisation: string,
  method: string,
  factor: string,
  result: string,
): JsonObject {
  const right = result === 'right'
  const words = right ? { ...needed, details: 'MFA completed in Tocsin' } : failed('MFA denied; invalid verification code')
  const first = factor === 'passkey' ? [] : [passwordStep(true)]
  return signInRow(activity, organisation, words, [...first, secondStep(method, right, words.details ?? '', activity.method?.name)], {
    Activity: 'prompt',
    Factor: factor,
    Result: result,
    Method: activity.method?.name,
    'Method Id': activity.method?.id,
    Reason: activity.kind === 'passkey' ? activity.why : undefined,
  })
}

function tokenRow(activity: Extract<Activity, { kind: 'token' }>, organisation: string): JsonObject {
  const words: Words =
    activity.what === 'refreshed' ? { code: '0', reason: '' } : { code: '50173', reason: 'The session is not valid any more.' }
  const row = signInRow(activity, organisation, words, [], { Activity: 'token', Result: activity.what })
  return { ...row, Type: 'AADNonInteractiveUserSignInLogs', Category: 'NonInteractiveUserSignInLogs', IsInteractive: false }
}

function signInRow(
  activity: Activity,
  organisation: string,
  { code, reason, details }: Words,
  steps: readonly Step[],
  said: Readonly<Record<string, string | undefined>>,
): JsonObject {
  const { account, app, src = {} } = activity
  const time = iso(activity.time)
  return {
    Type: 'SigninLogs',
    SourceSystem: ownSystem,
    TimeGenerated: time,
    CreatedDateTime: time,
    Id: activity.id,
    AADTenantId: organisation,
    Category: 'SignInLogs',
    OperationName: 'Sign-in activity',
    ResultType: code,
    ResultSignature: code === '0' ? 'SUCCESS' : 'FAILURE',
    ResultDescription: reason,
    Status: { errorCode: Number(code), failureReason: reason, additionalDetails: details },
    UserId: account.id === '' ? undefined : account.id,
    UserPrincipalName: account.name,
    UserDisplayName: account.displayName,
    Identity: account.displayName,
    UserType: 'Member',
    AppId: app?.id,
    AppDisplayName: app?.name,
    ResourceDisplayName: app?.name,
    IPAddress: src.ip,
    AutonomousSystemNumber: src.asn === undefined ? undefined : String(src.asn),
    Location: src.country,
    LocationDetails: locationOf(src),
    UserAgent: src.userAgent,
    DeviceDetail: { deviceId: src.deviceId ?? '', operatingSystem: src.os, browser: src.browser },
    ClientAppUsed: 'Browser',
    CorrelationId: activity.flow,
    SessionId: activity.session,
    IsInteractive: true,
    AuthenticationRequirement: 'multiFactorAuthentication',
    AuthenticationDetails: JSON.stringify(steps.map((step) => ({ authenticationStepDateTime: time, ...step }))),
    AuthenticationProcessingDetails: JSON.stringify(pairs(said)),
  }
}

const locationOf = ({ city, region, country, latitude, longitude }: Endpoint): JsonObject => ({
  city,
  state: region,
  countryOrRegion: country,
  geoCoordinates: latitude === undefined ? {} : { latitude, longitude },
})

const pairs = (said: Readonly<Record<string, string | undefined>>) =>
  Object.entries(said).flatMap(([key, value]) => (value === undefined ? [] : [{ key, value }]))

type Audit = Extract<
  Activity,
  { kind: 'method' | 'password_changed' | 'account' | 'sessions_revoked' | 'suppression' | 'report' | 'consent' }
>

interface Told {
  /** In the words of Entra's audit log where it has them. */
  readonly operation: string
  readonly by?: string | undefined
  readonly reason?: string | undefined
  readonly said: Readonly<Record<string, string | undefined>>
}

function auditRow(activity: Audit, organisation: string): JsonObject {
  const { operation, by, reason, said } = told(activity)
  const { account, src } = activity
  const time = iso(activity.time)
  const person = { id: account.id, userPrincipalName: account.name, displayName: account.displayName }
  return {
    Type: 'AuditLogs',
    SourceSystem: ownSystem,
    TimeGenerated: time,
    ActivityDateTime: time,
    Id: activity.id,
    AADTenantId: organisation,
    Category: activity.kind === 'method' ? 'UserManagement' : 'AuthenticationMethods',
    LoggedByService: 'Authentication Methods',
    OperationName: operation,
    ActivityDisplayName: operation,
    Result: 'success',
    ResultReason: reason,
    InitiatedBy: by === undefined ? { user: { ...person, ipAddress: src?.ip } } : { app: { displayName: by } },
    TargetResources: [{ ...person, type: 'User', modifiedProperties: [] }],
    CorrelationId: activity.flow,
    AdditionalDetails: pairs({
      ...said,
      'IP Address': by === undefined ? src?.ip : undefined,
      'User-Agent': by === undefined ? src?.userAgent : undefined,
    }),
  }
}

function told(activity: Audit): Told {
  switch (activity.kind) {
    case 'method':
      return methodTold(activity)
    case 'password_changed':
      return activity.how === 'changed'
        ? { operation: 'Change user password', by: activity.by, said: { Activity: 'change', Result: 'password_changed' } }
        : { operation: 'Reset user password', by: activity.by, said: { Activity: 'change', Result: 'password_reset' } }
    case 'account':
      return { ...accountTold[activity.what], by: activity.by, reason: activity.changes?.join(', ') }
    case 'sessions_revoked':
      return {
        operation: 'Revoke sign in sessions',
        by: activity.by,
        reason: activity.why,
        said: { Activity: 'change', Result: 'sessions_revoked', About: `${activity.count} sessions` },
      }
    case 'suppression':
      return {
        operation: activity.what === 'begun' ? 'Prompts held back' : 'Prompts allowed again',
        by: activity.by,
        reason: activity.why,
        said: { Activity: 'change', Result: 'other', About: activity.lane },
      }
    case 'report':
      return {
        operation: 'Suspicious activity reported',
        reason: activity.of,
        said: { Activity: 'report', Result: activity.of === 'prompt' ? 'fraud' : 'suspicious_activity', About: activity.about },
      }
    case 'consent':
      return {
        operation: 'Consent to application',
        said: {
          Activity: 'change',
          Result: 'consent_granted',
          Scopes: activity.scopes.join(' '),
          App: activity.app?.name,
          'App Id': activity.app?.id,
        },
      }
  }
}

function methodTold({ what, method, by, why }: Extract<Activity, { kind: 'method' }>): Told {
  const said = {
    Factor: method.kind,
    Method: method.name,
    'Method Id': method.id,
    'Method Key': method.key === undefined ? undefined : `device:${method.key}`,
  }
  const who = by === undefined ? 'User' : 'Admin'
  const named = (operation: string, result: string): Told => ({
    operation,
    by,
    reason: why,
    said: { Activity: 'method', Result: result, ...said },
  })
  switch (what) {
    case 'added':
      return named(`${who} registered security info`, 'added')
    case 'access_pass':
      return named('Admin registered security info', 'access_pass')
    case 'removed':
    case 'disabled':
    case 'suspended':
      return named(`${who} deleted security info`, 'removed')
    case 'resumed':
    case 'renamed':
      return named(`${who} updated security info`, 'changed')
    case 'refused':
      return {
        operation: 'Registration of security info refused',
        by,
        reason: why,
        said: { Activity: 'change', Result: 'other', About: method.name },
      }
  }
}

const accountTold: Readonly<Record<Extract<Activity, { kind: 'account' }>['what'], Pick<Told, 'operation' | 'said'>>> = {
  created: { operation: 'Add user', said: { Activity: 'change', Result: 'other' } },
  changed: { operation: 'Update user', said: { Activity: 'change', Result: 'other' } },
  removed: { operation: 'Delete user', said: { Activity: 'change', Result: 'other' } },
  disabled: { operation: 'Disable account', said: { Activity: 'change', Result: 'disabled' } },
  enabled: { operation: 'Enable account', said: { Activity: 'change', Result: 'enabled' } },
  privileged: { operation: 'Add member to role', said: { Activity: 'change', Result: 'role_granted', About: 'Privileged' } },
  unprivileged: { operation: 'Remove member from role', said: { Activity: 'change', Result: 'role_removed', About: 'Privileged' } },
}

const iso = (time: number): string => new Date(time).toISOString()
