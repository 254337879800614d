/** The signed answer to a prompt: over the prompt, the number, the decision and the context that was shown. */
import type { AnswerPayload, Decision, PhonePrompt } from '../../../src/7-provider/wire.ts'
import { digest, textToBase64url } from './base64url.ts'
import { signSegment } from './jwt.ts'
import type { KeyPair } from './phone-key.ts'

const answerSeconds = 90

export interface Answering {
  readonly kid: string
  readonly account: string
  readonly key: KeyPair
  readonly prompt: PhonePrompt
  readonly decision: Decision
  readonly number?: string | undefined
  /** Milliseconds since 1970 by the server's clock. */
  readonly now: number
}

export interface SignedAnswer {
  readonly answer: string
  /** What a confirming passkey has to sign, in base64url. */
  readonly challenge: string
}

export async function signAnswer({ kid, account, key, prompt, decision, number, now }: Answering): Promise<SignedAnswer> {
  const payload: AnswerPayload = {
    v: 1,
    challenge: prompt.id,
    account,
    device: kid,
    decision,
    ...(decision === 'approve' ? { number } : {}),
    context: prompt.contextHash,
    exp: Math.floor(now / 1000) + answerSeconds,
  }
  const segment = textToBase64url(JSON.stringify(payload))
  const answer = await signSegment({ typ: 'tocsin-answer+jwt', alg: 'ES256', kid }, segment, key.privateKey)
  return { answer, challenge: await digest(segment) }
}

/** Whether the context is the one that the answer will be about: its hash must fit what is shown. */
export const fits = async ({ context, contextHash }: PhonePrompt): Promise<boolean> =>
  (await digest(JSON.stringify(context))) === contextHash
