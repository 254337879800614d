/** Makes records rows and events, and puts the rows on disk; a record that is there already is not put there again. */
import { hash } from 'node:crypto'
import type { Event, SourceName } from '../0-event/event.ts'
import type { JsonObject } from '../0-event/json.ts'
import { isRefused, type Shape, type Source } from '../1-ingest/source.ts'
import type { Journal } from '../2-store/journal.ts'
import { rowLine } from '../2-store/row.ts'
import { tenantColumn } from '../2-store/schema.ts'
import type { Detecting } from './detecting.ts'
import type { Metrics } from './metrics.ts'
import type { SourceTimes } from './source-times.ts'

export interface Given {
  readonly source: Source
  readonly shape: Shape
  readonly record: JsonObject
  readonly line: number
}

export interface Accepted {
  readonly accepted: number
  readonly duplicates: number
  /** With a sentence each; not yet in quarantine. */
  readonly refused: readonly { readonly given: Given; readonly why: string }[]
}

export interface Accept {
  /** Settles when what is accepted is on disk. Rejects where the disk or the journal is full: then the same may be sent again. */
  take(given: readonly Given[], tenant?: string): Promise<Accepted>
  /** Rows were removed: a record sent again is no duplicate any more. */
  forget(): void
}

export interface AcceptParts {
  readonly journal: Journal
  readonly detecting: Detecting
  readonly metrics: Metrics
  readonly sourceTimes: SourceTimes
  /** Milliseconds, for measuring. */
  readonly now: () => number
}

/** Records remembered, by their id, with what they said: about 30 MB. One sent again after so many others goes to the store, which replaces it. */
const rememberedMax = 200_000

export function createAccept({ journal, detecting, metrics, sourceTimes, now }: AcceptParts): Accept {
  const remembered = new Map<string, string>()

  function remember(made: readonly Made[]): void {
    for (const { key, digest } of made) {
      remembered.delete(key)
      remembered.set(key, digest)
    }
    for (const key of remembered.keys()) {
      if (remembered.size <= rememberedMax) break
      remembered.delete(key)
    }
  }

  async function take(given: readonly Given[], tenant?: string): Promise<Accepted> {
    const received = now()
    const refused: { given: Given; why: string }[] = []
    const byTable = new Map<string, Made[]>()
    let accepted = 0
    let duplicates = 0
    for (const one of given) {
      const made = make(one, tenant)
      if ('refused' in made) {
        refused.push({ given: one, why: made.refused })
        metrics.refused.inc({ source: one.source.name })
      } else if (remembered.get(made.key) === made.digest) {
        duplicates++
        metrics.duplicates.inc({ source: one.source.name })
      } else {
        accepted++
        metrics.records.inc({ source: one.source.name })
        const table = byTable.get(one.shape.table)
        if (table === undefined) byTable.set(one.shape.table, [made])
        else table.push(made)
      }
    }
    // Handed on the moment each table's rows are on disk: so the detections see them in the order of the journal's marks.
    const kept = [...byTable].map(async ([table, made]) => {
      await journal
        .append(
          table,
          made.map(({ line }) => line),
        )
        .then((mark) => {
          remember(made)
          detecting.take({ events: made.flatMap(({ events }) => events), mark, received })
        })
    })
    await Promise.all(kept)
    if (tenant === undefined) hear(sourceTimes, [...byTable.values()].flat())
    return { accepted, duplicates, refused }
  }

  return { take, forget: () => remembered.clear() }
}

function hear(times: SourceTimes, made: readonly Made[]): void {
  const newest = new Map<SourceName, number>()
  for (const { events } of made) for (const { source, time } of events) newest.set(source, Math.max(time, newest.get(source) ?? 0))
  for (const [source, time] of newest) times.hear(source, time)
}

interface Made {
  readonly line: string
  readonly events: readonly Event[]
  readonly key: string
  readonly digest: string
}

function make({ shape, record }: Given, tenant: string | undefined): Made | { readonly refused: string } {
  const events = shape.events(record)
  if (isRefused(events)) return events
  const row = tenant === undefined ? shape.row(record) : { ...shape.row(record), [tenantColumn]: tenant }
  const line = rowLine(row)
  if (typeof line !== 'string') return line
  return {
    line,
    events: tenant === undefined ? events : events.map((event) => ({ ...event, tenant })),
    key: `${shape.table} ${String(row['_ItemId'])}`,
    digest: hash('sha1', line, 'base64'),
  }
}
