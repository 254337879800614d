/** Writes what was changed as rows of Entra ID's `AuditLogs`, in the operations and properties that Entra logs for it. */
import type { JsonObject } from '../0-event/json.ts'
import type { SimulatedRecord } from './scenario.ts'
import { type Change, type ChangeOf, numberOf, tokenOf } from './simulate-change.ts'
import type { Client } from './simulate-clients.ts'
import { auditRecord, type Entry, initiatorOf, property, thing, uidOf, userTarget } from './simulate-entra-audit-row.ts'
import { changedPolicy } from './simulate-entra-policy.ts'
import type { AskedFactor, Person } from './simulate-people.ts'

export function entraChange(one: Change): SimulatedRecord[] {
  const correlation = one.chance.fork('correlation').uuid()
  const doer = one.by ?? one.person
  return entriesOf(one).map((entry, nth) => {
    const of = { time: one.time + nth * 40, chance: one.chance.fork('entry', nth), client: one.client }
    const initiator = { ...initiatorOf(doer), ipAddress: one.place.ip, ...entry.initiator }
    return auditRecord(
      of,
      entry,
      entry.program === undefined ? { user: initiator } : { app: programOf(entry.program), user: null },
      correlation,
    )
  })
}

const programOf = (name: string): JsonObject => ({
  appId: null,
  displayName: name,
  servicePrincipalId: programIds[name] ?? null,
  servicePrincipalName: null,
})
const programIds: Readonly<Record<string, string>> = {
  'Azure MFA StrongAuthenticationService': 'b5a1c6d2-0000-4000-8000-0000000000f1',
  'Azure Credential Configuration Endpoint Service': 'b5a1c6d2-0000-4000-8000-0000000000f2',
  'Device Registration Service': 'b5a1c6d2-0000-4000-8000-0000000000f3',
}

const users = 'UserManagement'
const core = (operation: string, targets: readonly JsonObject[]): Entry => ({
  operation,
  category: users,
  service: 'Core Directory',
  targets,
})
const passwords = (operation: string, who: Person, reason: string): Entry => ({
  operation,
  category: users,
  service: 'Self-service Password Management',
  reason,
  targets: [userTarget(who)],
})
const methods = (operation: string, who: Person, reason: string): Entry => ({
  operation,
  category: users,
  service: 'Authentication Methods',
  reason,
  targets: [userTarget(who)],
})

/** Nothing for what Entra does not know: Duo's bypass, Okta's impersonation; its portal's use is a sign-in. */
function entriesOf(one: Change): readonly Entry[] {
  const { person } = one
  switch (one.what) {
    case 'method-added':
      return methodAdded(one)
    case 'method-removed':
      return [methods('User deleted security info', person, `User deleted ${methodWords[one.factor]}`)]
    case 'methods-reset-by-admin':
      return [methods('Admin deleted security info', person, `Admin deleted ${methodWords[one.factor]} for user`)]
    case 'password-changed':
      return [passwords('Change password (self-service)', person, '')]
    case 'password-reset-by-self':
      return [passwords('Reset password (self-service)', person, 'Successfully completed reset.')]
    case 'password-reset-by-admin':
      return [passwords('Reset password (by admin)', person, '')]
    case 'access-pass':
      return [methods('Admin registered security info', person, 'Admin registered temporary access pass method for user')]
    case 'disabled':
      return [core('Disable account', [userTarget(person, [property('AccountEnabled', '[true]', '[false]')])])]
    case 'enabled':
      return [core('Enable account', [userTarget(person, [property('AccountEnabled', '[false]', '[true]')])])]
    case 'sessions-revoked':
      return [core('Update StsRefreshTokenValidFrom Timestamp', [userTarget(person)])]
    case 'device-registered':
      return deviceRegistered(one)
    case 'role-granted':
      return [roleGranted(one)]
    case 'consent':
      return consented(one)
    case 'policy':
      return changedPolicy(one)
    case 'bypass-code':
    case 'bypass-status':
    case 'impersonation':
    case 'admin-console':
    case 'inbox-rule':
    case 'mail-forwarding':
    case 'mail-deleted':
      return []
  }
}

const methodWords: Readonly<Record<AskedFactor, string>> = {
  push: 'Authenticator App with Notification and Code',
  otp: 'Authenticator App with Code',
  sms: 'Mobile Phone SMS',
  call: 'Phone Call',
  passkey: 'Passkey (FIDO2)',
}

/** What the person registered, and beside it the directory's own record of the list that was changed. */
function methodAdded(one: ChangeOf<'method-added'>): readonly Entry[] {
  const { person, factor } = one
  const byOther = one.by !== undefined
  const said = methods(
    `${byOther ? 'Admin' : 'User'} registered security info`,
    person,
    `${byOther ? 'Admin' : 'User'} registered ${methodWords[factor]}`,
  )
  const isPhone = factor === 'sms' || factor === 'call'
  if (factor === 'passkey') return [said]
  const list = isPhone ? numbers(one.number ?? numberOf(person)) : phones(one)
  const program = isPhone ? 'Azure Credential Configuration Endpoint Service' : 'Azure MFA StrongAuthenticationService'
  return [said, { ...core('Update user', [userTarget(person, [list])]), program }]
}

const details = (number: string | null): string =>
  JSON.stringify([{ PhoneNumber: number, AlternativePhoneNumber: null, Email: null, VoiceOnlyPhoneNumber: null }])
const numbers = (number: string): JsonObject => property('StrongAuthenticationUserDetails', details(null), details(number))

/** The old phone stays in the list until it is removed. */
function phones({ person, phone, client }: ChangeOf<'method-added'>): JsonObject {
  const added = phone ?? client
  const entry = (one: Client): JsonObject => ({
    DeviceName: one.os === 'Ios' ? 'iPhone' : one.os === 'Android' ? 'Android' : one.deviceName,
    DeviceToken: tokenOf(one),
    DeviceTag: 'SoftwareTokenActivated',
    PhoneAppVersion: '6.8.54',
    NotificationType: one.os === 'Ios' ? 2 : 4,
    AuthenticatorFlavor: 'Authenticator',
  })
  const before = person.phones[0] === added ? [] : [entry(person.phones[0])]
  return property('StrongAuthenticationPhoneAppDetail', JSON.stringify(before), JSON.stringify([...before, entry(added)]))
}

/** Windows' registration service makes the device, then the person becomes its owner. */
function deviceRegistered({ person, device, time }: ChangeOf<'device-registered'>): readonly Entry[] {
  const agent = device.os === 'Windows' ? `Dsreg/10.0 (Windows ${device.build})` : `Microsoft.AAD.BrokerPlugin/${device.build}`
  const hardware = [`[USER-GID]:${uidOf(person)}:${time}`, `[USER-HWID]:${uidOf(person)}:${time}`]
  const target = thing('Device', device.id, device.name)
  const made = thing('Device', device.id, device.name, [
    property('AccountEnabled', '[]', '[true]'),
    property('CloudDeviceOSType', '[]', JSON.stringify([device.os])),
    property('CloudDeviceOSVersion', '[]', JSON.stringify([device.build])),
    property('DevicePhysicalIds', '[]', JSON.stringify(hardware)),
  ])
  const entry = { category: 'Device', service: 'Device Registration Service', type: 'Add' as const }
  return [
    {
      ...entry,
      operation: 'Add device',
      targets: [made],
      program: 'Device Registration Service',
      details: [{ key: 'User-Agent', value: 'Microsoft.OData.Client/7.12.5' }],
    },
    {
      ...entry,
      operation: 'Register device',
      targets: [target],
      details: [
        { key: 'Device OS', value: device.os },
        { key: 'Device Trust Type', value: 'Azure AD join' },
        { key: 'User-Agent', value: agent },
      ],
    },
    { ...entry, operation: 'Add registered owner to device', targets: [userTarget(person), target], details: [] },
  ]
}

function roleGranted({ person, role, activated }: ChangeOf<'role-granted'>): Entry {
  const name = property('Role.DisplayName', null, JSON.stringify(role))
  const entry = { category: 'RoleManagement', type: 'Assign' as const }
  if (activated !== true)
    return { ...entry, operation: 'Add member to role', service: 'Core Directory', targets: [userTarget(person, [name])] }
  return {
    ...entry,
    operation: 'Add member to role completed (PIM activation)',
    service: 'PIM',
    targets: [thing('Role', `role-${role.replaceAll(' ', '-').toLowerCase()}`, role), userTarget(person, [name])],
    details: [{ key: 'RequestType', value: 'ActivateRole' }],
  }
}

/** Microsoft Graph's own id in the simulated tenant; and the address and name of the sign-in service, which stand for the person's. */
const graph = 'b5a1c6d2-0000-4000-8000-00000000a917'
const signInService: JsonObject = { displayName: 'Azure ESTS Service', ipAddress: '198.18.200.1' }

/** Two records of one consent, one after the other, in the form of the records of a tenant of 2026. */
function consented({ person, app, scopes, by }: ChangeOf<'consent'>): readonly Entry[] {
  const type = by === undefined ? 'Principal' : 'AllPrincipals'
  const scope = scopes.join(' ')
  const grant = `[] => [[Id: ${app.id.slice(0, 20)}, ClientId: ${app.id}, PrincipalId: ${uidOf(person)}, ResourceId: ${graph}, ConsentType: ${type}, Scope:  ${scope}, CreatedDateTime: , LastModifiedDateTime ]]; `
  const entry = {
    category: 'ApplicationManagement',
    service: 'Core Directory',
    type: 'Assign' as const,
    initiator: signInService,
    details: [{ key: 'User-Agent', value: 'EvoSTS' }],
  }
  return [
    {
      ...entry,
      operation: 'Add delegated permission grant',
      targets: [
        thing('ServicePrincipal', graph, 'Microsoft Graph', [
          property('DelegatedPermissionGrant.Scope', null, JSON.stringify(` ${scope}`)),
          property('DelegatedPermissionGrant.ConsentType', null, JSON.stringify(type)),
          property('ServicePrincipal.ObjectID', null, JSON.stringify(app.id)),
        ]),
      ],
    },
    {
      ...entry,
      operation: 'Consent to application',
      targets: [
        thing('ServicePrincipal', app.id, app.name, [
          property('ConsentContext.IsAdminConsent', null, by === undefined ? '"False"' : '"True"'),
          property('ConsentContext.OnBehalfOfAll', null, by === undefined ? '"False"' : '"True"'),
          property('ConsentAction.Permissions', null, JSON.stringify(grant)),
        ]),
      ],
    },
  ]
}
