/** What was changed in the words of Okta's System Log. */
import type { JsonObject } from '../0-event/json.ts'
import { type Change, type ChangeOf, numberOf } from './simulate-change.ts'
import { other, type Told } from './simulate-okta-record.ts'

type Words = readonly Told[]

const told = (eventType: string, displayMessage: string, targets: readonly JsonObject[] = [], more: Partial<Told> = {}): Told => ({
  eventType,
  displayMessage,
  result: 'SUCCESS',
  reason: null,
  subject: true,
  targets,
  ...more,
})

/** Nothing for what Okta does not know: mailboxes, Entra's passes, Duo's bypass. */
export function oktaWords(one: Change): Words {
  switch (one.what) {
    case 'method-added':
      return methodAdded(one)
    case 'method-removed':
      return [told('user.mfa.factor.deactivate', 'Reset factor for user', [], { enrolment: true })]
    case 'methods-reset-by-admin':
      return [told('user.mfa.factor.reset_all', 'Reset all factors for user')]
    case 'password-changed':
      return [told('user.account.update_password', 'User update password for Okta')]
    case 'password-reset-by-self':
    case 'password-reset-by-admin':
      return [told('user.account.reset_password', 'Fire reset password for Okta user')]
    case 'disabled':
      return [told('user.lifecycle.suspend', 'Suspend Okta user')]
    case 'enabled':
      return [told('user.lifecycle.unsuspend', 'Unsuspend Okta user')]
    case 'sessions-revoked':
      return [told('user.session.clear', 'Clear user session')]
    case 'impersonation':
      return [
        told('user.session.impersonation.grant', 'Enable impersonation access'),
        told('user.session.impersonation.initiate', 'Initiate impersonation session'),
      ]
    case 'admin-console':
      return [
        told(
          'user.session.access_admin_app',
          'User accessing Okta admin app',
          [other('0oaadminconsole', 'AppInstance', 'Okta Admin Console')],
          { subject: false },
        ),
      ]
    case 'device-registered':
      return [told('device.user.add', 'Device is added to user', [device(one)])]
    case 'role-granted':
      return [told('user.account.privilege.grant', 'Grant user privilege', [], { debug: { privilegeGranted: one.role } })]
    case 'consent':
      return [
        told(
          'app.oauth2.consent.grant',
          'User granted consent to app',
          [other(one.app.id, 'AppInstance', one.app.name), ...one.scopes.map((scope) => other(scope, 'scope', scope))],
          { subject: false },
        ),
      ]
    case 'policy':
      return [policy(one)]
    case 'access-pass':
    case 'bypass-code':
    case 'bypass-status':
    case 'inbox-rule':
    case 'mail-forwarding':
    case 'mail-deleted':
      return []
  }
}

/** A number is proven by a text before it is enrolled; Okta's id of the number is the same with everybody. */
function methodAdded(one: ChangeOf<'method-added'>): Words {
  const activated = 'Activate factor or authenticator enrollment method for user'
  if (one.factor !== 'sms' && one.factor !== 'call') return [told('user.mfa.factor.activate', activated, [], { enrolment: true })]
  const number = one.number ?? numberOf(one.person)
  const phone = other(`mbl${number.replace(/\D/g, '')}`, 'MobilePhone', `${number.slice(0, 3)} XXX-XXX-${number.slice(-4)}`)
  return [
    told('user.mfa.factor.activate', activated, [phone], {
      reason: `User set up ${one.factor === 'sms' ? 'SMS_FACTOR' : 'CALL_FACTOR'} factor`,
    }),
  ]
}

const device = ({ device: one }: ChangeOf<'device-registered'>): JsonObject => ({
  ...other(one.id, 'Device', one.name),
  detailEntry: { oktaDeviceId: one.id, platform: one.os.toUpperCase(), osVersion: one.build },
})

function policy({ policy: what, name }: ChangeOf<'policy'>): Told {
  const rule = (mode: (from: boolean) => string): JsonObject => ({
    ...other('rulsimulated', 'PolicyRule', name),
    changeDetails: { from: action(mode(true)), to: action(mode(false)) },
  })
  switch (what) {
    case 'off':
      return told('policy.rule.deactivate', 'Deactivate policy rule', [other('rulsimulated', 'PolicyRule', name)], { subject: false })
    case 'excludes':
      return told('policy.rule.update', 'Update policy rule', [rule((from) => (from ? '2FA' : '1FA'))], { subject: false })
    case 'tuned':
      return told('policy.rule.update', 'Update policy rule', [rule(() => '2FA')], { subject: false })
    case 'methods':
      return told(
        'security.authenticator.lifecycle.deactivate',
        'Deactivate an authenticator',
        [other('autsimulated', 'Authenticator', name)],
        { subject: false },
      )
    case 'place':
      return told('zone.update', 'Update network zone', [other('nzosimulated', 'NetworkZone', name)], { subject: false })
    case 'federated':
      return told('system.idp.lifecycle.create', 'Create IdP', [other('0oaidp', 'IdentityProvider', name)], { subject: false })
  }
}

const action = (factorMode: string): JsonObject => ({
  policyRuleActionJson: JSON.stringify({ appSignOn: { verificationMethod: { factorMode } } }),
})
