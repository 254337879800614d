/** Opens what records are sent in: pages of an API, batches of a forwarder, lines of a container's log. */
import { isObject, type Json, type JsonObject } from '../0-event/json.ts'
import { isShallow, parseJson } from './json-text.ts'
import type { Recognise } from './recognise.ts'
import type { Source } from './source.ts'

/** Names that nothing but a page of records has: Azure, Microsoft Graph, Duo, Google. */
const pageKeys: ReadonlySet<string> = new Set(['records', 'value', 'authlogs', 'items'])

/** Names of lists that records have too: opened only where a known record lies inside. */
const perhapsKeys = ['events', 'data', 'logs', 'results', 'hits', 'entries', 'response', 'Records']

export const listKeys: ReadonlySet<string> = new Set([...pageKeys, ...perhapsKeys])

/** Objects that hold such a list or the record: Okta's hooks (`data.events`), Auth0's streams, searches (`hits.hits[]._source`), exports (`result`). */
export const objectKeys: ReadonlySet<string> = new Set(['data', 'hits', '_source', 'result', 'response', 'body', 'event'])

/** Text that is a record or a line of a log: Logstash, Fluent Bit, Splunk, Docker, ECS (`event.original`). */
const textKeys: ReadonlySet<string> = new Set(['message', '_raw', 'log', 'original', 'raw'])

/** A page in a forwarder's message in a search result. */
const levelsMax = 4
/** How many of a list are looked at for one that is known. */
const looksMax = 20

export interface Opening {
  readonly sources: readonly Source[]
  readonly recognise: Recognise
}

/** What lies inside an object that is no record itself; undefined where it is no envelope. A page may well be empty. */
export function unwrap(value: JsonObject, by: Opening, levels = levelsMax): readonly Json[] | undefined {
  if (levels === 0) return undefined
  for (const source of by.sources) {
    const inside = source.unwrap?.(value)
    if (inside !== undefined) return inside
  }
  return unwrapLists(value, by, levels) ?? unwrapOne(value, by, levels)
}

function unwrapLists(value: JsonObject, by: Opening, levels: number): readonly Json[] | undefined {
  const lists = Object.entries(value).flatMap(([key, part]) =>
    Array.isArray(part) && listKeys.has(key) && part.every(isObject) && (pageKeys.has(key) || holdsKnown(part, by, levels)) ? [part] : [],
  )
  return lists.length === 0 ? undefined : lists.flat()
}

const holdsKnown = (list: readonly JsonObject[], by: Opening, levels: number): boolean =>
  list.slice(0, looksMax).some((one) => by.recognise(one) !== undefined || unwrap(one, by, levels - 1) !== undefined)

function unwrapOne(value: JsonObject, by: Opening, levels: number): readonly Json[] | undefined {
  for (const [key, part] of Object.entries(value)) {
    const one =
      isObject(part) && objectKeys.has(key) ? part : typeof part === 'string' && textKeys.has(key) ? readText(part, by) : undefined
    if (one === undefined) continue
    if (by.recognise(one) !== undefined) return [one]
    const inside = unwrap(one, by, levels - 1)
    if (inside !== undefined) return inside
  }
  return undefined
}

/** The record in a piece of text: JSON, a line that a source knows, or JSON behind a prefix, as syslog puts before it. */
export function readText(text: string, by: Opening): JsonObject | undefined {
  const brace = text.indexOf('{')
  if (brace !== -1 && text.slice(0, brace).trim() === '') return parseObject(text)
  for (const source of by.sources) {
    const record = source.readLine?.(text)
    if (record !== undefined) return record
  }
  const behind = text.indexOf('{"')
  return behind === -1 ? undefined : parseObject(text.slice(behind))
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const parsed = parseJson(text)
    return isObject(parsed) && isShallow(parsed) ? parsed : undefined
  } catch {
    return undefined
  }
}
