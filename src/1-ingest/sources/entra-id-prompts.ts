/** The steps of a sign-in (`authenticationDetails`): which of them were MFA prompts, by which method, and what became of them. */
import type { Factor, PromptOutcome } from '../../0-event/event.ts'
import { isObject, type Json, type JsonObject } from '../../0-event/json.ts'
import { booleanOf, instantOf, textOf } from './entra-id-values.ts'

/** One prompt of a sign-in; its place in the list is its number in the event's id. */
export interface SentPrompt {
  readonly time: number | undefined
  readonly factor: Factor
  readonly outcome: PromptOutcome
  readonly numberMatching: true | undefined
  readonly target: string | undefined
}

export interface Steps {
  readonly prompts: readonly SentPrompt[]
  /** How the password step ended; `undefined` where there was none. */
  readonly password: 'right' | 'wrong' | 'open' | undefined
  readonly passwordTime: number | undefined
  /** Whether a step says how the person began, so that nothing needs to be guessed from the code. */
  readonly told: boolean
  /** The newest instant of a password or prompt; undefined where there was neither. */
  readonly lastTime: number | undefined
}

/** What a method or result text means: `none` = nobody was asked, since an earlier proof counted. */
type Wording = PromptOutcome | 'none' | 'required' | 'unsaid'
type Method = Factor | 'earlier' | 'unnamed'

export function readSteps(steps: readonly Json[]): Steps {
  const prompts: SentPrompt[] = []
  let password: Steps['password']
  let passwordTime: number | undefined
  let lastTime: number | undefined
  for (const step of steps) {
    if (!isObject(step)) continue
    const method = methodOf(textOf(step['authenticationMethod']))
    const time = method === 'earlier' ? undefined : instantOf(step['authenticationStepDateTime'])
    if (method === 'password') {
      password = password === 'right' ? password : passwordOf(step)
      passwordTime = time
    } else {
      const prompt = promptOf(step, method, time)
      if (prompt === undefined) continue
      prompts.push(prompt)
    }
    if (time !== undefined && (lastTime === undefined || time > lastTime)) lastTime = time
  }
  return { prompts, password, passwordTime, told: steps.length > 0, lastTime }
}

function passwordOf(step: JsonObject): 'right' | 'wrong' | 'open' {
  const text = textOf(step['authenticationStepResultDetail'])
  const succeeded = booleanOf(step['succeeded'])
  if (text === 'Correct password' || succeeded === true) return 'right'
  if (text !== undefined && wordingOf(text) === 'open') return 'open'
  return 'wrong'
}

function promptOf(step: JsonObject, method: Method, time: number | undefined): SentPrompt | undefined {
  if (method === 'earlier') return undefined
  const outcome = outcomeOf(wordingOf(textOf(step['authenticationStepResultDetail'])), method, booleanOf(step['succeeded']))
  if (outcome === undefined || (method === 'other' && isFirstFactor(step))) return undefined
  const text = textOf(step['authenticationMethod'])
  return {
    time,
    factor: method === 'unnamed' ? 'other' : method,
    outcome,
    numberMatching: outcome === 'wrong_number' || (text !== undefined && isPhoneSignIn(text)) ? true : undefined,
    target: textOf(step['authenticationMethodDetail']),
  }
}

/** A way to begin that we do not know (federation, say) is not a prompt. */
const isFirstFactor = (step: JsonObject): boolean =>
  textOf(step['authenticationStepRequirement'])?.toLowerCase().startsWith('primary') === true

function outcomeOf(wording: Wording, method: Method, succeeded: boolean | undefined): PromptOutcome | undefined {
  switch (wording) {
    case 'none':
      return undefined
    case 'required':
      return method === 'unnamed' || method === 'other' ? undefined : 'open'
    case 'unsaid':
      if (method === 'unnamed') return undefined
      return succeeded === true ? 'approved' : 'unknown'
    default:
      return wording
  }
}

/** The one prompt of a record that has no steps for it, by its status (`MFA denied; …`) and the method named beside; undefined where there was none. */
export function promptOfStatus(text: string | undefined, method: string | undefined, target: string | undefined): SentPrompt | undefined {
  const factor = methodOf(method)
  if (factor === 'earlier' || factor === 'password') return undefined
  const wording = wordingOf(text)
  if (wording === 'unsaid') return undefined
  const outcome = outcomeOf(wording, factor, undefined)
  if (outcome === undefined) return undefined
  return {
    time: undefined,
    factor: factor === 'unnamed' ? 'other' : factor,
    outcome,
    numberMatching: outcome === 'wrong_number' ? true : undefined,
    target,
  }
}

/** What became of a prompt by the text of a result; `undefined` where it does not say. */
export function statusOutcome(text: string | undefined): PromptOutcome | undefined {
  const wording = wordingOf(text)
  return wording === 'none' || wording === 'required' || wording === 'unsaid' ? undefined : wording
}

/** The wordings Microsoft documents or logs, by the words that tell them apart. The first that is found counts. */
const wordings: readonly (readonly [words: string, wording: Wording])[] = [
  ['satisfied by', 'none'],
  ['skipped', 'none'],
  ['registration', 'none'],
  ['methods registered', 'none'],
  ['expired due to', 'none'],
  ['in progress', 'open'],
  ['in-progress', 'open'],
  ['mfa required', 'required'],
  ['fraud', 'fraud'],
  ['suspicious', 'fraud'],
  ['duplicate', 'duplicate'],
  ['correct number', 'wrong_number'],
  ['too many times', 'locked'],
  ['user is blocked', 'withheld'],
  ["didn't complete", 'unanswered'],
  ['did not complete', 'unanswered'],
  ['did not respond', 'unanswered'],
  ['never entered', 'unanswered'],
  ['voicemail', 'unanswered'],
  ["unable to reach the user's phone", 'unanswered'],
  ['timed out', 'unanswered'],
  ['declined', 'denied'],
  ['hung up', 'denied'],
  ['invalid verification code', 'wrong_code'],
  ['invalid mobile app verification code', 'wrong_code'],
  ['incorrect code', 'wrong_code'],
  ['incorrect pin', 'wrong_code'],
  ['already used', 'wrong_code'],
  ['completed', 'approved'],
  ['mfa denied', 'unknown'],
]

function classify(text: string): Wording {
  const lower = text.toLowerCase()
  return wordings.find(([words]) => lower.includes(words))?.[1] ?? 'unsaid'
}

/** A few dozen texts make up all logs: each is read once. Beyond the bound (a log full of unheard-of texts) they are read each time. */
const rememberedMax = 1000
const textLengthMax = 500
const read = new Map<string, Wording>()

function wordingOf(text: string | undefined): Wording {
  if (text === undefined) return 'unsaid'
  const known = read.get(text)
  if (known !== undefined) return known
  const wording = classify(text.length > textLengthMax ? text.slice(0, textLengthMax) : text)
  if (read.size < rememberedMax && text.length <= textLengthMax) read.set(text, wording)
  return wording
}

/** Methods as steps name them (`Mobile app notification`) and as `mfaDetail` and older logs do (`PhoneAppNotification`). The first that is found counts. */
const methods: readonly (readonly [words: string, method: Method])[] = [
  ['satisfied', 'earlier'],
  ['phone sign-in', 'push'],
  ['passkey', 'passkey'],
  ['fido', 'passkey'],
  ['hello', 'passkey'],
  ['platform credential', 'passkey'],
  ['notification', 'push'],
  ['push', 'push'],
  ['oath', 'otp'],
  ['phoneappotp', 'otp'],
  ['mobile app verification code', 'otp'],
  ['authenticator', 'push'],
  ['temporary access pass', 'access-pass'],
  ['certificate', 'certificate'],
  ['x509', 'certificate'],
  ['sms', 'sms'],
  ['text message', 'sms'],
  ['call', 'call'],
  ['voice', 'call'],
  ['email', 'email'],
  ['verification code', 'otp'],
  ['one-time', 'otp'],
  ['password', 'password'],
]

const methodNames = new Map<string, Method>([
  ['Password', 'password'],
  ['Previously satisfied', 'earlier'],
  ['Mobile app notification', 'push'],
])

export function methodOf(name: string | undefined): Method {
  if (name === undefined) return 'unnamed'
  const known = methodNames.get(name)
  if (known !== undefined) return known
  const lower = name.slice(0, textLengthMax).toLowerCase()
  const method = methods.find(([words]) => lower.includes(words))?.[1] ?? 'other'
  if (methodNames.size < rememberedMax && name.length <= textLengthMax) methodNames.set(name, method)
  return method
}

/** Signing in with the phone alone always shows a number. */
const isPhoneSignIn = (name: string): boolean => name.toLowerCase().includes('phone sign-in')
