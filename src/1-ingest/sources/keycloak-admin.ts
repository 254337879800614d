/** What Keycloak's admin events mean: `operationType`, `resourceType`, and the path of what was changed. */
import type { Event, User } from '../../0-event/event.ts'
import { type JsonObject, text, unfold } from '../../0-event/json.ts'
import type { Refused } from '../source.ts'
import { type KeycloakRecord, said } from './keycloak-record.ts'
import { another, type Draft, tell } from './told.ts'

export function keycloakAdminEvents(read: KeycloakRecord | Refused, record: JsonObject): readonly Event[] | Refused {
  if ('refused' in read) return read
  if (read.base === undefined) return []
  const path = said(record, 'resourcePath')?.slice(0, 500) ?? ''
  const uid = /(?:^|\/)users\/([^/]+)/.exec(path)?.[1]
  const user: User = uid === undefined ? read.base.user : { uid }
  const draft = meaning(record, path, uid === undefined ? undefined : another(read.base.user, user), read.error)
  return draft === undefined ? [] : tell({ ...read.base, user, session: undefined }, [draft])
}

const settings: ReadonlySet<string> = new Set([
  'REALM',
  'AUTH_FLOW',
  'AUTH_EXECUTION',
  'AUTH_EXECUTION_FLOW',
  'AUTHENTICATOR_CONFIG',
  'REQUIRED_ACTION',
  'REQUIRED_ACTION_CONFIG',
  'IDENTITY_PROVIDER',
  'IDENTITY_PROVIDER_MAPPER',
])

function meaning(record: JsonObject, path: string, by: User | undefined, error: string | undefined): Draft | undefined {
  const operation = text(record, 'operationType') ?? ''
  const resource = said(record, 'resourceType') ?? ''
  const rest = path.replace(/^users\/[^/]+\/?/, '')
  const change = (what: Extract<Draft, { kind: 'change' }>['what']): Draft => ({
    kind: 'change',
    what,
    outcome: error === undefined ? 'success' : 'failure',
    by,
    target: path === '' ? undefined : path,
    operation: `${operation} ${resource}`,
  })
  if (settings.has(resource)) return change('policy_changed')
  if (resource.endsWith('ROLE_MAPPING')) return change(operation === 'DELETE' ? 'role_removed' : 'role_granted')
  if (path.startsWith('attack-detection/')) return change('unlocked')
  if (path === rest) return undefined
  if (rest.startsWith('credentials/') && operation === 'DELETE') {
    return error === undefined
      ? { kind: 'enrolment', what: 'removed', factor: 'other', by, target: rest.slice('credentials/'.length) }
      : undefined
  }
  if (rest.startsWith('reset-password')) return change('password_reset')
  if (rest.startsWith('logout')) return change('sessions_revoked')
  if (rest.startsWith('impersonation')) return change('impersonation')
  if (rest === '' && (operation === 'DELETE' || isDisabling(record))) return change('disabled')
  return change('other')
}

/** The new representation, where the realm logs it, says that the account is off. */
function isDisabling(record: JsonObject): boolean {
  const representation = unfold(record['representation'])
  return typeof representation === 'object' && representation !== null && 'enabled' in representation && representation['enabled'] === false
}
