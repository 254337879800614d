/** What a comparator is: a rule that others published, said again in our words and over our events, to measure beside our own. */
import type { Event, PromptEvent, SourceName } from '../0-event/event.ts'
import type { AttackKind } from '../1-ingest/scenario.ts'

interface Published {
  readonly name: string
  readonly title: string
  /** What fires it, in a sentence of our own. */
  readonly condition: string
  /** Where it is published: repository, commit and path. */
  readonly published: string
  /** The providers whose logs the published rule reads. We let it read all, which can only help it, and note what it finds in its own. */
  readonly reads: readonly SourceName[]
  /** The kinds of attack it is meant for: it is measured by these. */
  readonly against: readonly AttackKind[]
}

/** A rule that counts within one account: takes the account's events in order; true at the event that fires it. */
export interface AccountComparator extends Published {
  readonly scope: 'account'
  fresh(): (event: Event) => boolean
}

/** A rule that counts over the whole log of one provider: answers whom it fires about, undefined where it does not. */
export interface TenantComparator extends Published {
  readonly scope: 'tenant'
  fresh(): (event: Event) => Fired | undefined
}

export interface Fired {
  /** As logged; those whom it did not name just before. */
  readonly persons: readonly string[]
  /** Where what fired it came from. */
  readonly addresses: readonly string[]
}

export type Comparator = AccountComparator | TenantComparator

/** A denial as the rules mean it: refused on the phone, a report of fraud or a wrong number included (Okta logs all three alike). */
export const denied = (event: Event): event is PromptEvent =>
  event.kind === 'prompt' &&
  event.told !== 'sent' &&
  (event.outcome === 'denied' || event.outcome === 'fraud' || event.outcome === 'wrong_number')

export const silent = (event: Event): event is PromptEvent => event.kind === 'prompt' && event.outcome === 'unanswered'

/** A failed second factor of any kind but an explicit denial. */
export const failedOtherwise = (event: Event): event is PromptEvent =>
  event.kind === 'prompt' &&
  (event.outcome === 'unanswered' || event.outcome === 'wrong_code' || event.outcome === 'duplicate' || event.outcome === 'wrong_number')

/** A prompt went out: told alone, or together with its answer. */
export const challenged = (event: Event): event is PromptEvent =>
  event.kind === 'prompt' && event.told !== 'answer' && event.factor === 'push'

export const succeeded = (event: Event): boolean =>
  (event.kind === 'prompt' && event.outcome === 'approved') ||
  (event.kind === 'sign_in' && event.outcome === 'success' && event.interactive)

/** Times within a window, counted; never more than `most` are held, and no rule asks for more. */
export interface Window {
  add(time: number): number
  count(time: number): number
  clear(): void
}

export function slidingWindow(lengthMs: number, most: number): Window {
  let times: number[] = []
  const count = (time: number): number => {
    times = times.filter((one) => time - one <= lengthMs)
    return times.length
  }
  return {
    add: (time) => {
      times.push(time)
      times = times.slice(-most)
      return count(time)
    },
    count,
    clear: () => {
      times = []
    },
  }
}
