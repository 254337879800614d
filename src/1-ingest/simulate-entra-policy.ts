/** The policies of the simulated tenant as Entra's audit log tells of their changes: the whole policy before and after, as JSON text. */
import type { JsonObject } from '../0-event/json.ts'
import type { ChangeOf } from './simulate-change.ts'
import type { Entry } from './simulate-entra-audit-row.ts'

const access = { category: 'Policy', service: 'Conditional Access', details: [{ key: 'Category', value: 'Conditional Access' }] } as const
const text = (value: JsonObject): string => JSON.stringify(value)
const target = (type: string, displayName: string, name: string, before: string | null, after: string): JsonObject => ({
  id: 'b5a1c6d2-0000-4000-8000-00000000ca01',
  displayName,
  type,
  modifiedProperties: [{ displayName: name, oldValue: before, newValue: after }],
  administrativeUnits: [],
})

export function changedPolicy({ policy, name, person, place, time }: ChangeOf<'policy'>): readonly Entry[] {
  switch (policy) {
    case 'off':
      return [accessChanged(name, conditional(name, time, {}), conditional(name, time, { state: 'disabled' }))]
    case 'excludes':
      return [
        accessChanged(
          name,
          conditional(name, time, {}),
          conditional(name, time, { excluded: [person.accounts.entra?.uid ?? person.email] }),
        ),
      ]
    case 'tuned':
      return [accessChanged(name, conditional(name, time, { days: 90 }), conditional(name, time, { days: 30 }))]
    case 'methods':
      return [methodsChanged(name)]
    case 'place':
      return [
        {
          ...access,
          operation: 'Add named location',
          type: 'Add',
          targets: [
            target(
              'Policy',
              name,
              'namedLocation',
              null,
              text({ displayName: name, isTrusted: true, ipRanges: [{ cidrAddress: `${place.ip}/${place.ip.includes(':') ? 128 : 32}` }] }),
            ),
          ],
        },
      ]
    case 'federated':
      return federated(name)
  }
}

const accessChanged = (name: string, before: JsonObject, after: JsonObject): Entry => ({
  ...access,
  operation: 'Update conditional access policy',
  targets: [target('Policy', name, 'ConditionalAccessPolicy', text(before), text(after))],
})

/** As Microsoft Graph has it. */
function conditional(
  displayName: string,
  time: number,
  { state = 'enabled', excluded = [], days = 90 }: { state?: string; excluded?: readonly string[]; days?: number },
): JsonObject {
  return {
    id: 'b5a1c6d2-0000-4000-8000-00000000ca01',
    displayName,
    modifiedDateTime: new Date(time).toISOString(),
    state,
    conditions: {
      applications: { includeApplications: ['All'], excludeApplications: [] },
      users: { includeUsers: ['All'], excludeUsers: excluded, includeGroups: [], excludeGroups: [] },
      clientAppTypes: ['all'],
    },
    grantControls: { operator: 'OR', builtInControls: ['mfa'], customAuthenticationFactors: [], termsOfUse: [] },
    sessionControls: { signInFrequency: { value: days, type: 'days', isEnabled: true } },
  }
}

/**
 * `number matching`: switched off, as until May 2023, when Microsoft made it the rule for everybody; any other name is a method that is allowed
 * now. Since April 2026 only what was changed is logged.
 */
function methodsChanged(name: string): Entry {
  const authenticator = (state: string): JsonObject => ({
    id: 'MicrosoftAuthenticator',
    state: 'enabled',
    featureSettings: { numberMatchingRequiredState: { state } },
  })
  const [before, after] =
    name === 'number matching'
      ? [authenticator('enabled'), authenticator('disabled')]
      : [
          { id: name, state: 'disabled' },
          { id: name, state: 'enabled' },
        ]
  const policy = (one: JsonObject): string => text({ authenticationMethodConfigurations: [one] })
  return {
    operation: 'Authentication Methods Policy Update',
    category: 'ApplicationManagement',
    service: 'Authentication Methods',
    targets: [target('Other', '', 'AuthenticationMethodsPolicy', policy(before), policy(after))],
  }
}

function federated(domain: string): readonly Entry[] {
  const entry = { category: 'DirectoryManagement', service: 'Core Directory' }
  return [
    { ...entry, operation: 'Set domain authentication', targets: [target('Other', domain, 'LiveType', '["Managed"]', '["Federated"]')] },
    {
      ...entry,
      operation: 'Set federation settings on domain',
      targets: [target('Other', domain, 'IssuerUri', '[]', JSON.stringify([`http://${domain}/adfs/services/trust`]))],
    },
  ]
}
