/** Brings Okta's records back to the form of its API: keys that a SIEM lower-cased, and OCSF Authentication. */
import { isObject, type Json, type JsonObject, list, object, text } from '../../0-event/json.ts'
import { ocsfTime } from './ocsf.ts'

/** Every key of the envelope that has a capital in it: https://developer.okta.com/docs/api/openapi/okta-management/management/tag/SystemLog/ */
const keys = `eventType legacyEventType displayMessage alternateId displayName detailEntry userAgent rawUserAgent ipAddress geographicalContext
  postalCode authenticationContext authenticationProvider credentialProvider credentialType authenticationStep externalSessionId
  rootSessionId debugContext debugData ipChain securityContext asNumber asOrg isProxy
  authnRequestId requestUri dtHash deviceFingerprint threatSuspected threatDetections factorIntent pushOnlyResponseType
  pushWithNumberChallengeResponseType logOnlySecurityData promptingPolicyTypes suspiciousActivityEventType methodTypeUsed
  methodUsedVerifiedProperties`
const camel = new Map(keys.split(/\s+/).map((key) => [key.toLowerCase(), key]))
const depthMax = 8

export function restoreKeys(record: JsonObject, depth = 0): JsonObject {
  const restored: { [key: string]: Json | undefined } = Object.create(null)
  for (const [key, value] of Object.entries(record)) {
    const name = camel.get(key) ?? key
    if (name === key && Object.hasOwn(restored, key)) continue
    restored[name] = restoreIn(value, depth + 1)
  }
  return restored
}

function restoreIn(value: Json | undefined, depth: number): Json | undefined {
  if (depth > depthMax) return value
  if (Array.isArray(value)) return value.map((entry: Json) => restoreIn(entry, depth + 1) ?? null)
  return isObject(value) ? restoreKeys(value, depth) : value
}

const oktaEventType = (record: JsonObject): string | undefined => text(object(object(record, 'unmapped'), 'okta'), 'event_type')

export const isOktaOcsf = (record: JsonObject): boolean => record['class_uid'] === 3002 && oktaEventType(record) !== undefined

/** The System Log record an OCSF Authentication was made of, as far as it tells. `status_id` 1 is success: https://schema.ocsf.io/classes/authentication */
export function oktaFromOcsf(record: JsonObject): JsonObject {
  const user = object(record, 'user')
  const src = object(record, 'src_endpoint')
  return {
    uuid: text(object(record, 'metadata'), 'uid'),
    published: ocsfTime(record),
    eventType: oktaEventType(record),
    displayMessage: text(record, 'message'),
    actor: { id: text(user, 'uid'), type: 'User', alternateId: text(user, 'name'), displayName: text(user, 'full_name') },
    client: {
      ipAddress: text(src, 'ip'),
      userAgent: { rawUserAgent: text(object(record, 'http_request'), 'user_agent') },
      geographicalContext: { country: text(object(src, 'location'), 'country'), city: text(object(src, 'location'), 'city') },
    },
    outcome: { result: record['status_id'] === 1 ? 'SUCCESS' : 'FAILURE', reason: text(record, 'status_detail') },
    authenticationContext: { externalSessionId: text(object(record, 'session'), 'uid') },
    target: list(record, 'resources')
      .filter(isObject)
      .map((resource) => ({
        id: text(resource, 'uid'),
        type: text(resource, 'type'),
        displayName: text(resource, 'name'),
      })),
  }
}
