/** What was changed as Duo's administrator log tells it: an action, and a description that is JSON in a text. */
import type { JsonObject } from '../0-event/json.ts'
import type { Change } from './simulate-change.ts'

interface Words {
  readonly action: string
  /** The Duo user or the thing; null for none. */
  readonly object: string | null
  readonly description: JsonObject
}

/** Undefined for what is not in that log: enrolments of one's own, and what Duo does not know. */
export function duoWords(one: Change): Words | undefined {
  const object = one.person.accounts.duo?.name ?? one.person.email
  const doer = one.by ?? one.person
  switch (one.what) {
    case 'bypass-code':
      return {
        action: 'bypass_create',
        object,
        description: { bypass: '', count: 1, valid_secs: 3600, auto_generated: true, remaining_uses: 1 },
      }
    case 'bypass-status':
      return { action: 'user_update', object, description: { status: 'Bypass' } }
    case 'disabled':
      return { action: 'user_update', object, description: { status: 'Disabled' } }
    case 'enabled':
      return { action: 'user_update', object, description: { status: 'Active' } }
    case 'methods-reset-by-admin':
      return { action: 'phone_delete', object: one.person.phoneNumber, description: { number: one.person.phoneNumber } }
    case 'admin-console':
      return {
        action: 'admin_login',
        object: null,
        description: { ip_address: one.place.ip, email: doer.email, factor: 'push', primary_auth_method: 'Password' },
      }
    case 'role-granted':
      return { action: 'admin_create', object: one.person.displayName, description: { role: one.role, email: one.person.email } }
    case 'policy':
      return { action: 'policy_update', object: one.name, description: section(one.policy, one.place.ip) }
    case 'method-added':
    case 'method-removed':
    case 'password-changed':
    case 'password-reset-by-self':
    case 'password-reset-by-admin':
    case 'access-pass':
    case 'sessions-revoked':
    case 'impersonation':
    case 'device-registered':
    case 'consent':
    case 'inbox-rule':
    case 'mail-forwarding':
    case 'mail-deleted':
      return undefined
  }
}

function section(policy: (Change & { what: 'policy' })['policy'], ip: string): JsonObject {
  switch (policy) {
    case 'off':
      return { authentication_policy: { user_auth_behavior: 'bypass' } }
    case 'excludes':
      return { new_user: { new_user_behavior: 'no-mfa' } }
    case 'place':
      return { authorized_networks: { no_2fa_ips: [`${ip}/32`] } }
    case 'methods':
    case 'federated':
    case 'tuned':
      return { remembered_devices: { browser_apps: { max_time_value: 30 } } }
  }
}
