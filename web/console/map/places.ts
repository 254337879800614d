/** The places of an incident: where the person usually is, where what led to findings came from, where the phone answered; pure. */
import type { Endpoint } from '../../../src/0-event/event.ts'
import type { IncidentDetail } from '../../../src/8-server/wire.ts'
import { networkText, placeText } from '../text/place.ts'

export type Role = 'usual' | 'asked' | 'answered'

export interface Place {
  readonly key: string
  readonly role: Role
  readonly label: string
  /** ISO 3166 code, for where no position is told. */
  readonly country: string | undefined
  /** Longitude and latitude in degrees, where the log tells them. */
  readonly position: readonly [number, number] | undefined
  readonly addresses: readonly string[]
  readonly networks: readonly string[]
  /** What came from there or was answered at it; 0 for usual places. */
  readonly events: number
}

/** More would only be a blot; the timeline has them all. */
const placesMax = 40

/** Usual places first, then where what led to findings came from, then where prompts were answered. */
export function places({ usual, timeline }: Pick<IncidentDetail, 'usual' | 'timeline'>): readonly Place[] {
  const found = new Map<string, Place>()
  for (const endpoint of usual) add(found, 'usual', endpoint, 0)
  for (const { event, findings } of timeline) {
    if (findings.length === 0) continue
    add(found, 'asked', event.src, 1)
    if (event.kind === 'prompt') add(found, 'answered', event.answeredFrom, 1)
  }
  return [...found.values()].slice(0, placesMax)
}

function add(found: Map<string, Place>, role: Role, endpoint: Endpoint | undefined, events: number): void {
  const label = placeText(endpoint) ?? (endpoint?.ip === undefined ? undefined : 'Place not known')
  if (endpoint === undefined || label === undefined) return
  const key = `${role} ${label}`
  const before = found.get(key)
  found.set(key, {
    key,
    role,
    label,
    country: endpoint.country,
    position: before?.position ?? positionOf(endpoint),
    addresses: union(before?.addresses, endpoint.ip),
    networks: union(before?.networks, networkText(endpoint)),
    events: (before?.events ?? 0) + events,
  })
}

function positionOf({ longitude, latitude }: Endpoint): readonly [number, number] | undefined {
  // 0, 0 lies in the sea off Ghana and means that somebody's lookup failed.
  if (longitude === undefined || latitude === undefined || (longitude === 0 && latitude === 0)) return undefined
  return [longitude, latitude]
}

function union(before: readonly string[] | undefined, one: string | undefined): readonly string[] {
  if (one === undefined) return before ?? []
  return before?.includes(one) ? before : [...(before ?? []), one]
}

export const roleText: Readonly<Record<Role, string>> = {
  usual: 'Usual place',
  asked: 'Came from',
  answered: 'Phone answered',
}
