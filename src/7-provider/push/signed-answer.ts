/** Reads what a phone signed: the JWS, its payload, and the assertion by which its owner confirmed it. Whatever a stranger sends, it throws nothing. */
import { createHash } from 'node:crypto'
import { verifyAuthenticationResponse } from '@simplewebauthn/server'
import { compactVerify } from 'jose'
import { isObject } from '../../0-event/json.ts'
import { minuteMs, secondMs } from '../../0-event/time.ts'
import type { MethodRow } from '../../2-store/identity/schema.ts'
import { credentialOf } from '../methods/credential.ts'
import type { AnswerPayload, Decision } from '../wire.ts'
import { type PhoneData, readPhoneData } from './phone-data.ts'

const answerType = 'tocsin-answer+jwt'
const answerLengthMax = 4096
const fieldLengthMax = 200
/** How far `exp` may lie ahead, and how far a phone's clock may be off. */
const aheadMaxMs = 2 * minuteMs
const skewMaxMs = minuteMs

export type Read = { readonly payload: AnswerPayload; readonly segment: string } | { readonly problem: string }

/** Verifies by the phone's own key, whatever key the header names. `now` by the database. */
export async function readAnswer(phone: MethodRow, answer: string, now: number): Promise<Read> {
  if (answer.length > answerLengthMax) return { problem: `The answer is longer than ${answerLengthMax} characters.` }
  const payload = await verified(phone, answer)
  if (payload === undefined) return { problem: 'The signature is not that of this phone.' }
  if (payload.device !== phone.id || payload.account !== phone.account_id)
    return { problem: 'The answer was signed for another phone or account.' }
  if (payload.exp * secondMs < now - skewMaxMs || payload.exp * secondMs > now + aheadMaxMs + skewMaxMs)
    return { problem: "The answer is out of date, or the phone's clock is wrong. Set the clock to automatic and try again." }
  return { payload, segment: answer.split('.')[1] ?? '' }
}

async function verified(phone: MethodRow, answer: string): Promise<AnswerPayload | undefined> {
  try {
    const { jwk } = readPhoneData(phone.data)
    const key = { kty: jwk.kty, crv: jwk.crv, x: jwk.x, y: jwk.y, alg: 'ES256' }
    const { payload, protectedHeader } = await compactVerify(answer, key, { algorithms: ['ES256'] })
    const { alg, typ, kid, ...others } = protectedHeader
    if (alg !== 'ES256' || typ !== answerType || kid !== phone.id || Object.keys(others).length > 0) return undefined
    return payloadOf(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload)))
  } catch {
    return undefined
  }
}

const decisions: readonly Decision[] = ['approve', 'deny', 'mistyped', 'report']
const isDecision = (value: unknown): value is Decision => decisions.some((decision) => decision === value)
const isShort = (value: unknown): value is string => typeof value === 'string' && value.length > 0 && value.length <= fieldLengthMax

/** Exactly these members: what is signed has one meaning. */
function payloadOf(value: unknown): AnswerPayload | undefined {
  if (!isObject(value)) return undefined
  const { v, challenge, account, device, decision, number, context, exp, ...others } = value
  if (v !== 1 || Object.keys(others).length > 0) return undefined
  if (!isShort(challenge) || !isShort(account) || !isShort(device) || !isShort(context)) return undefined
  if (!isDecision(decision) || typeof exp !== 'number' || !Number.isSafeInteger(exp)) return undefined
  const common = { v, challenge, account, device, context, exp } as const
  if (decision !== 'approve') return number === undefined ? { ...common, decision } : undefined
  return isShort(number) ? { ...common, decision, number } : undefined
}

/** `data`: what to keep of the phone from now on, since its passkey counts. Undefined where nothing needs to be confirmed. */
export type Confirmed = { readonly data?: PhoneData | undefined } | { readonly problem: string }

const fields = ['clientDataJSON', 'authenticatorData', 'signature']

/** Whether the phone's owner confirmed this very answer: the assertion's challenge is the SHA-256 of the signed payload as it stands in the JWS. */
export async function confirm(phone: MethodRow, segment: string, assertion: unknown, origin: string): Promise<Confirmed> {
  const data = readPhoneData(phone.data)
  const { confirming } = data
  if (confirming === undefined) return {}
  const problem = { problem: 'This phone confirms approvals by fingerprint, face or passcode, and that is missing or wrong.' }
  const response = credentialOf(assertion, fields)
  if (response === undefined || response.id !== confirming.id) return problem
  try {
    const { verified: isGenuine, authenticationInfo } = await verifyAuthenticationResponse({
      response: response as unknown as Parameters<typeof verifyAuthenticationResponse>[0]['response'],
      expectedChallenge: createHash('sha256').update(segment).digest('base64url'),
      expectedOrigin: origin,
      expectedRPID: new URL(origin).hostname,
      credential: { id: confirming.id, publicKey: Buffer.from(confirming.publicKey, 'base64url'), counter: confirming.counter },
      requireUserVerification: true,
    })
    if (!isGenuine) return problem
    return { data: { ...data, confirming: { ...confirming, counter: authenticationInfo.newCounter } } }
  } catch {
    return problem
  }
}
