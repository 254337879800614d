/**
 * Packs events for the way from one thread to another: a table of their values, and for each event the numbers of its values.
 *
 * Three events of one sign-in share its user, app, place and time, which go over once, as bytes that are handed over and not copied. Measured on
 * sign-ins of 3.6 KB with three events each: packing takes 4.5 µs a record and unpacking 3.5 µs; as plain JSON 8 and 12 µs, by structured clone
 * 9 and 11 µs. The receiver's share counts, for all threads wait for that one.
 */
import type { Event } from '../0-event/event.ts'

export interface Packed {
  /** `{layouts, values}` as JSON in UTF-8: a layout is a list of keys. */
  readonly table: Uint8Array<ArrayBuffer>
  /** For each event the number of its layout, then that of the value of each key. */
  readonly rows: Int32Array<ArrayBuffer>
}

/** Longer texts differ from event to event, except those that the event before has too. */
const sharedTextMax = 16

/** A step on the way through the keys of an event, from key to key. */
interface Step {
  readonly keys: readonly string[]
  readonly next: Map<string, Step>
  /** The key that came next the last time, and the step there: most often it comes again. */
  usualKey: string
  usual: Step | undefined
  readonly last: Last
  /** The number of the layout of an event that ends here. */
  layout: number | undefined
}

/** The value of a key in the event before, and its number. */
interface Last {
  value: unknown
  number: number
}

interface Packing {
  readonly values: unknown[]
  readonly shared: Map<string, number>
  readonly lasts: Map<string, Last>
}

export function pack(events: readonly Event[]): Packed {
  const packing: Packing = { values: [], shared: new Map(), lasts: new Map() }
  const layouts: (readonly string[])[] = []
  const rows: number[] = []
  const start = stepTo(packing, [], '')
  for (const event of events) {
    const place = rows.push(0) - 1
    let step = start
    for (const key in event) {
      const value: unknown = event[key as keyof Event]
      if (value === undefined) continue
      step = step.usualKey === key && step.usual !== undefined ? step.usual : follow(packing, step, key)
      if (step.last.value !== value) {
        step.last.value = value
        step.last.number = numberOf(packing, value)
      }
      rows.push(step.last.number)
    }
    step.layout ??= layouts.push(step.keys) - 1
    rows[place] = step.layout
  }
  return { table: new TextEncoder().encode(JSON.stringify({ layouts, values: packing.values })), rows: new Int32Array(rows) }
}

function follow(packing: Packing, step: Step, key: string): Step {
  const next = step.next.get(key) ?? stepTo(packing, [...step.keys, key], key)
  step.next.set(key, next)
  step.usualKey = key
  step.usual = next
  return next
}

function stepTo({ lasts }: Packing, keys: readonly string[], key: string): Step {
  const last = lasts.get(key) ?? { value: undefined, number: 0 }
  lasts.set(key, last)
  return { keys, next: new Map(), usualKey: '', usual: undefined, last, layout: undefined }
}

function numberOf({ values, shared }: Packing, value: unknown): number {
  if (typeof value !== 'string' || value.length > sharedTextMax) return values.push(value) - 1
  const known = shared.get(value)
  if (known !== undefined) return known
  const number = values.push(value) - 1
  shared.set(value, number)
  return number
}

/** The events as they were, but that keys whose value was undefined are absent. */
export function unpack({ table, rows }: Packed): Event[] {
  const { layouts, values } = JSON.parse(new TextDecoder().decode(table)) as Table
  const events: Event[] = []
  for (let at = 0; at < rows.length; ) {
    const event: Record<string, unknown> = {}
    for (const key of layouts[rows[at++] ?? 0] ?? []) event[key] = values[rows[at++] ?? 0]
    events.push(event as unknown as Event)
  }
  return events
}

interface Table {
  readonly layouts: readonly (readonly string[])[]
  readonly values: readonly unknown[]
}
