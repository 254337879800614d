/** What a phone's answer does: checked by its signature first, then decided about in one transaction in which only one answer can win. */
import type { Endpoint } from '../../0-event/event.ts'
import type { ChallengeRow, MethodRow } from '../../2-store/identity/schema.ts'
import { phoneFailuresMax } from '../../5-policy/prompt-budget.ts'
import { isSame } from '../secret.ts'
import type { Answered, AnswerPayload, Decision } from '../wire.ts'
import { numberPlace } from './ask.ts'
import { type AnsweredBy, approve, end, endByTime, isApprovable, pendingOf } from './challenges.ts'
import { type Held, type PushContext, whileHeld } from './held.ts'
import { type PhoneData, writePhoneData } from './phone-data.ts'
import { confirm, readAnswer } from './signed-answer.ts'

export type Outcome = Answered | { readonly outcome: 'gone' } | { readonly outcome: 'refused'; readonly why: string }

const gone: Outcome = { outcome: 'gone' }
const refused = (why: string): Outcome => ({ outcome: 'refused', why })

export async function answer(
  context: PushContext,
  phone: MethodRow,
  given: { readonly answer: string; readonly assertion?: unknown },
  from: Endpoint,
): Promise<Outcome> {
  const { identity, settings } = context.parts
  const read = await readAnswer(phone, given.answer, await identity.now())
  if ('problem' in read) return refused(read.problem)
  const { payload, segment } = read
  if (payload.decision !== 'approve') return whileHeld(context, phone.account_id, (held) => decide(held, phone, payload, {}, from), gone)
  const confirmed = await confirm(phone, segment, given.assertion, settings.origin)
  if ('problem' in confirmed) return refused(confirmed.problem)
  return whileHeld(context, phone.account_id, (held) => decide(held, phone, payload, confirmed, from), gone)
}

async function decide(
  held: Held,
  asSeen: MethodRow,
  payload: AnswerPayload,
  { data }: { readonly data?: PhoneData | undefined },
  from: Endpoint,
): Promise<Outcome> {
  const { records, account } = held
  const phone = await records.selectFrom('method').selectAll().where('id', '=', asSeen.id).executeTakeFirst()
  if (phone?.account_id !== account.id || phone.kind !== 'push' || phone.state !== 'active' || !held.isActive)
    return refused('This phone may not answer any more.')
  // What the signature was checked against must still be what counts.
  if (phone.key !== asSeen.key || phone.data !== asSeen.data) return refused('This phone was changed in the meantime. Answer again.')
  const challenge = await pendingOf(records, account.id)
  if (challenge === undefined || challenge.id !== payload.challenge || (await endByTime(held, challenge))) return gone
  if (!isSame(challenge.context_hash, payload.context)) return refused('The phone showed something else than what was asked.')
  const by: AnsweredBy = { phone, from }
  if (payload.decision === 'approve') return tryNumber(held, challenge, payload.number ?? '', data, by)
  return (await end(held, challenge, endings[payload.decision], by)) ? { outcome: endings[payload.decision] } : gone
}

const endings = { deny: 'denied', mistyped: 'mistyped', report: 'reported' } as const satisfies Record<Exclude<Decision, 'approve'>, string>

/** One try: a wrong number ends it. In a drill every number is wrong. */
async function tryNumber(
  held: Held,
  challenge: ChallengeRow,
  number: string,
  data: PhoneData | undefined,
  by: AnsweredBy,
): Promise<Outcome> {
  const isRight = isSame(held.parts.seals.open(numberPlace(challenge.id), challenge.number_sealed), number)
  if (isRight && isApprovable(challenge)) {
    if (!(await approve(held, challenge, data !== undefined, by))) return gone
    await worked(held, by.phone, data)
    return { outcome: 'approved' }
  }
  if (!(await end(held, challenge, 'wrong-number', by))) return gone
  await failed(held, by.phone, data)
  return { outcome: 'wrong' }
}

const kept = (data: PhoneData | undefined): { data?: string } => (data === undefined ? {} : { data: writePhoneData(data) })

/** NIST SP 800-63B-4 §3.2.2: a success resets the failures of what was used, and of nothing else. */
async function worked({ records, now }: Held, phone: MethodRow, data: PhoneData | undefined): Promise<void> {
  await records
    .updateTable('method')
    .set({ failures: 0, used: now, ...kept(data) })
    .where('id', '=', phone.id)
    .execute()
}

async function failed({ records, account, now, tell }: Held, phone: MethodRow, data: PhoneData | undefined): Promise<void> {
  const failures = phone.failures + 1
  const isOver = failures >= phoneFailuresMax
  await records
    .updateTable('method')
    .set({ failures, ...(isOver && { state: 'disabled' as const }), ...kept(data) })
    .where('id', '=', phone.id)
    .execute()
  if (!isOver) return
  const method = { id: phone.id, kind: phone.kind, name: phone.name, key: phone.key ?? undefined }
  const why = `${phoneFailuresMax} wrong numbers without a right one: the phone has to be enrolled anew.`
  tell.push({ id: `disabled:${phone.id}:${now}`, time: now, account, kind: 'method', what: 'disabled', method, by: 'Tocsin', why })
}
