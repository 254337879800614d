/** Writes what happened as Okta's System Log tells it, in the words of the Identity Engine or of the Classic engine. */
import type { JsonObject } from '../0-event/json.ts'
import { secondMs } from '../0-event/time.ts'
import type { SimulatedRecord } from './scenario.ts'
import type { Change } from './simulate-change.ts'
import type { SignIn, SimulatedPrompt } from './simulate-happening.ts'
import { oktaWords } from './simulate-okta-change.ts'
import { logEvent, type Told } from './simulate-okta-record.ts'
import * as rates from './simulate-rates.ts'

/** Tenants with the early-access feature log prompts that nobody answered; our assumption of the share that are logged so. */
const unansweredLoggedShare = 0.7

export function oktaSignIn(one: SignIn): SimulatedRecord[] {
  switch (one.password) {
    case 'held':
      return heldToken(one)
    case 'locked':
      return [logged(one, one.time, 'start', started('FAILURE', 'LOCKED_OUT'))]
    case 'unknown-name':
      return [logged(one, one.time, 'start', started('FAILURE', 'INVALID_CREDENTIALS'))]
    // Okta does not say why an account that is there cannot be signed in to.
    case 'expired':
    case 'disabled':
    case 'empty':
      return [logged(one, one.time, 'start', started('FAILURE', 'VERIFICATION_ERROR'))]
    case 'wrong':
      return [
        ...(isClassic(one) ? [] : [logged(one, one.time, 'password', passwordVerified('FAILURE'))]),
        logged(one, one.time + 20, 'start', started('FAILURE', 'INVALID_CREDENTIALS')),
      ]
    case 'none':
    case 'right':
      return [...(isClassic(one) ? [] : [logged(one, one.time - 60, 'password', passwordVerified('SUCCESS'))]), ...afterPassword(one)]
  }
}

const isClassic = ({ person }: SignIn): boolean => person.accounts.okta?.engine === 'classic'

/** A refresh token used twice is told; one that was revoked is not. */
function heldToken(one: SignIn): SimulatedRecord[] {
  if (one.token === 'revoked') return []
  return [logged(one, one.time, 'sso', one.token === 'reused' ? reused : signedOn)]
}

function afterPassword(one: SignIn): SimulatedRecord[] {
  if (one.stopped !== undefined) return stopped(one, one.stopped)
  return [
    ...(one.single === true ? [] : [logged(one, one.time, 'challenge', policy('CHALLENGE'))]),
    ...one.prompts.flatMap((prompt, nth) => prompted(one, prompt, nth, isClassic(one))),
    ...(one.success ? ended(one) : []),
  ]
}

function stopped(one: SignIn, by: NonNullable<SignIn['stopped']>): SimulatedRecord[] {
  switch (by) {
    case 'policy':
    case 'device':
      return [logged(one, one.time, 'deny', policy('DENY'))]
    case 'factor':
    case 'enrolment':
      return [logged(one, one.time, 'challenge', policy('CHALLENGE'))]
    case 'phishing':
      return [logged(one, one.time, 'challenge', policy('CHALLENGE')), logged(one, one.time + 3 * secondMs, 'phishing', phishing)]
  }
}

function ended(one: SignIn): SimulatedRecord[] {
  const time = (one.prompts.at(-1)?.ended ?? one.time) + 150
  return [
    logged(one, time, 'start', started('SUCCESS', null)),
    logged(one, time + 40, 'allow', policy('ALLOW')),
    logged(one, time + 500, 'sso', signedOn),
  ]
}

function prompted(one: SignIn, prompt: SimulatedPrompt, nth: number, classic: boolean): SimulatedRecord[] {
  const sent = sending[prompt.factor]
  const records = sent === undefined ? [] : [logged(one, prompt.sent, `sent${nth}`, { ...sent, enrolment: true })]
  const answer = answered(one, prompt, nth, classic)
  if (answer !== undefined) records.push(logged(one, prompt.ended, `answer${nth}`, answer))
  if (prompt.outcome === 'fraud') records.push(logged(one, prompt.ended + 30 * secondMs, `report${nth}`, report))
  return records
}

/** What is told of the answer; undefined where Okta says nothing: silence in Classic, and in tenants without the feature. */
function answered(one: SignIn, prompt: SimulatedPrompt, nth: number, classic: boolean): Told | undefined {
  const push = prompt.factor === 'push'
  switch (prompt.outcome) {
    case 'approved':
      return verified(prompt, 'SUCCESS', null, push && !classic ? { pushOnlyResponseType: 'OV_RESPONSE_APPROVE' } : {})
    case 'denied':
    case 'fraud':
    case 'wrong_number':
      if (!push) return verified(prompt, 'FAILURE', 'INVALID_CREDENTIALS', {})
      return classic ? denied : verified(prompt, 'FAILURE', 'INVALID_CREDENTIALS', refusal(prompt))
    case 'wrong_code':
      return verified(prompt, 'FAILURE', 'INVALID_CREDENTIALS', {})
    case 'unanswered':
    case 'duplicate':
      return classic || !one.chance.fork('unanswered', nth).yes(unansweredLoggedShare)
        ? undefined
        : verified(prompt, 'UNANSWERED', null, {})
  }
}

const refusal = ({ outcome }: SimulatedPrompt): JsonObject =>
  outcome === 'wrong_number'
    ? { pushWithNumberChallengeResponseType: 'OV_WITH_CHALLENGE_RESPONSE_INVALID' }
    : { pushOnlyResponseType: 'OV_RESPONSE_DENY' }

const factorName = {
  push: 'OKTA_VERIFY_PUSH',
  otp: 'SOFT_TOKEN',
  sms: 'SMS_FACTOR',
  call: 'CALL_FACTOR',
  passkey: 'FIDO_WEBAUTHN',
} as const

const sending: Readonly<Record<SimulatedPrompt['factor'], Told | undefined>> = {
  push: told('system.push.send_factor_verify_push', 'Push notification sent for verification', 'SUCCESS'),
  sms: told('system.sms.send_factor_verify_message', 'Send factor verification SMS message', 'SUCCESS'),
  call: told('system.voice.send_mfa_challenge_call', 'Send MFA challenge voice call', 'SUCCESS'),
  otp: undefined,
  passkey: undefined,
}

const denied = {
  ...told('user.mfa.okta_verify.deny_push', 'User rejected Okta push verify', 'FAILURE', 'INVALID_CREDENTIALS'),
  enrolment: true,
}
const report = told('user.account.report_suspicious_activity_by_enduser', 'User report suspicious activity', 'SUCCESS')
/** The words that Okta's own hunt and others' rules look for. */
const phishing: Told = {
  ...told('user.authentication.auth_via_mfa', 'Authentication of user via MFA', 'FAILURE', 'FastPass declined phishing attempt'),
  debug: { factor: 'SIGNED_NONCE', factorIntent: 'LOGIN' },
  enrolment: true,
}
const reused: Told = {
  ...told('app.oauth2.token.detect_reuse', 'A one time use refresh token has been reused', 'FAILURE', 'invalid_grant'),
  app: true,
}
const signedOn: Told = { ...told('user.authentication.sso', 'User single sign on to app', 'SUCCESS'), app: true }

const verified = (prompt: SimulatedPrompt, result: string, reason: string | null, debug: JsonObject): Told => ({
  ...told('user.authentication.auth_via_mfa', 'Authentication of user via MFA', result, reason),
  debug: { factor: factorName[prompt.factor], factorIntent: 'LOGIN', ...debug },
  enrolment: true,
})

const passwordVerified = (result: 'SUCCESS' | 'FAILURE'): Told => ({
  ...told(
    'user.authentication.auth_via_mfa',
    'Authentication of user via MFA',
    result,
    result === 'FAILURE' ? 'INVALID_CREDENTIALS' : null,
  ),
  debug: { factor: 'PASSWORD_AS_FACTOR', factorIntent: 'LOGIN' },
})

const started = (result: 'SUCCESS' | 'FAILURE', reason: string | null): Told =>
  told('user.session.start', 'User login to Okta', result, reason)
const policy = (result: 'CHALLENGE' | 'ALLOW' | 'DENY'): Told => ({
  ...told('policy.evaluate_sign_on', 'Evaluation of sign-on policy', result, `Sign-on policy evaluation resulted in ${result}`),
  policy: true,
})

function told(eventType: string, displayMessage: string, result: string, reason: string | null = null): Told {
  return { eventType, displayMessage, result, reason }
}

export const oktaChange = (one: Change): SimulatedRecord[] =>
  oktaWords(one).map((words, nth) => logged(one, one.time + nth * secondMs, nth === 0 ? 'change' : `change${nth}`, words))

function logged(one: SignIn | Change, time: number, name: string, what: Told): SimulatedRecord {
  const record = logEvent(one, Math.round(time), name, what)
  return {
    source: 'okta',
    shape: 'okta-system-log',
    time: Math.round(time + one.chance.fork('delay', name).between(1_000, rates.oktaDelayMaxMs)),
    record,
  }
}
