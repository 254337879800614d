/** Tells open pages of prompts as they happen, in words; a few a second, since nobody reads more. */
import type { Logger } from 'pino'
import type { Event } from '../0-event/event.ts'
import { dayMs } from '../0-event/time.ts'
import type { LogStore } from '../2-store/store.ts'
import { timeline } from '../4-risk/timeline.ts'
import type { Feed } from './feed.ts'
import type { People } from './people.ts'

/** Between two prompts told: looking up what is usual for the person costs a query each. Those in between are not told. */
const everyMs = 250
const historyMs = 30 * dayMs
const historyMax = 300

export interface WatchParts {
  readonly store: LogStore
  readonly feed: Feed
  readonly people: People
  readonly log: Logger
  /** Milliseconds, for measuring. */
  readonly now: () => number
}

/** Hand it every event. */
export function createWatch({ store, feed, people, log, now }: WatchParts): (event: Event, isLive: boolean) => void {
  let looking = false
  let last = Number.NEGATIVE_INFINITY

  async function tell(event: Event): Promise<void> {
    const { uid, name, email } = event.user
    const person = people.personOf(event)
    const names = people.aliases(person ?? '') ?? [email, name, uid].filter((one) => one !== undefined)
    const earlier = await store.personEvents(names, { from: event.time - historyMs, to: event.time, limit: historyMax })
    const item = timeline([...earlier.filter(({ id }) => id !== event.id), event], [], event.time).find(
      ({ event: { id } }) => id === event.id,
    )
    if (item !== undefined) feed.publish({ type: 'prompt', item, person: person ?? names[0] ?? 'unknown' })
  }

  return (event, isLive) => {
    if (event.kind !== 'prompt' || !isLive || !feed.watched || looking || now() - last < everyMs) return
    looking = true
    last = now()
    tell(event)
      .catch((error: unknown) => log.warn({ err: error }, 'a prompt could not be told'))
      .finally(() => {
        looking = false
      })
  }
}
