/** What Duo's logs write alike: times in two forms, addresses with ports, places with dashes, results and reasons in any case. */
import { parseAddress } from '../../0-event/address.ts'
import { country } from '../../0-event/country.ts'
import type { Endpoint } from '../../0-event/event.ts'
import { type JsonObject, number, object, text, unfold } from '../../0-event/json.ts'
import { fromEpoch, parseTime } from '../../0-event/time.ts'
import type { Refused } from '../source.ts'
import { contentId } from './kept.ts'

export interface DuoRecord {
  /** `authentication:<txid>`: one transaction is told of by several logs. */
  readonly id: string
  readonly time: number
  readonly raw: JsonObject
}

/** The log's name and the keys of its own id; records without one are told apart by what they say. */
export function readDuo(record: JsonObject, log: string, idKeys: readonly string[]): DuoRecord | Refused {
  const time = timeOf(record)
  if (time === undefined) return { refused: 'none of `isotimestamp`, `timestamp`, `ts` and `surfaced_timestamp` is a time' }
  const own = idKeys.map((key) => text(record, key)).find((id) => id !== undefined)
  return { id: `${log}:${own ?? content(record, time)}`, time, raw: record }
}

const content = (record: JsonObject, time: number): string =>
  contentId(
    time,
    text(record, 'username') ?? text(object(record, 'user'), 'name'),
    text(record, 'action') ?? text(record, 'event_type'),
    text(record, 'object') ?? text(object(record, 'application'), 'name'),
    text(record, 'description') ?? text(record, 'result'),
    text(record, 'reason'),
    text(record, 'factor'),
    text(record, 'phone'),
    text(record, 'context'),
    text(record, 'type'),
  )

/** The text form has fractions of a second; the number is in seconds, and in milliseconds in Trust Monitor. */
function timeOf(record: JsonObject): number | undefined {
  const written = text(record, 'isotimestamp') ?? text(record, 'ts')
  const parsed = written === undefined ? undefined : parseTime(written)
  const counted = number(record, 'timestamp') ?? number(record, 'surfaced_timestamp')
  return parsed ?? (counted === undefined ? undefined : fromEpoch(counted))
}

/** Lower case with underscores: "User Marked Fraud" and `user_marked_fraud` are one. */
export const word = (value: string | undefined): string | undefined =>
  value
    ?.slice(0, 100)
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_')

/** Text that is there: Duo writes "-" and "None" for what is not. */
export function said(from: JsonObject, key: string): string | undefined {
  const value = text(from, key)
  return value === '-' || value === 'None' || value === 'none' || value === 'null' ? undefined : value
}

/** An address behind whatever port notation Duo passes on: `1.2.3.4:52034`, `2001:db8::1 port 443`, `2001:db8::1#443`. */
export function address(value: string | undefined): string | undefined {
  if (value === undefined || value.length > 64) return undefined
  return parseAddress(value) ?? parseAddress(value.replace(/(?:[#p.]| port )\d{1,5}$/, ''))
}

export function place(location: JsonObject): Pick<Endpoint, 'country' | 'region' | 'city'> {
  return { country: country(said(location, 'country')), region: said(location, 'state'), city: said(location, 'city') }
}

/** A description is JSON in a text, or plain text. */
export function description(record: JsonObject, key = 'description'): JsonObject {
  const value = unfold(record[key])
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {}
}
