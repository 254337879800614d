/** What was changed by Auth0's Management API (`sapi`), told by the request's method and path. */
import { type JsonObject, object, text } from '../../0-event/json.ts'
import { another, type Base, type Draft, person } from './told.ts'

/** Auth0's user ids hold a `|`, which paths write `%7C`. */
function userIn(path: string): string | undefined {
  const id = /^\/api\/v2\/users\/([^/?]+)/.exec(path)?.[1]
  if (id === undefined) return undefined
  try {
    return decodeURIComponent(id)
  } catch {
    return id
  }
}

export function managementDrafts(record: JsonObject, base: Base): readonly Draft[] {
  const request = object(object(record, 'details'), 'request')
  const path = text(request, 'path')?.slice(0, 500) ?? ''
  const method = text(request, 'method')?.toLowerCase() ?? ''
  const admin = object(object(request, 'auth'), 'user')
  const uid = userIn(path)
  const user = uid === undefined ? base.user : { uid }
  const actor = person({ uid: text(admin, 'user_id'), name: text(admin, 'email') ?? text(admin, 'name') }) ?? base.user
  const by = another(actor, user)
  const draft = meaning(method, path, uid, object(request, 'body'))
  if (draft === undefined) return []
  if (draft.kind === 'enrolment') return [{ user, by, ...draft }]
  return [{ user, by, ...draft, operation: `${method.toUpperCase()} ${path}` }]
}

type Meaning =
  | { readonly kind: 'enrolment'; readonly what: 'reset' | 'removed'; readonly factor: 'other' }
  | {
      readonly kind: 'change'
      readonly what: 'role_granted' | 'role_removed' | 'policy_changed' | 'disabled' | 'unlocked' | 'password_reset'
      readonly outcome: 'success'
    }

function meaning(method: string, path: string, uid: string | undefined, body: JsonObject): Meaning | undefined {
  const change = (what: Extract<Meaning, { kind: 'change' }>['what']): Meaning => ({ kind: 'change', what, outcome: 'success' })
  if (uid !== undefined) {
    if (method === 'delete' && /\/(?:authenticators|multifactor|authentication-methods)/.test(path)) {
      return { kind: 'enrolment', what: path.endsWith('s') ? 'reset' : 'removed', factor: 'other' }
    }
    if (path.endsWith('/roles') || path.endsWith('/permissions')) return change(method === 'delete' ? 'role_removed' : 'role_granted')
    if (method === 'delete' && /^\/api\/v2\/users\/[^/]+$/.test(path)) return change('disabled')
    if (method === 'patch' && body['blocked'] === true) return change('disabled')
    if (method === 'patch' && body['password'] !== undefined) return change('password_reset')
    return undefined
  }
  if (method === 'delete' && path.startsWith('/api/v2/user-blocks')) return change('unlocked')
  return method !== 'get' && /^\/api\/v2\/(?:guardian|attack-protection|anomaly|tenants\/settings|connections)/.test(path)
    ? change('policy_changed')
    : undefined
}
