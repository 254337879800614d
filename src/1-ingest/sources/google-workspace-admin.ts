/** What administrators did in Google's Admin console: https://developers.google.com/workspace/admin/reports/v1/appendix/activity/admin-event-names */
import type { ChangeEvent, User } from '../../0-event/event.ts'
import type { Happening } from './google-workspace-activity.ts'
import { another, type Draft, person } from './told.ts'

/** The changes and settings that matter to sign-ins; what else an administrator does is no event. */
const changes: ReadonlyMap<string, ChangeEvent['what']> = new Map([
  ['CHANGE_PASSWORD', 'password_reset'],
  ['CHANGE_PASSWORD_ON_NEXT_LOGIN', 'other'],
  ['CHANGE_RECOVERY_EMAIL', 'other'],
  ['CHANGE_RECOVERY_PHONE', 'other'],
  ['SUSPEND_USER', 'disabled'],
  ['DELETE_USER', 'disabled'],
  ['UNSUSPEND_USER', 'other'],
  ['RESET_SIGNIN_COOKIES', 'sessions_revoked'],
  ['GRANT_ADMIN_PRIVILEGE', 'role_granted'],
  ['GRANT_DELEGATED_ADMIN_PRIVILEGES', 'role_granted'],
  ['ASSIGN_ROLE', 'role_granted'],
  ['REVOKE_ADMIN_PRIVILEGE', 'role_removed'],
  ['UNASSIGN_ROLE', 'role_removed'],
  ['ENFORCE_STRONG_AUTHENTICATION', 'policy_changed'],
  ['ALLOW_STRONG_AUTHENTICATION', 'policy_changed'],
  ['CHANGE_ALLOWED_TWO_STEP_VERIFICATION_METHODS', 'policy_changed'],
  ['CHANGE_TWO_STEP_VERIFICATION_ENROLLMENT_PERIOD_DURATION', 'policy_changed'],
  ['CHANGE_TWO_STEP_VERIFICATION_FREQUENCY', 'policy_changed'],
  ['CHANGE_TWO_STEP_VERIFICATION_GRACE_PERIOD_DURATION', 'policy_changed'],
  ['CHANGE_TWO_STEP_VERIFICATION_START_DATE', 'policy_changed'],
  ['TOGGLE_SSO_ENABLED', 'policy_changed'],
  ['CHANGE_SSO_SETTINGS', 'policy_changed'],
])

export function adminDrafts({ name, parameter }: Happening, actor: User, admin: User | undefined): readonly Draft[] {
  const email = parameter('USER_EMAIL')
  const user = (email === undefined ? undefined : person({ name: email, email })) ?? actor
  const by = another(admin, user)
  switch (name) {
    case 'UNENROLL_USER_FROM_STRONG_AUTH':
    case 'TURN_OFF_2_STEP_VERIFICATION':
      return [{ user, kind: 'enrolment', what: 'removed', factor: 'other', by }]
    case 'REVOKE_SECURITY_KEY':
      return [{ user, kind: 'enrolment', what: 'removed', factor: 'passkey', by }]
    case 'GENERATE_2SV_SCRATCH_CODES':
    case 'GENERATE_BACKUP_CODES':
      return [{ user, kind: 'enrolment', what: 'bypass', factor: 'recovery-code', by }]
    default: {
      const what = changes.get(name)
      if (what === undefined) return []
      const target = parameter('ROLE_NAME') ?? parameter('SETTING_NAME') ?? parameter('NEW_VALUE')
      return [{ user, kind: 'change', what, outcome: 'success', by, target, operation: name }]
    }
  }
}
