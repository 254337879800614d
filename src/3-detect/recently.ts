/** Knows an event that was told before: providers send records again, and pipelines deliver at least once. */
import type { Event } from '../0-event/event.ts'
import { hash } from './familiar.ts'

/** Two generations of so many are held; when the newer is full the older is forgotten. At 100 events a second that is ten to twenty minutes. */
const generationMax = 65_536

export interface Recently {
  /** True where the same was said lately. A record sent again that says something else is news. */
  isRepeated(event: Event): boolean
}

export function createRecently(): Recently {
  let newer = new Set<number>()
  let older = new Set<number>()
  return {
    isRepeated: (event) => {
      const key = keyOf(event)
      if (newer.has(key) || older.has(key)) return true
      newer.add(key)
      if (newer.size >= generationMax) {
        older = newer
        newer = new Set()
      }
      return false
    },
  }
}

const shift = 2 ** 21

/** 53 bits: among 131,072 held a new event looks told before once in 70 billion. */
function keyOf(event: Event): number {
  const said = `${event.id} ${event.kind} ${'outcome' in event ? event.outcome : ''}${'what' in event ? event.what : ''}`
  return (hash(said, 1) >>> 0) * shift + (hash(said, 2) >>> 11)
}
