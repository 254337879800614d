/** Asking a person's phone, from the question to the proof. Everything that decides does so in one transaction in which the person's row is held. */
import { lanes, lift, succeeded } from '../../5-policy/prompt-budget.ts'
import type { AccountNames, ProviderParts } from '../parts.ts'
import { answer } from './answer.ts'
import { ask } from './ask.ts'
import { end, endByTime, pendingOf, suppressAll } from './challenges.ts'
import { cancel, collect, outcome } from './collect.ts'
import { cleanText } from './context.ts'
import { type Heard, type PushContext, whileHeld } from './held.ts'
import { laneOf, readLane, suppressionsOf, writeLane } from './lanes.ts'
import type { Push } from './push.ts'
import { current } from './show.ts'
import { sweep } from './sweep.ts'

type Listener = (heard: Heard) => void

/** Parts of the product that listen, not phones. */
const listenersMax = 100

export function createPush(parts: ProviderParts): Push {
  const listeners = new Set<Listener>()
  const context: PushContext = { parts, hear: (heard) => hear(parts, listeners, heard) }
  return {
    ask: (wanted) => ask(context, wanted),
    outcome: (challenge, browserSecret) => outcome(context, challenge, browserSecret),
    collect: (challenge, browserSecret) => collect(context, challenge, browserSecret),
    cancel: (challenge, browserSecret) => cancel(context, challenge, browserSecret),
    current: (phone, asked) => current(context, phone, asked),
    answer: (phone, given, from) => answer(context, phone, given, from),
    succeeded: (account, proof, familiar) => begunAnew(context, account, proof.kind, familiar),
    suppressions: async (account) => suppressionsOf(parts.identity.records, account, await parts.identity.now()),
    suppress: (account, why) => notMe(context, account, why),
    lift: (account, by) => lifted(context, account, by),
    sweep: () => sweep(context),
    listen: (listener) => {
      if (listeners.size >= listenersMax)
        throw new Error(`More than ${listenersMax} listen for prompts; one of them does not stop listening.`)
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

function hear({ fault }: ProviderParts, listeners: ReadonlySet<Listener>, heard: Heard): void {
  for (const listener of listeners) {
    try {
      listener(heard)
    } catch (error) {
      fault(error, 'telling of a prompt')
    }
  }
}

/** Only in the lane that proved itself: an attacker's success must not give prompts to the other, nor a victim's to the attacker. */
const begunAnew = (context: PushContext, account: AccountNames, by: Parameters<typeof succeeded>[1], familiar: boolean): Promise<void> =>
  whileHeld(
    context,
    account.id,
    async (held) => {
      const lane = laneOf(familiar)
      const before = await readLane(held.records, account.id, lane)
      await writeLane(held, lane, before, succeeded(before, by))
    },
    undefined,
  )

/** What waits for an answer at that moment is not waited for any longer: it may be of the same attack. */
const notMe = (context: PushContext, account: AccountNames, why: string): Promise<void> =>
  whileHeld(
    context,
    account.id,
    async (held) => {
      const pending = await pendingOf(held.records, account.id)
      if (pending !== undefined && !(await endByTime(held, pending))) await end(held, pending, 'cancelled')
      await suppressAll(held, cleanText(why))
    },
    undefined,
  )

const lifted = (context: PushContext, account: AccountNames, by: string): Promise<void> =>
  whileHeld(
    context,
    account.id,
    async (held) => {
      for (const lane of lanes) {
        const before = await readLane(held.records, account.id, lane)
        if (before.suppressed !== undefined) await writeLane(held, lane, before, lift(before), { by, why: 'Prompts were allowed again.' })
      }
    },
    undefined,
  )
