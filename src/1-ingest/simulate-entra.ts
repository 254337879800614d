/** Writes what happened as Entra ID logs it, in Log Analytics' form: `SigninLogs`, `AADNonInteractiveUserSignInLogs` and `AuditLogs`. */
import type { JsonObject } from '../0-event/json.ts'
import type { SimulatedRecord } from './scenario.ts'
import type { Chance } from './simulate-chance.ts'
import { auditRecord, initiatorOf, userTarget } from './simulate-entra-audit-row.ts'
import { methodName, signInRecord, type Told } from './simulate-entra-record.ts'
import type { SignIn, SimulatedPrompt } from './simulate-happening.ts'
import * as rates from './simulate-rates.ts'

/** A step of `AuthenticationDetails`. */
type Step = JsonObject

export function entraSignIn(one: SignIn): SimulatedRecord[] {
  const flow = one.chance.fork('flow').uuid()
  switch (one.password) {
    case 'wrong':
      return [logged(one, flow, one.time, 'wrong', single(50126, [passwordStep(one, false)]))]
    case 'unknown-name':
      return [logged(one, flow, one.time, 'unknown', single(50034, []))]
    case 'locked':
      return [logged(one, flow, one.time, 'locked', single(50053, []))]
    case 'empty':
      return [logged(one, flow, one.time, 'empty', single(50056, [passwordStep(one, false)]))]
    case 'expired':
      return [logged(one, flow, one.time, 'expired', single(50055, [passwordStep(one, true)]))]
    case 'disabled':
      return [logged(one, flow, one.time, 'disabled', single(50057, [passwordStep(one, true)]))]
    case 'held':
      return held(one, flow)
    case 'none':
      return prompted(one, flow, [])
    case 'right':
      return typed(one, flow)
  }
}

const single = (code: number, steps: readonly Step[]): Told => ({ code, steps, requirement: 'singleFactorAuthentication' })

/** The person is asked whether they meant to sign in to the device whose code they typed (50199), and only then signed in. */
function held(one: SignIn, flow: string): SimulatedRecord[] {
  if (one.token !== undefined) return [logged(one, flow, one.time, 'token', single(50173, []))]
  const asked = one.protocol === 'device-code' && one.interactive
  return [
    ...(asked ? [logged(one, flow, one.time - confirmMs, 'confirm', single(50199, heldSteps(one)))] : []),
    logged(one, flow, one.time, 'held', { code: 0, steps: heldSteps(one), requirement: 'multiFactorAuthentication' }),
  ]
}

/** How long somebody reads the question before they go on. */
const confirmMs = 6_000

function typed(one: SignIn, flow: string): SimulatedRecord[] {
  if (one.stopped !== undefined) return [stopped(one, flow, one.stopped)]
  if (one.single === true) return [logged(one, flow, one.time, 'single', single(0, [passwordStep(one, true)]))]
  return one.prompts.every(({ factor }) => factor === 'passkey')
    ? passkey(one, flow)
    : [...interrupted(one, flow), ...prompted(one, flow, [passwordStep(one, true)])]
}

function stopped(one: SignIn, flow: string, by: NonNullable<SignIn['stopped']>): SimulatedRecord {
  const steps = [passwordStep(one, true)]
  const asked = (code: number): Told => ({ code, steps, requirement: 'multiFactorAuthentication' })
  switch (by) {
    case 'policy':
      return logged(one, flow, one.time, 'stopped', single(53003, steps))
    case 'device':
      return logged(one, flow, one.time, 'stopped', single(53000, steps))
    case 'enrolment':
      return logged(one, flow, one.time, 'stopped', asked(50079))
    // Entra has no word for a page that a passkey refused: the flow ends where a second factor is wanted.
    case 'factor':
    case 'phishing':
      return logged(one, flow, one.time, 'stopped', asked(one.chance.fork('interrupt').yes(0.7) ? 50074 : 50076))
  }
}

/** The password was right: Entra stops the sign-in to ask for more, and logs that as a record of its own. */
function interrupted(one: SignIn, flow: string): SimulatedRecord[] {
  const code = one.keep === true || one.chance.fork('interrupt').yes(0.7) ? 50074 : 50076
  const records = [
    logged(one, flow, one.time, 'interrupt', { code, steps: [passwordStep(one, true)], requirement: 'multiFactorAuthentication' }),
  ]
  const last = one.prompts.at(-1)
  // 50140 asks whether to stay signed in: a share of the successful flows in a browser.
  if (one.success && last !== undefined && (one.keep === true || one.chance.fork('keep').yes(0.2))) {
    records.push(
      logged(one, flow, last.ended + 400, 'keep', {
        code: 50140,
        steps: [passwordStep(one, true)],
        requirement: 'multiFactorAuthentication',
      }),
    )
  }
  return records
}

/** One record holds every prompt of the flow; one in seven is logged before the answer and sent again, with the same id, when it is known. */
function prompted(one: SignIn, flow: string, before: readonly Step[]): SimulatedRecord[] {
  const last = one.prompts.at(-1)
  if (last === undefined) return []
  const code = one.success ? 0 : 500121
  const steps = [...before, ...one.prompts.map((prompt) => promptStep(one, prompt))]
  const told: Told = { code, steps, requirement: 'multiFactorAuthentication', prompt: last }
  const first = one.prompts[0]?.sent ?? one.time
  const records = [logged(one, flow, first, 'prompts', told, last.ended)]
  if (one.chance.fork('resent').yes(rates.entraResentShare)) {
    const open = {
      ...promptStep(one, last),
      authenticationStepDateTime: iso(last.sent),
      succeeded: false,
      authenticationStepResultDetail: 'Authentication in progress',
    }
    const early = { code: 50074, steps: [...steps.slice(0, -1), open], requirement: 'multiFactorAuthentication' as const }
    records.unshift({ ...logged(one, flow, first, 'prompts', early), time: last.sent + one.chance.fork('early').between(3_000, 20_000) })
  }
  return [...records, ...one.prompts.filter(({ outcome }) => outcome === 'fraud').map((prompt) => reported(one, prompt))]
}

const passkey = (one: SignIn, flow: string): SimulatedRecord[] => [
  logged(one, flow, one.time, 'passkey', {
    code: 0,
    steps: [step('FIDO2 security key', '', one.prompts[0]?.ended ?? one.time, true, '', 'Primary authentication')],
    requirement: 'multiFactorAuthentication',
  }),
]

function logged(one: SignIn, flow: string, time: number, name: string, told: Told, known = time): SimulatedRecord {
  const record = signInRecord(one, flow, time, one.chance.fork('id', name).uuid(), told)
  const shape = one.interactive ? 'entra-analytics-sign-in' : 'entra-analytics-non-interactive-sign-in'
  return { source: 'entra-id', shape, time: known + delay(one.chance.fork('delay', name)), record }
}

const delay = (chance: Chance): number => Math.round(Math.min(rates.entraDelayMaxMs, 8_000 + chance.exponential(rates.entraDelayMeanMs)))
const iso = (time: number): string => new Date(time).toISOString()

function step(method: string, detail: string, time: number, succeeded: boolean, result: string, requirement: string): Step {
  return {
    authenticationStepDateTime: iso(time),
    authenticationMethod: method,
    authenticationMethodDetail: detail,
    succeeded,
    authenticationStepResultDetail: result,
    authenticationStepRequirement: requirement,
    StatusSequence: 0,
    RequestSequence: 0,
  }
}

const passwordStep = (one: SignIn, right: boolean): Step =>
  step(
    'Password',
    'Password in the cloud',
    one.time,
    right,
    right ? 'Correct password' : 'Invalid username or password or Invalid on-premise username or password.',
    'Primary authentication',
  )

const heldSteps = (one: SignIn): readonly Step[] => [
  step('Previously satisfied', '', one.time, true, 'First factor requirement satisfied by claim in the token', 'Primary authentication'),
  step('Previously satisfied', '', one.time, true, 'MFA requirement satisfied by claim in the token', 'Primary authentication'),
]

function promptStep(one: SignIn, prompt: SimulatedPrompt): Step {
  const passwordless = one.password === 'none'
  const detail = prompt.factor === 'sms' || prompt.factor === 'call' ? one.person.phoneNumber : ''
  const method = passwordless ? 'Passwordless phone sign-in' : methodName[prompt.factor]
  const requirement = passwordless ? 'Primary authentication' : 'Multifactor authentication'
  return step(method, detail, prompt.ended, prompt.outcome === 'approved', resultText(prompt), requirement)
}

/** Microsoft's words, from its page on multifactor events in the sign-in log; Entra has none of its own for a code never typed but this. */
function resultText({ outcome, factor }: SimulatedPrompt): string {
  switch (outcome) {
    case 'approved':
      return 'MFA successfully completed'
    case 'denied':
      return factor === 'call'
        ? 'MFA denied; user hung up the phone call without succeeding the authentication'
        : 'MFA denied; user declined the authentication'
    case 'unanswered':
      if (factor === 'sms') return 'MFA denied; user never entered the verification code'
      return factor === 'call' ? 'MFA denied; phone call went to voicemail' : 'MFA denied; user did not respond to mobile app notification'
    case 'wrong_number':
      return 'MFA denied; user did not select the correct number'
    case 'wrong_code':
      return 'MFA denied; invalid verification code'
    case 'fraud':
      return 'MFA denied; Phone App Reported Fraud'
    case 'duplicate':
      return 'MFA denied; duplicate authentication attempt'
  }
}

/** The person's report of fraud is a record of the audit log too. */
function reported(one: SignIn, prompt: SimulatedPrompt): SimulatedRecord {
  const chance = one.chance.fork('report', prompt.sent)
  const reason = 'User reported suspicious activity'
  const entry = {
    operation: 'Suspicious activity reported',
    category: 'UserManagement',
    service: 'Authentication Methods',
    reason,
    targets: [userTarget(one.person)],
  }
  const user = { ...initiatorOf(one.person), ipAddress: prompt.phone.ip }
  return auditRecord({ time: prompt.ended + 1_500, chance, client: one.client }, entry, { user }, chance.fork('correlation').uuid())
}
