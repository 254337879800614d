/** Reads Keycloak's log: `… [org.keycloak.events] (thread) type="LOGIN_ERROR", realmId="…", …`, with and without quotes, alone or in JSON. */
import { isObject, type Json, type JsonObject, object, text } from '../../0-event/json.ts'
import { parseTime } from '../../0-event/time.ts'
import { isAdminEvent, isUserEvent } from './keycloak-record.ts'

/** A line longer than this is a stack trace or a representation, not an event. */
const lineMax = 64 * 1024
const pairsMax = 100
const logger = 'org.keycloak.events'

/** A line of the log as an event; undefined where it is none. Its time is read as UTC; without a date it has none. */
export function fromLine(line: string): JsonObject | undefined {
  if (line.length > lineMax) return undefined
  const start = beginning(line)
  if (start === -1) return undefined
  const event = parsePairs(line, start)
  if (event === undefined) return undefined
  const time = start === 0 ? undefined : dateIn(line.slice(0, Math.min(start, 300)))
  return time === undefined ? event : { ...event, time }
}

/** Where the event's first pair stands: behind the logger's name, or at the very start. */
function beginning(line: string): number {
  if (line.startsWith('type=') || line.startsWith('operationType=')) return 0
  const named = line.indexOf(logger)
  if (named === -1) return -1
  const type = line.indexOf(' type=', named)
  const operation = line.indexOf(' operationType=', named)
  const first = type === -1 ? operation : operation === -1 ? type : Math.min(type, operation)
  return first === -1 ? -1 : first + 1
}

/** The first date with a time: syslog and containers write theirs in front, in other forms or before it. */
function dateIn(prefix: string): number | undefined {
  const found = /\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})?(?: ?(?:Z|[+-]\d{2}:?\d{2}))?/.exec(prefix)
  return found === null ? undefined : parseTime(found[0])
}

const own: ReadonlySet<string> = new Set(['type', 'realmId', 'realmName', 'clientId', 'userId', 'sessionId', 'ipAddress', 'error'])
const adminOwn: ReadonlySet<string> = new Set(['operationType', 'resourceType', 'resourcePath', 'error', 'representation'])

function parsePairs(line: string, start: number): JsonObject | undefined {
  const pairs = pairsIn(line, start)
  if (pairs === undefined) return undefined
  const record: { [key: string]: Json } = Object.create(null)
  const details: { [key: string]: Json } = Object.create(null)
  const isAdmin = line.startsWith('operationType=', start)
  for (const [key, value] of pairs) {
    if (value === 'null') continue
    if (isAdmin ? adminOwn.has(key) : own.has(key)) record[key] = value
    else details[key] = value
  }
  if (isAdmin) return isNamed(record['operationType']) ? { ...record, authDetails: details } : undefined
  return isNamed(record['type']) && typeof record['realmId'] === 'string' ? { ...record, details } : undefined
}

const isNamed = (value: Json | undefined): boolean => typeof value === 'string' && /^[A-Z][A-Z0-9_]{1,63}$/.test(value)

/** `key="value", key='a value', key=value`, from `start` to the end of the line. */
function pairsIn(line: string, start: number): [string, string][] | undefined {
  const pairs: [string, string][] = []
  let at = start
  while (at < line.length && pairs.length < pairsMax) {
    const equals = line.indexOf('=', at)
    if (equals === -1) break
    const key = line.slice(at, equals).trim()
    if (!/^\w{1,64}$/.test(key)) break
    const quote = line[equals + 1]
    const [value, end] = quote === '"' || quote === "'" ? quoted(line, equals + 1, quote) : bare(line, equals + 1)
    pairs.push([key, value])
    at = line.startsWith(', ', end) ? end + 2 : line.length
  }
  return pairs.length === 0 ? undefined : pairs
}

/** Up to the quote that ends it: one that is not escaped, and has the end or the next pair behind it. */
function quoted(line: string, open: number, quote: string): [string, number] {
  let close = line.indexOf(quote, open + 1)
  while (close !== -1 && (line[close - 1] === '\\' || !isEnd(line, close + 1))) close = line.indexOf(quote, close + 1)
  const end = close === -1 ? line.length : close
  return [line.slice(open + 1, end).replaceAll(`\\${quote}`, quote), close === -1 ? end : end + 1]
}

const isEnd = (line: string, at: number): boolean => line.slice(at).trim() === '' || line.startsWith(', ', at)

function bare(line: string, start: number): [string, number] {
  const comma = line.indexOf(', ', start)
  const end = comma === -1 ? line.length : comma
  return [line.slice(start, end).trim(), end]
}

/** A log entry of Keycloak's event logger: flat ECS names (`log.logger`), nested ones, or Quarkus' own (`loggerName`). */
export function isLog(record: JsonObject): boolean {
  const name = record['log.logger'] ?? record['loggerName'] ?? object(record, 'log')['logger']
  return typeof name === 'string' && name.startsWith(logger) && typeof record['message'] === 'string'
}

/** The event in a log entry, with the entry's time. */
export function fromLog(record: JsonObject): JsonObject | undefined {
  const message = text(record, 'message') ?? ''
  const event = message.length > lineMax ? undefined : (fromJson(message) ?? parsePairs(message, 0))
  if (event === undefined || !(isUserEvent(event) || isAdminEvent(event))) return undefined
  if (event['time'] !== undefined) return event
  const time = parseTime(text(record, '@timestamp') ?? text(record, 'timestamp') ?? '')
  return time === undefined ? event : { ...event, time }
}

/** Some listeners log the event itself as JSON. */
function fromJson(message: string): JsonObject | undefined {
  if (!message.startsWith('{')) return undefined
  try {
    const value: unknown = JSON.parse(message)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}
