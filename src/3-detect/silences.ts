/** When each provider's log last fell silent: whoever is met again after it was not away, only their records were. */
import type { SourceName } from '../0-event/event.ts'
import { hourMs } from '../0-event/time.ts'
import { type Change, createNotes, type Load } from './notes.ts'

export interface Silences {
  /** An event of this source; times may go back. */
  hear(source: SourceName, time: number): void
  /** How much of the time between two instants the source was silent, ms; only its last silence counts. */
  between(source: SourceName, from: number, to: number): number
  changes(): Change[]
  size(): number
}

interface Heard {
  /** The newest event, as it was last written down. */
  readonly newest: number
  readonly from: number
  readonly to: number
}

/** More than there are providers. */
const sourcesMax = 32
/** A night without anybody is no silence; a day whose log is lost or late is. */
const silentMs = 12 * hourMs
/** The newest event is written down no more often. */
const everyMs = hourMs

export function createSilences(load: Load): Silences {
  const notes = createNotes<Heard>('silences', sourcesMax, load)
  return {
    hear: (source, time) => {
      const known = notes.get(source)
      if (known === undefined) notes.set(source, { newest: time, from: time, to: time })
      else if (time > known.newest + silentMs) notes.set(source, { newest: time, from: known.newest, to: time })
      else if (time > known.newest + everyMs) notes.set(source, { ...known, newest: time })
    },
    between: (source, from, to) => {
      const known = notes.get(source)
      return known === undefined ? 0 : Math.max(0, Math.min(to, known.to) - Math.max(from, known.from))
    },
    changes: notes.changes,
    size: notes.size,
  }
}
