/** What each of OneLogin's event types means. */
import type { ChangeEvent, EnrolmentEvent, Event, Factor, PromptOutcome, SignInEvent, User } from '../../0-event/event.ts'
import { number, text } from '../../0-event/json.ts'
import type { Refused } from '../source.ts'
import type { OneloginRecord } from './onelogin-record.ts'
import { nameOfType } from './onelogin-types.ts'
import { another, type Draft, tell } from './told.ts'

export function oneloginEvents(record: OneloginRecord | Refused): readonly Event[] | Refused {
  if ('refused' in record) return record
  const user = record.user ?? record.actor
  if (user === undefined) return []
  const { id, time, tenant, app, src } = record
  const draft = meanings.get(record.type)?.(record, another(record.actor, user))
  return tell({ id: `onelogin:${id}`, source: 'onelogin', tenant, time, user, app, src }, [
    ...(draft === undefined ? [] : [draft]),
    ...risk(record),
  ])
}

type Meaning = (record: OneloginRecord, by: User | undefined) => Draft

const signIn =
  (outcome: SignInEvent['outcome'], legacyProtocol?: string): Meaning =>
  (record) => ({
    kind: 'sign_in',
    outcome,
    interactive: true,
    legacyProtocol,
    code: outcome === 'success' ? undefined : (text(record.raw, 'error_description') ?? nameOfType(record.type)),
  })

const password =
  (outcome: 'right' | 'wrong'): Meaning =>
  () => ({ kind: 'password', outcome })

/** By the device's name: OneLogin Protect asks by push, as far as its name tells; others take codes. */
function factorOf(record: OneloginRecord): Factor {
  const device = text(record.raw, 'otp_device_name')?.slice(0, 100).toLowerCase()
  if (device === undefined) return 'other'
  if (device.includes('protect')) return 'push'
  if (device.includes('sms')) return 'sms'
  if (device.includes('voice')) return 'call'
  if (device.includes('email')) return 'email'
  if (device.includes('webauthn') || device.includes('passkey') || device.includes('security key')) return 'passkey'
  return device.includes('authenticator') || device.includes('otp') || device.includes('yubikey') ? 'otp' : 'other'
}

const prompt =
  (outcome: PromptOutcome, told: 'sent' | 'answer' | 'both', factor?: Factor): Meaning =>
  (record) => ({
    kind: 'prompt',
    factor: factor ?? factorOf(record),
    outcome,
    told,
    target: text(record.raw, 'otp_device_name'),
  })

/** A challenge that failed: a wrong code, or a push nobody approved. */
const failedChallenge: Meaning = (record, by) => prompt(factorOf(record) === 'push' ? 'unknown' : 'wrong_code', 'answer')(record, by)

const enrolment =
  (what: EnrolmentEvent['what'], factor?: Factor): Meaning =>
  (record, by) => ({
    kind: 'enrolment',
    what,
    factor: factor ?? factorOf(record),
    by,
    target: text(record.raw, 'otp_device_name'),
  })

const change =
  (what: ChangeEvent['what'], outcome: ChangeEvent['outcome'] = 'success'): Meaning =>
  (record, by) => ({
    kind: 'change',
    what,
    outcome,
    by,
    target: text(record.raw, 'privilege_name') ?? text(record.raw, 'role_name') ?? text(record.raw, 'policy_name'),
    operation: nameOfType(record.type),
  })

const meanings: ReadonlyMap<number, Meaning> = new Map([
  [3, change('impersonation')],
  [5, signIn('success')],
  [6, password('wrong')],
  [8, signIn('success')],
  [9, signIn('failure')],
  [10, change('other')],
  [11, change('password_changed')],
  [12, change('unlocked')],
  [15, change('disabled')],
  [17, change('disabled')],
  [19, change('locked')],
  [21, change('disabled')],
  [22, enrolment('added')],
  [24, enrolment('removed')],
  [35, change('locked')],
  [36, enrolment('removed')],
  [40, change('unlocked')],
  [68, signIn('success', 'RADIUS')],
  [69, signIn('failure', 'RADIUS')],
  [72, change('role_granted')],
  [73, change('role_removed')],
  [74, change('policy_changed')],
  [75, change('policy_changed')],
  [76, change('policy_changed')],
  [90, signIn('blocked')],
  [106, change('password_changed', 'failure')],
  [112, change('policy_changed')],
  [120, change('unlocked')],
  [122, password('right')],
  [123, password('wrong')],
  [129, password('wrong')],
  [130, password('right')],
  [140, signIn('success')],
  [141, signIn('failure')],
  [151, change('role_granted')],
  [152, change('role_removed')],
  [153, signIn('success')],
  [154, password('wrong')],
  [156, change('policy_changed')],
  [157, change('policy_changed')],
  [158, change('policy_changed')],
  [170, change('policy_changed')],
  [171, change('policy_changed')],
  // The factor is gone, for the one or for all.
  [172, enrolment('removed')],
  [173, change('other')],
  [197, change('policy_changed')],
  [211, change('password_reset')],
  [240, change('other')],
  [527, failedChallenge],
  [528, prompt('approved', 'answer')],
  [531, change('locked')],
  [532, change('other', 'failure')],
  [537, prompt('approved', 'answer')],
  [538, failedChallenge],
  [539, prompt('open', 'sent')],
  [540, enrolment('added')],
  [550, change('sessions_revoked')],
  [551, change('disabled')],
  [553, change('locked')],
  [554, change('unlocked')],
  [555, change('impersonation')],
  [900, signIn('success')],
  [901, password('wrong')],
  [904, signIn('success')],
  [905, password('wrong')],
  [950, prompt('denied', 'answer', 'push')],
  [1001, prompt('open', 'sent')],
  [1002, failedChallenge],
  [1010, signIn('success')],
  [1100, enrolment('access_pass', 'access-pass')],
  [1101, enrolment('removed', 'access-pass')],
  [1244, enrolment('added', 'sms')],
  [1245, enrolment('changed', 'sms')],
  [1400, prompt('approved', 'answer')],
  [1600, enrolment('removed')],
  [1604, enrolment('changed', 'sms')],
  [1608, change('password_changed')],
  [2106, change('role_granted')],
  [2107, change('role_granted')],
  [2108, change('role_removed')],
  [2109, change('role_removed')],
  [3009, password('right')],
  [3010, password('wrong')],
])

/** SmartFactor's score, 0 to 100; above 50 is what Panther's published rules call high. */
const riskHigh = 50

function risk({ raw }: OneloginRecord): readonly Draft[] {
  const score = number(raw, 'risk_score')
  if (score === undefined || score <= riskHigh || score > 100) return []
  return [{ kind: 'vendor_risk', risk: 'risk_score', level: 'high', detail: text(raw, 'risk_reasons') ?? `risk score ${score}` }]
}
