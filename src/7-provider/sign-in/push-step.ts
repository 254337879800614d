/** The prompt on the phone: asked for once the password was right, and only by the person choosing it. */
import { type Person, personById } from '../person.ts'
import { newSecret } from '../secret.ts'
import type { Problem } from '../sign-in-view.ts'
import { type Attempt, openPush, sealPush } from './attempt.ts'
import { type Flow, proved, type Stepped, settled, standingOf, stay } from './flow.ts'
import { next } from './next.ts'

export async function askPhone(flow: Flow, attempt: Attempt, person: Person, quiet: boolean): Promise<Stepped> {
  const { parts, push, visitor } = flow
  const browserSecret = newSecret(parts.chance)
  const asked = await push.ask({
    account: person.names,
    kind: 'sign-in',
    protocol: attempt.purpose.kind,
    app: attempt.purpose.app,
    src: visitor.src,
    flow: attempt.flow,
    browserSecret,
    familiar: attempt.device !== undefined,
    privileged: person.row.privileged === 1,
    quiet,
    weighed: attempt.weighed ?? { level: 'unknown', unusual: [] },
  })
  switch (asked.state) {
    case 'withheld':
      return { attempt: await settled(flow, attempt, person, undefined, asked), proved: false }
    case 'no-phone':
      return { attempt: await settled(flow, attempt, person), proved: false }
    case 'sent': {
      const sealed = sealPush(parts, attempt.flow, { number: asked.number, browserSecret })
      const open = { challenge: asked.challenge, sealed, length: asked.length, quiet, expires: asked.expires }
      const offers = await otherOffers(flow, attempt, person)
      return { attempt: { ...attempt, step: 'push', push: open, offers, problem: undefined, withheld: undefined }, proved: false }
    }
  }
}

/** While a prompt waits, everything but another one. */
async function otherOffers(flow: Flow, attempt: Attempt, person: Person): Promise<Attempt['offers']> {
  const found = next(await standingOf(flow, attempt, person))
  return found.step === 'method' ? found.offers.filter((offer) => offer !== 'push' && offer !== 'quiet-push') : []
}

export async function waitStep(flow: Flow, attempt: Attempt): Promise<Stepped> {
  const { parts, push } = flow
  const person = attempt.account === undefined ? undefined : await personById(parts.identity.records, attempt.account)
  if (attempt.push === undefined || person === undefined) return { attempt, proved: false }
  const { browserSecret } = openPush(parts, attempt.flow, attempt.push)
  const outcome = await push.outcome(attempt.push.challenge, browserSecret)
  if (outcome === 'pending') return { attempt, proved: false }
  if (outcome !== 'approved') return { attempt: await settled(flow, attempt, person, problemOf[outcome]), proved: false }
  if (person.row.state !== 'active') return stay(attempt, 'denied')
  const got = await push.collect(attempt.push.challenge, browserSecret)
  if (typeof got === 'string') return { attempt: await settled(flow, attempt, person, problemOf[got]), proved: false }
  return await proved(flow, attempt, person, got)
}

const problemOf = {
  pending: undefined,
  denied: 'denied',
  mistyped: 'mistyped',
  reported: 'reported',
  'wrong-number': 'wrong-number',
  unanswered: 'unanswered',
  cancelled: 'unanswered',
  unknown: 'unanswered',
} as const satisfies Record<string, Problem | undefined>

/** The browser goes another way: what waits on the phone is over. */
export async function endPush({ parts, push }: Flow, { flow, push: open }: Attempt): Promise<void> {
  if (open !== undefined) await push.cancel(open.challenge, openPush(parts, flow, open).browserSecret)
}
