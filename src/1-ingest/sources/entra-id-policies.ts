/** Which protection a change of a policy takes away: conditional access, methods, trusted networks, federation. */
import type { ChangeDetail } from '../../0-event/event.ts'
import { isObject, type Json, type JsonObject } from '../../0-event/json.ts'
import { type Property, plain, propertyNamed } from './entra-id-properties.ts'
import { listOf, objectOf, objectsOf, textOf } from './entra-id-values.ts'

type Area = NonNullable<ChangeDetail['area']>

/** The operation's beginning, in the words of https://learn.microsoft.com/entra/identity/monitoring-health/reference-audit-activities */
const areas: readonly (readonly [
  words: string,
  area: Area,
  weakens: (before: Json | undefined, after: Json | undefined) => string | undefined,
])[] = [
  ['add conditional access', 'access', () => undefined],
  ['update conditional access', 'access', (before, after) => lessAccess(objectOf(before), objectOf(after))],
  ['delete conditional access', 'access', (before) => (isOff(objectOf(before)) ? undefined : 'conditional access policy deleted')],
  ['update security defaults', 'access', (_, after) => (plain(after)?.includes('alse') === true ? 'security defaults off' : undefined)],
  ['add named location', 'place', (_, after) => (isTrusted(objectOf(after)) ? 'network trusted' : undefined)],
  ['update named location', 'place', (before, after) => moreTrusted(objectOf(before), objectOf(after))],
  ['delete named location', 'place', () => undefined],
  [
    'set company information',
    'place',
    (before, after) => (moreAddresses(before, after) ? 'addresses that skip the second factor' : undefined),
  ],
  ['authentication methods policy', 'methods', (before, after) => lessMethods(objectOf(before), objectOf(after))],
  ['set federation settings', 'federation', () => 'another issuer may sign people in'],
  ['set domain authentication', 'federation', (_, after) => (plain(after) === 'Managed' ? undefined : 'another issuer may sign people in')],
]

/** The property that holds a policy, where there are several. */
const policyProperties = [
  'ConditionalAccessPolicy',
  'namedLocation',
  'NamedLocation',
  'AuthenticationMethodsPolicy',
  'StrongAuthenticationPolicy',
  'LiveType',
]

export function policyDetail(operation: string, properties: readonly Property[]): ChangeDetail | undefined {
  const lower = operation.toLowerCase()
  const found = areas.find(([words]) => lower.startsWith(words))
  if (found === undefined) return undefined
  const [, area, weakens] = found
  const property = propertyNamed(properties, ...policyProperties) ?? properties[0]
  return { area, weakens: weakens(property?.before, property?.after) }
}

/** A change of the company's settings is only of interest where it is about addresses that need no second factor. */
export const isAboutSecondFactor = (properties: readonly Property[]): boolean =>
  propertyNamed(properties, 'StrongAuthenticationPolicy') !== undefined

const isOff = (policy: JsonObject): boolean => {
  const state = textOf(policy['state'])
  return state !== undefined && state !== 'enabled'
}

function lessAccess(before: JsonObject, after: JsonObject): string | undefined {
  if (Object.keys(before).length === 0 || isOff(before)) return undefined
  if (textOf(after['state']) === 'disabled') return 'conditional access policy off'
  if (isOff(after)) return 'conditional access policy only reports'
  const lost = controls(before).find((control) => !controls(after).includes(control))
  if (lost !== undefined) return `conditional access no longer demands ${lost}`
  const excluded = exclusions(before)
  const added = exclusions(after).filter((one) => !excluded.includes(one))
  return added.length === 0 ? undefined : 'conditional access excludes more'
}

const controls = (policy: JsonObject): readonly string[] => {
  const grant = objectOf(policy['grantControls'])
  const strength = isObject(grant['authenticationStrength']) ? ['an authentication strength'] : []
  return [...texts(grant['builtInControls']).map((one) => one.toLowerCase()), ...strength]
}

/** Everything under `conditions` that a policy leaves out. */
function exclusions(policy: JsonObject): readonly string[] {
  return Object.values(objectOf(policy['conditions'])).flatMap((condition) =>
    isObject(condition)
      ? Object.entries(condition).flatMap(([key, value]) => (key.startsWith('exclude') ? texts(value).map((one) => `${key} ${one}`) : []))
      : [],
  )
}

const texts = (value: Json | undefined): readonly string[] => listOf(value).flatMap((one) => textOf(one) ?? [])

const isTrusted = (place: JsonObject): boolean => place['isTrusted'] === true || texts(place['categories']).includes('trusted')

function moreTrusted(before: JsonObject, after: JsonObject): string | undefined {
  if (!isTrusted(after)) return undefined
  if (!isTrusted(before)) return 'network trusted'
  const known = JSON.stringify(before['ipRanges'] ?? [])
  const added = listOf(after['ipRanges']).some((range) => !known.includes(JSON.stringify(range)))
  return added ? 'network trusted' : undefined
}

const addresses = (value: Json | undefined): readonly string[] =>
  (textOf(value)?.slice(0, 20_000) ?? '').match(/\d{1,3}(?:\.\d{1,3}){3}(?:\/\d+)?/g) ?? []

const moreAddresses = (before: Json | undefined, after: Json | undefined): boolean => {
  const known = new Set(addresses(before))
  return addresses(after).some((one) => !known.has(one))
}

const weakMethods = new Map([
  ['sms', 'text messages allowed'],
  ['voice', 'telephone calls allowed'],
  ['email', 'codes by e-mail allowed'],
  ['temporaryaccesspass', 'temporary passes allowed'],
])
const strongMethods = new Map([
  ['fido2', 'passkeys off'],
  ['microsoftauthenticator', 'the authenticator app off'],
  ['x509certificate', 'certificates off'],
])

function lessMethods(before: JsonObject, after: JsonObject): string | undefined {
  const was = methods(before)
  for (const [id, now] of methods(after)) {
    const then = was.get(id)
    if (now.state === 'enabled' && then?.state !== 'enabled' && weakMethods.has(id)) return weakMethods.get(id)
    if (now.state === 'disabled' && then?.state === 'enabled' && strongMethods.has(id)) return strongMethods.get(id)
    if (now.numberMatching === 'disabled' && then?.numberMatching !== 'disabled') return 'number matching off'
  }
  const reporting = (policy: JsonObject): string | undefined => textOf(objectOf(policy['reportSuspiciousActivitySettings'])['state'])
  return reporting(after) === 'disabled' && reporting(before) !== 'disabled' ? 'reports of suspicious prompts off' : undefined
}

/** Of each method: whether it is allowed, and whether a number must be typed. Since April 2026 only what was changed is logged. */
function methods(policy: JsonObject): ReadonlyMap<string, { state: string | undefined; numberMatching: string | undefined }> {
  return new Map(
    objectsOf(policy['authenticationMethodConfigurations']).map((one) => [
      (textOf(one['id']) ?? '').toLowerCase(),
      {
        state: textOf(one['state']),
        numberMatching: textOf(objectOf(objectOf(one['featureSettings'])['numberMatchingRequiredState'])['state']),
      },
    ]),
  )
}
