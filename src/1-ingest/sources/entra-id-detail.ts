/** What an audit record says beyond the operation: an app's permissions, a device's build, whose telephone a method is. */
import type { ChangeDetail, ChangeEvent, Named } from '../../0-event/event.ts'
import { isObject, type Json, type JsonObject } from '../../0-event/json.ts'
import { policyDetail } from './entra-id-policies.ts'
import { type Property, plain, propertyNamed } from './entra-id-properties.ts'
import { listOf, textOf } from './entra-id-values.ts'
import { phoneKey } from './method-key.ts'
import { short } from './told.ts'

/** A record, as far as details need it. */
export interface Told {
  readonly operation: string
  readonly properties: readonly Property[]
  /** `additionalDetails` or `ExtendedProperties`, by key. */
  readonly said: (key: string) => string | undefined
  /** The first target that is no person. */
  readonly target: { readonly id: string | undefined; readonly name: string | undefined }
}

/** Undefined where the record says no more than its operation. */
export function detailOf(what: ChangeEvent['what'], told: Told): ChangeDetail | undefined {
  switch (what) {
    case 'consent_granted':
      return consent(told.properties)
    case 'device_registered':
      return device(told)
    case 'policy_changed':
      return policyDetail(told.operation, told.properties)
    default:
      return undefined
  }
}

const scopesMax = 50

/**
 * `Consent to application` holds the grants before and after as text (`[] => [[… ConsentType: Principal, Scope: Mail.Read offline_access, …]]`),
 * the two operations around it the scopes alone; a permission of the app itself is an `AppRole.Value`.
 */
function consent(properties: readonly Property[]): ChangeDetail | undefined {
  const granted = propertyNamed(properties, 'ConsentAction.Permissions')
  const scope = propertyNamed(properties, 'DelegatedPermissionGrant.Scope')
  const role = plain(propertyNamed(properties, 'AppRole.Value')?.after)
  const before = words(plain(scope?.before))
  const delegated = words(plain(scope?.after)).filter((one) => !before.includes(one))
  const scopes = [...grants(granted?.after), ...delegated, ...words(role)]
  const type = plain(propertyNamed(properties, 'DelegatedPermissionGrant.ConsentType')?.after) ?? textOf(granted?.after)
  const isAdmin = plain(propertyNamed(properties, 'ConsentContext.IsAdminConsent')?.after)?.toLowerCase() === 'true'
  const everybody = isAdmin || role !== undefined || type?.includes('AllPrincipals') === true
  if (scopes.length === 0 && granted === undefined && scope === undefined) return undefined
  return { scopes: [...new Set(scopes)].slice(0, scopesMax), consentFor: everybody ? 'everybody' : 'person' }
}

function grants(value: Json | undefined): readonly string[] {
  const list = listOf(value).flatMap((one) => (typeof one === 'string' ? words(one) : []))
  if (list.length > 0) return list
  const text = plain(value)
  if (text === undefined) return []
  const after = text.slice(text.lastIndexOf('=>') + 1)
  const found = [...after.matchAll(/Scope:([^,\]]{0,2000})/g)].flatMap(([, scopes]) => words(scopes))
  return found.length > 0 || text.includes('=>') ? found : words(text)
}

const words = (text: string | undefined): readonly string[] =>
  (text ?? '')
    .split(/\s+/, 2 * scopesMax)
    .filter((word) => word !== '')
    .map((word) => word.slice(0, 200))

/** The app that was consented to: of the operations about single permissions the target is the resource, and a property names the app. */
export function consentedApp({ operation, properties, target }: Told): Named | undefined {
  const uid = plain(propertyNamed(properties, 'ServicePrincipal.ObjectID')?.after)
  const name = short(plain(propertyNamed(properties, 'ServicePrincipal.DisplayName')?.after))
  if (uid !== undefined || name !== undefined) return { uid, name }
  if (!operation.toLowerCase().startsWith('consent')) return undefined
  return target.id === undefined && target.name === undefined ? undefined : { uid: target.id, name: short(target.name) }
}

function device({ properties, said, target }: Told): ChangeDetail | undefined {
  const valued = (...names: readonly string[]): string | undefined => plain(propertyNamed(properties, ...names)?.after)
  const agent = said('User-Agent')
  const detail: ChangeDetail = {
    deviceId: said('Device Id') ?? valued('DeviceId', 'Device.DeviceId', 'Device.ObjectID') ?? target.id,
    os: short(said('Device OS') ?? valued('CloudDeviceOSType', 'DeviceOSType', 'Device.DeviceOSType')),
    osVersion: short(
      said('Device OS Version') ?? valued('CloudDeviceOSVersion', 'DeviceOSVersion', 'Device.DeviceOSVersion') ?? buildIn(agent),
    ),
  }
  return Object.values(detail).some((value) => value !== undefined) ? detail : undefined
}

/** Windows' registration client names its build: `Dsreg/10.0 (Windows 10.0.19045.2006)`. */
const buildIn = (agent: string | undefined): string | undefined => /^Dsreg\/[\d.]+ \(Windows ([\d.]{5,40})\)/.exec(agent ?? '')?.[1]

/** Whom the registration service made a device for: the ids of the hardware begin with the person's. */
export function deviceOwner(properties: readonly Property[]): string | undefined {
  const ids = propertyNamed(properties, 'DevicePhysicalIds')?.after
  return /\[USER-(?:HWID|GID)\]:([0-9a-f]{8}-[0-9a-f-]{27})/i.exec(textOf(ids)?.slice(0, 4000) ?? '')?.[1]
}

/** The entries of a list of methods by what tells them apart; undefined where an entry has nothing of that kind. */
export function methodKeys(entries: readonly unknown[]): readonly (string | undefined)[] {
  return entries.map((entry) => (isObject(entry as Json) ? methodKeyOf(entry as JsonObject) : undefined))
}

function methodKeyOf(entry: JsonObject): string | undefined {
  const token = textOf(entry['DeviceToken'])
  if (token !== undefined && token !== 'NO_DEVICE_TOKEN') return `device:${short(token)}`
  const id = textOf(entry['Id']) ?? textOf(entry['DeviceId'])
  return id === undefined ? phoneKey(textOf(entry['PhoneNumber'])) : `device:${short(id)}`
}
