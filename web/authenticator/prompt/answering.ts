/** Signs and sends one answer; with the number also the confirmation, where this phone has it. */
import type { Answered, Decision, PhonePrompt } from '../../../src/7-provider/wire.ts'
import type { Account } from '../accounts/kept.ts'
import { signAnswer } from '../keys/answer.ts'
import type { Failure } from '../wire/call.ts'
import { serverNow } from '../wire/clock.ts'
import { sendAnswer } from '../wire/phone.ts'

export type Outcome =
  | { readonly kind: 'answered'; readonly outcome: Answered['outcome'] }
  /** Nothing was sent. */
  | { readonly kind: 'not-confirmed' }
  | { readonly kind: 'failed'; readonly failure: Failure }

export interface Answer {
  readonly decision: Decision
  readonly number?: string | undefined
}

export async function answerPrompt(account: Account, prompt: PhonePrompt, { decision, number }: Answer): Promise<Outcome> {
  const { id: kid, key } = account
  const signed = await signAnswer({ kid, account: account.account.id, key, prompt, decision, number, now: serverNow() })
  const needsConfirming = decision === 'approve' && prompt.confirming !== undefined
  let assertion: unknown
  if (needsConfirming) {
    try {
      const { confirm } = await import('../keys/confirm.ts')
      assertion = await confirm(signed.challenge, prompt.confirming)
    } catch {
      return { kind: 'not-confirmed' }
    }
  }
  const reply = await sendAnswer(account, { answer: signed.answer, ...(assertion === undefined ? {} : { assertion }) })
  return reply.ok ? { kind: 'answered', outcome: reply.value.outcome } : { kind: 'failed', failure: reply.failure }
}
