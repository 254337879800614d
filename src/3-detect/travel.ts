/** Where a person was when they last signed in, as far as an address says where somebody is. */
import { connection } from '../0-event/address.ts'
import type { Endpoint, SignInEvent } from '../0-event/event.ts'
import { kilometres } from '../0-event/place.ts'
import { dayMs, hourMs, minuteMs } from '../0-event/time.ts'
import { isPlaceless } from '../1-ingest/networks.ts'
import { arrivalOf, isUnknown } from './arrival.ts'
import type { Book } from './books.ts'
import type { Moment } from './detection.ts'
import { hash } from './familiar.ts'

/** One completed sign-in with a place. */
export interface Point {
  readonly time: number
  readonly ip: string
  readonly country: string | undefined
  readonly city: string | undefined
  readonly latitude: number | undefined
  readonly longitude: number | undefined
  readonly accuracyKm: number | undefined
  /** Hash of the device's id, or of its kind; 0 where the log says neither. */
  readonly device: number
  /** Hash of the session; 0 where there is none. */
  readonly session: number
  /** Whether it was the person's own place or device, or nothing was known of them yet. */
  readonly own: boolean
}

export interface TravelNotes {
  /** Oldest first; one a place, at most `pointsMax`. */
  readonly points: readonly Point[]
}

/** What is older cannot be told from a journey by aeroplane: no two places on Earth are further apart than a day. */
const keepMs = dayMs
/** At the bound the oldest is forgotten. */
const pointsMax = 6

/** Notes every place from which a person completed a sign-in, but for addresses that say nothing about where somebody is. */
export const createTravel = (): Book => ({
  take: (_event, moment, person) => {
    const event = arrivalOf(moment)
    if (event === undefined || !event.interactive || !saysWhere(moment, event)) return
    const before = person.notes.travel?.points ?? []
    const point = pointOf(event, moment.source.own || isUnknown(moment))
    // The same connection again is the same place, only later; it stands beside what was there before it.
    const kept = before.filter((one) => one.time > event.time - keepMs && connection(one.ip) !== connection(point.ip))
    person.notes = { ...person.notes, travel: { points: [...kept, point].slice(-pointsMax) } }
  },
  changes: () => [],
  size: () => 0,
})

const pointOf = ({ src, time, session }: SignInEvent, own: boolean): Point => ({
  time,
  ip: src?.ip ?? '',
  country: src?.country,
  city: src?.city,
  latitude: src?.latitude,
  longitude: src?.longitude,
  accuracyKm: src?.accuracyKm,
  device: deviceOf(src),
  session: session === undefined ? 0 : hash(session),
  own,
})

const deviceOf = (src: Endpoint | undefined): number =>
  src?.deviceId !== undefined
    ? hash(src.deviceId, 1)
    : src?.os === undefined && src?.browser === undefined
      ? 0
      : hash(`${src.os} ${src.browser}`.replaceAll(/[\d.]+/g, ''), 2)

/** Addresses that many share or that hide somebody have a place, but not the person's. */
export const saysWhere = (moment: Moment, { src }: SignInEvent): boolean =>
  src?.ip !== undefined && src.proxy !== true && !isPlaceless(moment.about) && !moment.isShared(src.ip)

/** What an address's place may be off where nothing says (published experience: 50 to 100 km). */
const accuracyUnknownKm = 50
/** Clocks and logs are not exact; and nothing is divided by next to nothing. */
const timeMinMs = minuteMs

export interface Journey {
  readonly from: Point
  /** Beyond what both places may be off. */
  readonly km: number
  readonly kmh: number
  readonly ms: number
}

/** From the last place elsewhere to this sign-in, the fastest; undefined where places are not known. */
export function fastestJourney(moment: Moment, event: SignInEvent): Journey | undefined {
  const { src } = event
  if (src?.ip === undefined) return undefined
  let fastest: Journey | undefined
  for (const from of moment.person.notes.travel?.points ?? []) {
    if (connection(from.ip) === connection(src.ip)) continue
    const apart = kilometres({ latitude: from.latitude, longitude: from.longitude }, src)
    if (apart === undefined) continue
    const km = Math.max(0, apart - (from.accuracyKm ?? accuracyUnknownKm) - (src.accuracyKm ?? accuracyUnknownKm))
    const ms = Math.max(timeMinMs, Math.abs(event.time - from.time))
    const kmh = km / (ms / hourMs)
    if (fastest === undefined || kmh > fastest.kmh) fastest = { from, km, kmh, ms }
  }
  return fastest
}

/** Whether the same device, or the same session, was at both ends: then a gateway moved and not the person. */
export const sameDevice = (from: Point, { src, session }: SignInEvent): boolean =>
  (from.device !== 0 && src?.deviceId !== undefined && from.device === hash(src.deviceId, 1)) ||
  (from.session !== 0 && session !== undefined && from.session === hash(session))

/** Other countries a person completed sign-ins from within so many minutes before, without those that hide their place. */
export function otherCountries(moment: Moment, event: SignInEvent, minutes: number): readonly Point[] {
  const { country } = event.src ?? {}
  return (moment.person.notes.travel?.points ?? []).filter(
    (point) => point.country !== undefined && point.country !== country && point.time > event.time - minutes * minuteMs,
  )
}
