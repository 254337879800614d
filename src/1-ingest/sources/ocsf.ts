/** What OCSF records of several vendors have in common: their time, and detection findings of other products. */

import { parseAddress } from '../../0-event/address.ts'
import type { Endpoint, Event, SourceName, VendorRiskEvent } from '../../0-event/event.ts'
import { isObject, type JsonObject, list, number, object, text } from '../../0-event/json.ts'
import { fromEpoch, parseTime } from '../../0-event/time.ts'
import type { Refused } from '../source.ts'
import { timestamp } from './kept.ts'
import { isAddress, known, person, tell } from './told.ts'

/** `time` in ISO 8601; OCSF counts milliseconds: https://schema.ocsf.io/objects/object */
export function ocsfTime(record: JsonObject): string | undefined {
  const time = findingTime(record)
  return time === undefined ? undefined : timestamp(time)
}

export function findingTime(record: JsonObject): number | undefined {
  const time = number(record, 'time')
  return time === undefined ? parseTime(text(record, 'time_dt') ?? '') : fromEpoch(time)
}

/** A Detection Finding (class 2004) whose product names the vendor it looked at: `detect-okta-mfa-fatigue`. */
export function isFindingOf(record: JsonObject, vendor: string): boolean {
  if (record['class_uid'] !== 2004) return false
  const product = object(object(record, 'metadata'), 'product')
  return (text(object(product, 'feature'), 'name') ?? '').toLowerCase().includes(vendor)
}

/** Another product's finding is that product's doubt: a vendor risk of the person it names. */
export function ocsfFindingEvents(source: SourceName, record: JsonObject): readonly Event[] | Refused {
  const time = findingTime(record)
  if (time === undefined) return { refused: '`time` is missing or no time in milliseconds since 1970' }
  const id = findingId(record)
  if (id === undefined) return { refused: 'neither `finding_info.uid` nor `metadata.uid` says which finding this is' }
  const seen = observables(record)
  const name = seen('user.name')
  const user = person({ uid: seen('user.uid'), name, email: isAddress(name) ? name : undefined })
  if (user === undefined) return { refused: 'no observable `user.uid` or `user.name` says whom the finding is about' }
  const finding = object(record, 'finding_info')
  return tell({ id: `${source}:${id}`, source, time, user, src: srcOf(seen), session: seen('session.uid') }, [
    {
      kind: 'vendor_risk',
      risk: text({ type: list(finding, 'types')[0] }, 'type') ?? text(finding, 'title') ?? 'finding',
      level: levels.get(number(record, 'severity_id') ?? 0) ?? 'unknown',
      detail: text(finding, 'title'),
    },
  ])
}

export const findingId = (record: JsonObject): string | undefined =>
  text(object(record, 'finding_info'), 'uid') ?? text(object(record, 'metadata'), 'uid')

/** https://schema.ocsf.io/1.3.0/base_event: 1 informational, 2 low, 3 medium, 4 high, 5 critical, 6 fatal. */
const levels: ReadonlyMap<number, VendorRiskEvent['level']> = new Map([
  [1, 'low'],
  [2, 'low'],
  [3, 'medium'],
  [4, 'high'],
  [5, 'high'],
  [6, 'high'],
])

const srcOf = (seen: (name: string) => string | undefined): Endpoint | undefined =>
  known({ ip: parseAddress(seen('src.ip') ?? seen('success.ip')) })

/** The first observable of a name. */
export function observables(record: JsonObject): (name: string) => string | undefined {
  const all = list(record, 'observables').filter(isObject)
  return (name) => {
    const found = all.find((one) => one['name'] === name)
    return found === undefined ? undefined : text(found, 'value')
  }
}
