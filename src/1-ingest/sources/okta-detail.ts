/** What an Okta record says beyond its type: an app's permissions, the device, which protection a policy no longer gives. */
import type { ChangeDetail, ChangeEvent } from '../../0-event/event.ts'
import { type JsonObject, object, text, unfold } from '../../0-event/json.ts'
import { phoneKey } from './method-key.ts'
import { type OktaRecord, said, succeeded } from './okta-record.ts'
import { short } from './told.ts'

/** Undefined where the record says no more than its type. `device` is the record's own. */
export function oktaDetail(what: ChangeEvent['what'], record: OktaRecord): ChangeDetail | undefined {
  switch (what) {
    case 'consent_granted':
      return consent(record)
    case 'device_registered':
      return device(record)
    case 'policy_changed':
      return policy(record)
    default:
      return undefined
  }
}

const scopesMax = 50

/** Okta names the permissions among the targets, or in the debug data. */
function consent({ type, debug, targets }: OktaRecord): ChangeDetail | undefined {
  const listed = targets.flatMap((target) =>
    text(target, 'type') === 'scope' ? [said(target, 'displayName') ?? said(target, 'id') ?? ''] : [],
  )
  const told = (said(debug, 'grantedScopes') ?? said(debug, 'scopes') ?? said(debug, 'scope') ?? '').split(/[\s,[\]]+/, 2 * scopesMax)
  const scopes = [...listed, ...told].filter((scope) => scope !== '').map((scope) => scope.slice(0, 200))
  const consentFor = type.includes('.admin.') ? 'everybody' : 'person'
  return scopes.length === 0 ? undefined : { scopes: [...new Set(scopes)].slice(0, scopesMax), consentFor }
}

function device({ targets }: OktaRecord): ChangeDetail | undefined {
  const target = targets.find(({ type }) => type === 'Device' || type === 'DeviceEnrollment')
  if (target === undefined) return undefined
  const details = object(target, 'detailEntry')
  const deviceId = said(details, 'oktaDeviceId') ?? said(target, 'id')
  const os = short(said(details, 'platform') ?? said(details, 'osPlatform'))
  const osVersion = short(said(details, 'osVersion'))
  return deviceId === undefined && os === undefined ? undefined : { deviceId, os, osVersion }
}

const areas: readonly (readonly [prefix: string, area: NonNullable<ChangeDetail['area']>])[] = [
  ['policy.', 'access'],
  ['application.policy.', 'access'],
  ['zone.', 'place'],
  ['security.zone.', 'place'],
  ['security.authenticator.', 'methods'],
  ['system.mfa.factor.', 'methods'],
  ['system.idp.lifecycle.', 'federation'],
]

/** An identity provider of one's own lets an attacker sign anybody in: Okta, "Cross-Tenant Impersonation", 2023-08-31. */
const weakening: readonly (readonly [pattern: RegExp, weakens: string])[] = [
  [/^system\.idp\.lifecycle\.(?:create|activate)$/, 'another issuer may sign people in'],
  [/^(?:application\.)?policy\..*(?:deactivate|delete)$/, 'sign-on policy off'],
  [/^(?:security\.authenticator|system\.mfa\.factor)\..*deactivate$/, 'an authenticator off for everybody'],
]

function policy(record: OktaRecord): ChangeDetail | undefined {
  const area = areas.find(([prefix]) => record.type.startsWith(prefix))?.[1] ?? 'other'
  const known = weakening.find(([pattern]) => pattern.test(record.type))?.[1]
  return { area, weakens: succeeded(record.result) ? (known ?? fewerFactors(record)) : undefined }
}

/** The rule before and after stands in its target: okta/customer-detections, "Authentication Policy MFA Downgrade". */
function fewerFactors({ targets }: OktaRecord): string | undefined {
  for (const target of targets) {
    const changes = object(target, 'changeDetails')
    const [from, to] = [factorMode(object(changes, 'from')), factorMode(object(changes, 'to'))]
    if (from === '2FA' && to === '1FA') return 'one factor is enough'
  }
  return undefined
}

function factorMode(side: JsonObject): string | undefined {
  const action = unfold(side['policyRuleActionJson'])
  const signOn = object(typeof action === 'object' && action !== null && !Array.isArray(action) ? (action as JsonObject) : {}, 'appSignOn')
  return text(object(signOn, 'verificationMethod'), 'factorMode')
}

/** The same telephone has the same id with everybody: okta/customer-detections, "Phone Number Registered to Multiple Users". */
export function oktaMethodKey({ targets }: OktaRecord): string | undefined {
  const found = targets.find(({ type }) => type === 'MobilePhone' || type === 'Phone')
  if (found === undefined) return undefined
  const id = said(found, 'id')
  return id === undefined ? phoneKey(said(found, 'displayName') ?? said(found, 'alternateId')) : `device:${short(id)}`
}
