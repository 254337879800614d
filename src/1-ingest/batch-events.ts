/** The events that records tell, and the records whose own source refuses them. */
import type { Event } from '../0-event/event.ts'
import type { Batch, Found, RefusedRecord } from './read.ts'
import { refuse } from './refused.ts'
import { isRefused } from './source.ts'

export interface Told {
  readonly events: readonly Event[]
  /** Those of the batch, and those that their source refuses. */
  readonly refused: readonly RefusedRecord[]
  /** How many records were accepted, with or without events. */
  readonly records: number
}

export function eventsOfBatch(batch: Batch): Told {
  const events: Event[] = []
  const refused = [...batch.refused]
  for (const found of batch.found) {
    const told = eventsOf(found)
    if (isRefused(told)) refused.push(refuse(found.line, told.refused, JSON.stringify(found.record)))
    else for (const event of told) events.push(event)
  }
  return { events, refused, records: batch.found.length + batch.refused.length - refused.length }
}

/** A mistake of a source costs the record it was made on, not the run. */
function eventsOf({ shape, source, record }: Found): ReturnType<typeof shape.events> {
  try {
    return shape.events(record)
  } catch (error) {
    return { refused: `the reader of ${source.title} failed on it: ${error instanceof Error ? error.message : String(error)}` }
  }
}
