/** Tells open pages of prompts as they happen to a person who has an incident, in words; a few a second, since nobody reads more. */
import type { Logger } from 'pino'
import type { Event } from '../0-event/event.ts'
import { dayMs, minuteMs } from '../0-event/time.ts'
import type { LogStore } from '../2-store/store.ts'
import { timeline } from '../4-risk/timeline.ts'
import type { Feed } from './feed.ts'
import type { People } from './people.ts'
import type { Telling } from './telling.ts'
import type { TimelineItem } from './wire.ts'

/** Between two prompts told; those in between are not told, but stand in the incident when it is read again. */
const everyMs = 250
const historyMs = 30 * dayMs
const historyMax = 300
/** What is usual for a person is looked up once in a while, since it costs a query, and kept for few. */
const keptMs = 5 * minuteMs
const keptMax = 50

export interface WatchParts {
  readonly store: LogStore
  readonly feed: Feed
  readonly people: People
  readonly telling: Telling
  readonly log: Logger
  /** Milliseconds, for measuring. */
  readonly now: () => number
}

interface History {
  readonly read: number
  readonly events: readonly Event[]
}

/** Hand it every event, and whether it is happening now. */
export function createWatch({ store, feed, people, telling, log, now }: WatchParts): (event: Event, isNow: boolean) => void {
  const histories = new Map<string, History>()
  let looking = false
  let last = Number.NEGATIVE_INFINITY

  async function history(person: string, event: Event): Promise<readonly Event[]> {
    const kept = histories.get(person)
    if (kept !== undefined && now() - kept.read < keptMs) return kept.events
    const range = { from: event.time - historyMs, to: event.time, limit: historyMax }
    const events = await store.personEvents(people.aliases(person) ?? [person], range)
    histories.delete(person)
    histories.set(person, { read: now(), events })
    if (histories.size > keptMax) histories.delete(histories.keys().next().value ?? '')
    return events
  }

  return (event, isNow) => {
    if (event.kind !== 'prompt' || !isNow || !feed.watched || looking || now() - last < everyMs) return
    const person = people.personOf(event)
    if (person === undefined || !telling.isAffected(person)) return
    looking = true
    last = now()
    history(person, event)
      .then((events) => {
        const item = told(events, event)
        if (item !== undefined) feed.publish({ type: 'prompt', item, person })
      })
      .catch((error: unknown) => log.warn({ err: error }, 'a prompt could not be told'))
      .finally(() => {
        looking = false
      })
  }
}

const told = (earlier: readonly Event[], event: Event): TimelineItem | undefined =>
  timeline([...earlier.filter(({ id, time }) => id !== event.id && time <= event.time), event], [], event.time).find(
    (item) => item.event.id === event.id,
  )
