/** Puts each value read from a file where it belongs: with the records found, opened as an envelope, or with the refused. */
import { isObject, type Json, type JsonObject } from '../0-event/json.ts'
import { readText, unwrap } from './envelope.ts'
import { isShallow, parseJson, whyTooDeep } from './json-text.ts'
import type { Found, RefusedRecord } from './read.ts'
import { type Recognise, recogniser } from './recognise.ts'
import { refuse } from './refused.ts'
import type { Source } from './source.ts'

/** Lists and envelopes inside one another. */
const levelsMax = 4

export interface Placing {
  /** The sources that may read here. */
  readonly sources: readonly Source[]
  readonly recognise: Recognise
  /** Asks all sources there are, to say whose a refused record looks like. */
  readonly recogniseAny: Recognise
  /** What was placed since it was last taken. */
  found: Found[]
  refused: RefusedRecord[]
}

export const placing = (sources: readonly Source[], everySource: readonly Source[]): Placing => ({
  sources,
  recognise: recogniser(sources),
  recogniseAny: recogniser(everySource),
  found: [],
  refused: [],
})

/** Takes what was placed. */
export function drain(to: Placing): { found: readonly Found[]; refused: readonly RefusedRecord[] } {
  const { found, refused } = to
  to.found = []
  to.refused = []
  return { found, refused }
}

/** Gives the number of a value that is a record itself, and of each record inside one that is not. */
export interface Numbering {
  readonly own: () => number
  readonly inner: () => number
}

/** JSON text of one value, or a line of a text log. */
export function placeText(to: Placing, text: string, numbering: Numbering): void {
  const first = text[0]
  if (first === '{' || first === '[') placeJson(to, text, numbering)
  else placeLine(to, text, numbering, () => whyNoLine(to))
}

function placeJson(to: Placing, text: string, numbering: Numbering): void {
  let value: Json
  try {
    value = parseJson(text)
  } catch (error) {
    // A line of a text log may begin with its time or its thread in brackets.
    if (text[0] === '[') placeLine(to, text, numbering, () => reason(error))
    else to.refused.push(refuse(numbering.own(), reason(error), text))
    return
  }
  placeChecked(to, value, numbering, levelsMax)
}

function placeLine(to: Placing, text: string, numbering: Numbering, whyNot: () => string): void {
  let record: JsonObject | undefined
  let why = whyNot
  try {
    record = readText(text, to)
  } catch (error) {
    why = () => `reading it failed: ${reason(error)}`
  }
  if (record === undefined) to.refused.push(refuse(numbering.own(), why(), text))
  else place(to, record, numbering)
}

const within = ({ inner }: Numbering): Numbering => ({ own: inner, inner })

/** A value that was not parsed by `parseJson`, which holds to the bound on nesting itself. */
export function place(to: Placing, value: Json, numbering: Numbering): void {
  if (typeof value === 'object' && value !== null && !isShallow(value)) to.refused.push(refuse(numbering.own(), whyTooDeep, ''))
  else placeChecked(to, value, numbering, levelsMax)
}

function placeChecked(to: Placing, value: Json, numbering: Numbering, levels: number): void {
  const refuseAs = (why: string) => void to.refused.push(refuse(numbering.own(), why, JSON.stringify(value)))
  if (typeof value !== 'object' || value === null) refuseAs('no record: a record is a JSON object')
  else if (isObject(value)) placeObject(to, value, numbering, levels)
  else if (levels === 0) refuseAs('too many lists inside one another')
  else for (const inner of value) placeChecked(to, inner, within(numbering), levels - 1)
}

function placeObject(to: Placing, record: JsonObject, numbering: Numbering, levels: number): void {
  const refuseAs = (why: string) => void to.refused.push(refuse(numbering.own(), why, JSON.stringify(record)))
  let inside: readonly Json[] | undefined
  let why = ''
  try {
    const known = to.recognise(record)
    if (known !== undefined) {
      to.found.push({ source: known.source, shape: known.shape, record, line: numbering.own() })
      return
    }
    inside = levels === 0 ? undefined : unwrap(record, to)
    why = inside === undefined ? whyUnknown(to, record) : ''
  } catch (error) {
    why = `reading it failed: ${reason(error)}`
  }
  if (inside === undefined) refuseAs(why)
  else for (const inner of inside) placeChecked(to, inner, within(numbering), levels - 1)
}

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error)).slice(0, 300)

function whyUnknown(to: Placing, record: JsonObject): string {
  const looksLike = to.recogniseAny(record)
  if (looksLike !== undefined) return `no record of ${titles(to)}: it looks like one of ${looksLike.source.title}`
  return to.sources.length === 1 ? `no record of ${titles(to)}: ${keysOf(record)}` : `a record that no source knows: ${keysOf(record)}`
}

function keysOf(record: JsonObject): string {
  const keys = Object.keys(record)
  const named = keys.slice(0, 8).map((key) => key.slice(0, 40))
  return keys.length === 0 ? 'it is empty' : `its keys are ${named.join(', ')}${keys.length > named.length ? ', …' : ''}`
}

const whyNoLine = (to: Placing): string =>
  to.sources.length === 1 ? `neither JSON nor a line as ${titles(to)} writes them` : 'neither JSON nor a line of text that a source knows'

const titles = (to: Placing): string => to.sources.map(({ title }) => title).join(', ')
