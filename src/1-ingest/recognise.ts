/** Finds the shape of a record by its content, quickly where neighbours are alike. */
import type { SourceName } from '../0-event/event.ts'
import type { JsonObject } from '../0-event/json.ts'
import type { Shape, Source } from './source.ts'

export interface Recognised {
  readonly source: Source
  readonly shape: Shape
}

export type Recognise = (record: JsonObject) => Recognised | undefined

/**
 * Answers as if every shape of every source were asked in order. The source of the record before is asked first, since logs mostly come in
 * runs; within it the order of its shapes is kept, because the first may be a special case of the next. No record is claimed by two
 * sources (a test holds the shelf to that), so the answer does not depend on what came before.
 */
export function recogniser(sources: readonly Source[]): Recognise {
  let recent: Source | undefined
  return (record) => {
    const again = recent === undefined ? undefined : within(recent, record)
    if (again !== undefined) return again
    for (const source of sources) {
      const found = source === recent ? undefined : within(source, record)
      if (found === undefined) continue
      recent = source
      return found
    }
    return undefined
  }
}

function within(source: Source, record: JsonObject): Recognised | undefined {
  for (const shape of source.shapes) if (shape.recognise(record)) return known(source, shape)
  return undefined
}

/** The pairs are made once: a million records need no million of them. */
const pairs = new WeakMap<Shape, Recognised>()
function known(source: Source, shape: Shape): Recognised {
  const pair = pairs.get(shape)
  if (pair !== undefined && pair.source === source) return pair
  const made = { source, shape }
  pairs.set(shape, made)
  return made
}

/** The sources a person lets in: all, or the one they named. Throws where that one is none of them. */
export function allowed(sources: readonly Source[], only: SourceName | undefined): readonly Source[] {
  if (only === undefined) return sources
  const one = sources.filter(({ name }) => name === only)
  if (one.length === 0) throw new Error(`there is no source ${only}; there are ${sources.map(({ name }) => name).join(', ')}`)
  return one
}
