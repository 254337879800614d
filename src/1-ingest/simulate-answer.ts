/** How the person who is signing in answers their own prompts, and what goes wrong: silence, impatience, wrong taps, numbers and codes. */
import { minuteMs, secondMs } from '../0-event/time.ts'
import type { Chance } from './simulate-chance.ts'
import type { SignIn, SimulatedPrompt } from './simulate-happening.ts'
import type { AskedFactor, ProviderName } from './simulate-people.ts'
import type { Place } from './simulate-places.ts'
import * as rates from './simulate-rates.ts'
import { settings } from './simulate-seen.ts'

/** A sign-in whose prompts are still to be answered. */
export type Asked = Omit<SignIn, 'kind' | 'prompts' | 'success' | 'password' | 'interactive'> & {
  readonly factor: AskedFactor
  readonly phone: Place
  readonly password?: 'right' | 'none'
}

type Outcome = SimulatedPrompt['outcome']

/** How long an unanswered prompt stays open. Entra and Duo: a minute; Okta Verify: five. */
export const openMs: Readonly<Record<ProviderName, number>> = { 'entra-id': 60 * secondMs, duo: 60 * secondMs, okta: 5 * minuteMs }

/** The prompt, sent at `sent`, with its answer; silence ends when the provider gives up. */
export function prompt(asked: Asked, chance: Chance, sent: number, outcome: Outcome): SimulatedPrompt {
  const ended = outcome === 'unanswered' ? openMs[asked.provider] : answerMs(chance, asked.factor)
  return { factor: asked.factor, sent, ended: Math.round(sent + ended), outcome, phone: asked.phone }
}

function answerMs(chance: Chance, factor: AskedFactor): number {
  const median = factor === 'push' || factor === 'passkey' ? rates.pushAnswerMedianMs : rates.codeAnswerMedianMs
  return Math.min(55 * secondMs, Math.max(2 * secondMs, chance.logNormal(median, rates.pushAnswerSpread)))
}

/** The person's own sign-in: one approved prompt, or one time in twenty a small muddle of several. */
export function signInBy(asked: Asked): readonly SignIn[] {
  const chance = asked.chance.fork('answer')
  if (asked.factor === 'passkey' || !chance.yes(rates.frictionShare))
    return [signIn(asked, [prompt(asked, chance, asked.time + 800, 'approved')])]
  return muddle(asked, chance)
}

/** Several prompts in a flow, or flow after flow; ends well unless the person gives up. */
export function muddle(asked: Asked, chance: Chance, wanted?: keyof typeof rates.frictionShares): readonly SignIn[] {
  const kind = possible(wanted ?? chance.weighted(rates.frictionShares), asked)
  const named = settings.has(asked.cause) ? { ...asked, cause: kind } : asked
  switch (kind) {
    case 'unanswered':
      return silence(named, chance)
    case 'impatient':
      return impatience(named, chance)
    case 'wrong-tap':
      return again(named, chance, [chance.yes(rates.mistakenReportShare) ? 'fraud' : 'denied', 'approved'], 12, 70)
    case 'wrong-number':
      return again(named, chance, chance.yes(0.8) ? ['wrong_number', 'approved'] : ['wrong_number', 'wrong_number', 'approved'], 6, 40)
    case 'wrong-code':
      return again(named, chance, chance.yes(0.75) ? ['wrong_code', 'approved'] : ['wrong_code', 'wrong_code', 'approved'], 4, 30)
  }
}

/** Only Entra shows numbers, and only codes can be mistyped: what cannot happen becomes silence. */
function possible(kind: keyof typeof rates.frictionShares, { factor, provider }: Asked): keyof typeof rates.frictionShares {
  const codes = factor === 'otp' || factor === 'sms'
  if (kind === 'wrong-number' && (factor !== 'push' || provider !== 'entra-id')) return codes ? 'wrong-code' : 'unanswered'
  if (kind === 'wrong-code' && !codes) return 'unanswered'
  return (kind === 'wrong-tap' || kind === 'impatient') && factor === 'otp' ? 'wrong-code' : kind
}

/** The phone is in flight mode, in another room, without network, or its owner asleep. */
function silence(asked: Asked, chance: Chance): readonly SignIn[] {
  const missed = Number(chance.weighted(rates.unansweredRuns))
  const outcomes = Array.from({ length: missed }, (): Outcome => (asked.factor === 'otp' ? 'wrong_code' : 'unanswered'))
  if (!chance.yes(rates.givesUpShare)) return again(asked, chance, [...outcomes, 'approved'], 62, 150)
  const later = { ...asked, time: asked.time + chance.between(20, 90) * minuteMs, chance: asked.chance.fork('later') }
  return [...again(asked, chance, outcomes, 62, 150), signIn(later, [prompt(later, chance, later.time + 800, 'approved')])]
}

/** A second prompt is asked for while the first is open: Entra calls it a duplicate, elsewhere the first is left hanging. */
function impatience(asked: Asked, chance: Chance): readonly SignIn[] {
  const second = { ...asked, time: asked.time + chance.between(8, 25) * secondMs, chance: asked.chance.fork('second') }
  if (asked.provider !== 'entra-id') {
    return [
      signIn(asked, [prompt(asked, chance, asked.time + 800, 'unanswered')]),
      signIn(second, [prompt(second, chance, second.time + 800, 'approved')]),
    ]
  }
  const answered = {
    ...prompt(asked, chance, asked.time + 800, 'approved'),
    ended: Math.round(second.time + chance.between(3, 20) * secondMs),
  }
  return [
    signIn(asked, [answered]),
    signIn(second, [{ ...prompt(second, chance, second.time + 800, 'duplicate'), ended: second.time + 900 }]),
  ]
}

/**
 * The outcomes one after another, `low` to `high` seconds apart (from sending to sending). Entra keeps prompts that were asked for again
 * on the same page in one flow, half of the time; everywhere else each is a flow of its own.
 */
export function again(asked: Asked, chance: Chance, outcomes: readonly Outcome[], low: number, high: number): readonly SignIn[] {
  const prompts: SimulatedPrompt[] = []
  let sent = asked.time + 800
  for (const outcome of outcomes) {
    const one = prompt(asked, chance, sent, outcome)
    prompts.push(one)
    const waited = asked.provider === 'okta' && outcome === 'unanswered' ? sent + openMs['entra-id'] : one.ended
    sent = Math.max(waited + 2 * secondMs, sent + chance.between(low, high) * secondMs)
  }
  if (asked.provider === 'entra-id' && chance.yes(0.5)) return [signIn(asked, prompts)]
  return prompts.map((one, index) => signIn({ ...asked, time: one.sent - 800, chance: asked.chance.fork('again', index) }, [one]))
}

/** The flow with these prompts; it succeeds when one of them was approved. */
export function signIn(asked: Asked, prompts: readonly SimulatedPrompt[]): SignIn {
  const { factor, phone, password, ...base } = asked
  return {
    ...base,
    kind: 'sign-in',
    time: Math.round(asked.time),
    password: password ?? 'right',
    interactive: true,
    prompts,
    success: prompts.some(({ outcome }) => outcome === 'approved'),
  }
}
