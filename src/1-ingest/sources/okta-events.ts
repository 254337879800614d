/** What each of Okta's event types means. Names: https://developer.okta.com/docs/reference/api/event-types/ */
import type { ChangeEvent, EnrolmentEvent, Event, SignInEvent, User } from '../../0-event/event.ts'
import { type JsonObject, text } from '../../0-event/json.ts'
import type { Refused } from '../source.ts'
import { oktaDetail, oktaMethodKey } from './okta-detail.ts'
import { factorOf, password, refused, sent, verified } from './okta-factors.ts'
import { type OktaRecord, readOkta, said, succeeded } from './okta-record.ts'
import { doubts, threat, userRisk } from './okta-risk.ts'
import { another, type Draft, tell } from './told.ts'

/** `subject` is whom an event is about: who acted, or the person it was done to. */
interface Meaning {
  readonly subject: 'actor' | 'target'
  readonly tells: (record: OktaRecord, by: User | undefined) => readonly Draft[]
}

export function oktaEvents(raw: JsonObject): readonly Event[] | Refused {
  const record = readOkta(raw)
  if ('refused' in record) return record
  const meaning = meaningOf(record.type)
  if (meaning === undefined) return []
  const { actor, target, id, time, app, client: src, flow, session } = record
  const user = meaning.subject === 'actor' ? (actor ?? target) : (target ?? actor)
  if (user === undefined) return []
  const by = meaning.subject === 'target' ? another(actor, user) : undefined
  return tell({ id: `okta:${id}`, source: 'okta', time, user, app, src, flow, session }, meaning.tells(record, by))
}

const acts = (tells: Meaning['tells']): Meaning => ({ subject: 'actor', tells })
const suffers = (tells: Meaning['tells']): Meaning => ({ subject: 'target', tells })

const enrolment = (what: EnrolmentEvent['what']): Meaning =>
  suffers((record, by) =>
    succeeded(record.result)
      ? [
          {
            kind: 'enrolment',
            what,
            factor: what === 'reset' ? 'other' : factorOf(record),
            by,
            target: enrolled(record),
            methodKey: oktaMethodKey(record),
          },
        ]
      : [],
  )

const change = (what: ChangeEvent['what']): Meaning =>
  suffers((record, by) => [
    {
      kind: 'change',
      what,
      outcome: succeeded(record.result) ? 'success' : 'failure',
      by,
      target: changed(record),
      operation: record.type,
      detail: oktaDetail(what, record),
    },
  ])

/** Its outcome is FAILURE: that of the sign-in, not of the lock. */
const locked = suffers((record) => [{ kind: 'change', what: 'locked', outcome: 'success', operation: record.type }])

const enrolled = ({ targets }: OktaRecord): string | undefined => {
  const found = targets.find(({ type }) => type !== 'User' && type !== 'AppInstance')
  return found === undefined ? undefined : (said(found, 'displayName') ?? said(found, 'id'))
}

/** The privilege granted, else the first thing changed that is no person. */
const changed = (record: OktaRecord): string | undefined => text(record.debug, 'privilegeGranted') ?? enrolled(record)

const signIn = (interactive: boolean, legacyProtocol?: string): Meaning =>
  acts((record) => [
    {
      kind: 'sign_in',
      outcome: succeeded(record.result)
        ? 'success'
        : record.result === 'DENY'
          ? 'blocked'
          : record.reason === 'LOCKED_OUT'
            ? 'locked'
            : 'failure',
      interactive,
      legacyProtocol,
      code: succeeded(record.result) ? undefined : (record.reason ?? record.result),
    },
  ])

/** A password checked by Okta or by a directory behind it. */
const checked = acts((record) => [password(record)])

const passwordReasons: ReadonlySet<string> = new Set(['INVALID_CREDENTIALS', 'VERIFICATION_ERROR', 'LOCKED_OUT'])

/** A failed session is a wrong password, where the reason says so. */
const sessionStart = acts((record) => {
  const failed = !succeeded(record.result)
  const told = failed && passwordReasons.has(record.reason ?? '') ? [password(record)] : signIn(true).tells(record, undefined)
  return [...told, ...doubts(record)]
})

const policyOutcomes: ReadonlyMap<string, SignInEvent['outcome']> = new Map([
  ['CHALLENGE', 'interrupted'],
  ['DENY', 'blocked'],
])

/** ALLOW says nothing that the sign-in's own record does not. */
const signOnPolicy = acts((record) => {
  const outcome = policyOutcomes.get(record.result)
  const told: Draft[] =
    outcome === undefined
      ? []
      : [{ kind: 'sign_in', outcome, interactive: true, code: record.reason ?? `policy ${record.result.toLowerCase()}` }]
  return [...told, ...doubts(record)]
})

const meanings: ReadonlyMap<string, Meaning> = new Map([
  ['system.push.send_factor_verify_push', acts(sent('push'))],
  ['system.sms.send_factor_verify_message', acts(sent('sms'))],
  ['system.sms.send_phone_verification_message', acts(sent('sms'))],
  ['system.sms.send_password_reset_message', acts(sent('sms'))],
  ['system.sms.send_account_unlock_message', acts(sent('sms'))],
  ['system.voice.send_mfa_challenge_call', acts(sent('call'))],
  ['system.voice.send_call', acts(sent('call'))],
  ['system.voice.send_phone_verification_call', acts(sent('call'))],
  ['system.voice.send_password_reset_call', acts(sent('call'))],
  ['system.voice.send_account_unlock_call', acts(sent('call'))],
  ['system.email.send_factor_verify_message', acts(sent('email'))],
  ['user.authentication.auth_via_mfa', acts(verified)],
  ['user.mfa.okta_verify.deny_push', acts(refused)],
  // The app was too old to answer: nobody refused anything.
  ['user.mfa.okta_verify.deny_push_upgrade_needed', acts(() => [{ kind: 'prompt', factor: 'push', outcome: 'unknown', told: 'answer' }])],
  ['user.session.start', sessionStart],
  ['policy.evaluate_sign_on', signOnPolicy],
  ['user.authentication.sso', signIn(true)],
  ['user.authentication.verify', signIn(true)],
  ['user.session.access_admin_app', signIn(true)],
  ['user.authentication.auth', checked],
  ['user.authentication.auth_via_AD_agent', checked],
  ['user.authentication.auth_via_LDAP_agent', checked],
  ['user.authentication.auth_via_inbound_delauth', checked],
  ['user.authentication.auth_via_radius', signIn(true, 'RADIUS')],
  ['user.authentication.auth_via_richclient', signIn(true, 'rich client')],
  ['user.authentication.auth_via_IDP', signIn(true)],
  ['user.authentication.auth_via_inbound_SAML', signIn(true)],
  ['user.authentication.auth_via_social', signIn(true)],
  ['user.authentication.auth_via_iwa', signIn(false)],
  [
    'app.generic.unauth_app_access_attempt',
    acts(() => [{ kind: 'sign_in', outcome: 'blocked', interactive: true, code: 'unauthorised app' }]),
  ],
  ['app.oauth2.token.detect_reuse', acts(() => [{ kind: 'token', what: 'reused' }])],
  ['app.oauth2.as.token.detect_reuse', acts(() => [{ kind: 'token', what: 'reused' }])],
  ['security.session.detect_client_roaming', acts((record) => [{ kind: 'token', what: 'session_moved', code: record.reason }])],
  ['user.session.context.change', acts((record) => [{ kind: 'token', what: 'session_moved', code: record.reason }])],
  ['user.mfa.factor.activate', enrolment('added')],
  ['user.mfa.factor.deactivate', enrolment('removed')],
  ['user.mfa.factor.update', enrolment('changed')],
  ['user.mfa.factor.suspend', enrolment('changed')],
  ['user.mfa.factor.unsuspend', enrolment('changed')],
  ['user.mfa.factor.reset_all', enrolment('reset')],
  ['user.mfa.attempt_bypass', enrolment('bypass')],
  [
    'user.account.report_suspicious_activity_by_enduser',
    acts((record) => [{ kind: 'report', what: 'suspicious_activity', detail: text(record.debug, 'suspiciousActivityEventType') }]),
  ],
  ['security.threat.detected', acts(threat)],
  ['security.attack.start', acts(threat)],
  ['user.risk.detect', suffers(userRisk)],
  ['user.risk.change', suffers(userRisk)],
  ['device.enrollment.create', change('device_registered')],
  ['device.user.add', change('device_registered')],
  ['user.account.lock', locked],
  ['user.account.lock.limit', locked],
  ['user.account.unlock', change('unlocked')],
  ['user.account.unlock_by_admin', change('unlocked')],
  ['user.account.reset_password', change('password_reset')],
  ['user.account.update_password', change('password_changed')],
  ['user.lifecycle.suspend', change('disabled')],
  ['user.lifecycle.unsuspend', change('enabled')],
  ['user.lifecycle.reactivate', change('enabled')],
  ['user.lifecycle.deactivate', change('disabled')],
  ['user.lifecycle.delete.initiated', change('disabled')],
  ['user.account.privilege.grant', change('role_granted')],
  ['group.privilege.grant', change('role_granted')],
  ['user.account.privilege.revoke', change('role_removed')],
  ['group.privilege.revoke', change('role_removed')],
  ['user.session.clear', change('sessions_revoked')],
  ['user.session.impersonation.grant', change('impersonation')],
  ['user.session.impersonation.initiate', change('impersonation')],
  ['app.oauth2.consent.grant', change('consent_granted')],
  ['app.oauth2.as.consent.grant', change('consent_granted')],
  ['app.oauth2.admin.consent.grant', change('consent_granted')],
])

/** Whole families that are changes of settings, or of accounts. */
const families: readonly (readonly [string, Meaning])[] = [
  ['policy.', change('policy_changed')],
  ['application.policy.', change('policy_changed')],
  ['zone.', change('policy_changed')],
  ['security.zone.', change('policy_changed')],
  ['security.authenticator.', change('policy_changed')],
  ['security.threat.configuration', change('policy_changed')],
  ['system.mfa.factor.', change('policy_changed')],
  ['system.idp.lifecycle.', change('policy_changed')],
  ['system.log_stream.lifecycle.', change('policy_changed')],
  ['system.api_token.', change('other')],
  ['user.account.', change('other')],
  ['user.lifecycle.', change('other')],
  ['user.session.impersonation.', change('other')],
  ['device.', change('other')],
  ['group.user_membership.', change('other')],
  ['application.user_membership.', change('other')],
]

/** Evaluations and profile synchronisation: many, and about nobody's safety. */
const silent: ReadonlySet<string> = new Set(['policy.execute.user.start', 'user.account.update_profile', 'user.account.use_token'])

function meaningOf(type: string): Meaning | undefined {
  const meaning = meanings.get(type)
  if (meaning !== undefined || silent.has(type)) return meaning
  if (type.startsWith('policy.evaluate') || type.startsWith('policy.auth_reevaluate')) return undefined
  return families.find(([prefix]) => type.startsWith(prefix))?.[1]
}
