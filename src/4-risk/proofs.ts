/** What a person does that only the owner of the account can do well: a passkey from a device known before, a password changed after such proof. */
import type { Event, Factor } from '../0-event/event.ts'
import { minuteMs } from '../0-event/time.ts'
import type { Moment } from '../3-detect/detection.ts'
import { isUnwanted } from '../3-detect/episode.ts'
import { mark } from '../3-detect/familiar.ts'
import type { Proof } from './happening.ts'

/** Bound to the site and to a key: cannot be relayed by a phishing page (NIST SP 800-63B-4, 3.2.5). */
const resistant: ReadonlySet<Factor> = new Set(['passkey', 'certificate'])

/** A second proof so long before a change of password belongs to it. */
const changeMs = 30 * minuteMs

/** Whether an event may be a proof at all, before anything is looked up. */
export const mayProve = (event: Event): boolean =>
  (event.kind === 'prompt' && event.outcome === 'approved' && resistant.has(event.factor)) ||
  (event.kind === 'change' && event.what === 'password_changed' && event.outcome === 'success' && event.by === undefined)

/** `moment` is what was known before the event. What an administrator or a help desk does proves nothing: attackers call them too. */
export function proofOf(event: Event, moment: Moment): Proof | undefined {
  if (!mayProve(event) || !isKnownDevice(moment.source.marks)) return undefined
  const base = { kind: 'proof' as const, id: event.id, time: event.time }
  if (event.kind === 'prompt') return { ...base, what: 'passkey' }
  const near = moment.prompts.filter(({ time }) => time > event.time - changeMs && time <= event.time)
  const isProved = near.some(({ outcome, own }) => outcome === 'approved' && own)
  const isDisturbed = near.some((prompt) => !prompt.own && isUnwanted(prompt, moment.prompts))
  return isProved && !isDisturbed ? { ...base, what: 'password_change' } : undefined
}

/** By its id; or the usual kind of device at an address of the person. An office's address alone is not enough. */
const isKnownDevice = (marks: number): boolean =>
  (marks & mark.knownDeviceId) !== 0 ||
  (marks & (mark.newAddress | mark.newDevice | mark.unnamedDevice | mark.noDeviceId | mark.noHistory | mark.noAddress | mark.proxy)) === 0
