/** Where each session is used: a session that goes on in two places at once is held by two people. */
import { connection, network } from '../0-event/address.ts'
import type { Endpoint, Event, SignInEvent } from '../0-event/event.ts'
import { hourMs, minuteMs } from '../0-event/time.ts'
import { isPlaceless } from '../1-ingest/networks.ts'
import type { Book } from './books.ts'
import type { Moment } from './detection.ts'
import { hash, kindOf, mark } from './familiar.ts'
import { createNotes, type Load } from './notes.ts'

/** One place a session was used from. */
export interface SessionPlace {
  readonly ip: string
  /** Hash of the connection, of the network, of the kind of client, of its system and of the device's id; 0 where the log does not say. */
  readonly connection: number
  readonly network: number
  readonly kind: number
  /** The system with its version as logged. */
  readonly system: number
  /** The system without its version. */
  readonly family: number
  readonly device: number
  readonly country: string | undefined
  readonly first: number
  readonly last: number
  /** Whether it was the person's own, and what was strange about it, when the session was first used from there. */
  readonly own: boolean
  readonly marks: number
  /** Lists say that many share the address or that it hides somebody. */
  readonly placeless: boolean
}

export interface Session {
  readonly born: number
  /** It was begun by a code typed on another device. */
  readonly byCode: boolean
  /** In the order they were first used; at most `placesMax`, the first and the newest ones. */
  readonly places: readonly SessionPlace[]
}

export interface Sessions extends Book {
  /** The event's session, with the event's own place; undefined where it has none. */
  of(event: SignInEvent): Session | undefined
}

/** At the bound the session longest unused is forgotten. */
const sessionsMax = 50_000
const placesMax = 5
/** A place is written down again when it is used so much later: renewals come every few minutes. */
const againMs = 10 * minuteMs

export function createSessions(load: Load): Sessions {
  const sessions = createNotes<Session>('sessions', sessionsMax, load)
  /** Several ask about one event; a text made once is looked up faster again. */
  let last: { readonly event: Event; readonly key: string } | undefined
  const keyOf = (event: Event): string => {
    if (last?.event !== event) last = { event, key: `${event.source} ${event.session}` }
    return last.key
  }
  return {
    take: (event, moment) => {
      if (event.kind === 'token' && event.what === 'device_code' && event.session !== undefined) {
        const begun = sessions.get(keyOf(event))
        if (begun !== undefined && !begun.byCode) sessions.set(keyOf(event), { ...begun, byCode: true })
        return
      }
      if (event.kind !== 'sign_in' || event.outcome !== 'success' || event.session === undefined || event.src?.ip === undefined) return
      const key = keyOf(event)
      const known = sessions.get(key)
      const at = known?.places.findIndex((place) => isSamePlace(place, event.src))
      const same = at === undefined || at === -1 ? undefined : known?.places[at]
      if (known !== undefined && same !== undefined) {
        if (event.time < same.last + againMs) return
        sessions.set(key, { ...known, places: known.places.with(at ?? 0, { ...same, last: event.time }) })
        return
      }
      const places = [...(known?.places ?? []), placeOf(event, moment)]
      sessions.set(key, {
        born: known?.born ?? event.time,
        byCode: known?.byCode ?? false,
        places: places.length > placesMax ? [...places.slice(0, 1), ...places.slice(2)] : places,
      })
    },
    of: (event) => (event.session === undefined ? undefined : sessions.get(keyOf(event))),
    changes: sessions.changes,
    size: sessions.size,
  }
}

function placeOf({ src = {}, time }: SignInEvent, moment: Moment): SessionPlace {
  const { own, marks } = moment.source
  return {
    ip: src.ip ?? '',
    connection: hash(connection(src.ip ?? '')),
    network: networkOf(src),
    kind: kindOf(src) ?? 0,
    system: systemOf(src),
    family: familyOf(src),
    device: src.deviceId === undefined ? 0 : hash(src.deviceId),
    country: src.country,
    first: time,
    last: time,
    own,
    marks,
    placeless: (isPlaceless(moment.about) && moment.about.hosting !== true) || moment.isShared(src.ip),
  }
}

const networkOf = (src: Endpoint): number => hash(src.asn === undefined ? network(src.ip ?? '') : `AS${src.asn}`)

export const isSamePlace = (place: SessionPlace, src: Endpoint | undefined): boolean =>
  src?.ip !== undefined && (place.ip === src.ip || place.connection === hash(connection(src.ip))) && place.kind === (kindOf(src) ?? 0)

/** Two uses that overlap no further apart than this. */
const overlapMs = 12 * hourMs

/** `mark`: the same device id on another operating system: the browser's mark was taken with its session. */
export type Difference = 'client' | 'device' | 'mark' | 'country'

export interface Partner {
  readonly place: SessionPlace
  /** What does not fit. */
  readonly differs: readonly Difference[]
  /** The session was used there again after it was used from the event's place: both go on at once. */
  readonly interleaved: boolean
}

/** Nobody is in another country within so long. */
const journeyMs = hourMs

/** The place of the session on another network that fits the event least; undefined where it only moved to another network. */
export function strangePartner(session: Session, event: SignInEvent): Partner | undefined {
  const { src } = event
  if (src?.ip === undefined) return undefined
  const mine = networkOf(src)
  const here = session.places.find((place) => isSamePlace(place, src))
  let strangest: Partner | undefined
  for (const place of session.places) {
    if (place === here || place.placeless || Math.abs(event.time - place.last) > overlapMs) continue
    const interleaved = here !== undefined && place.first < here.first && place.last > here.first
    // On one network people have several addresses; two at once, by two clients, they have not.
    if (place.network === mine && !interleaved) continue
    const differs = differences(place, event)
    if (differs.length > (strangest?.differs.length ?? 0)) strangest = { place, differs, interleaved }
  }
  return strangest
}

function differences(place: SessionPlace, { src = {}, time }: SignInEvent): Partner['differs'] {
  const found: Difference[] = []
  const differ = (one: number, other: number): boolean => one !== 0 && other !== 0 && one !== other
  if (differ(place.kind, kindOf(src) ?? 0) || differ(place.system, systemOf(src))) found.push('client')
  // One of them without an id is another device as well: the same browser tells the same.
  const device = src.deviceId === undefined ? 0 : hash(src.deviceId)
  if (place.device !== device) found.push('device')
  else if (device !== 0 && differ(place.family, familyOf(src))) found.push('mark')
  if (place.country !== undefined && src.country !== undefined && place.country !== src.country && Math.abs(time - place.last) < journeyMs)
    found.push('country')
  return found
}

const familyOf = (src: Endpoint): number => (src.os === undefined ? 0 : hash(src.os.replaceAll(/[^a-z]/gi, '').toLowerCase()))
const systemOf = (src: Endpoint): number => (src.os === undefined ? 0 : hash(src.os))

/** Whether the session began at a place that was strange to the person. */
export const beganStrange = (session: Session): boolean => {
  const [first] = session.places
  return first !== undefined && !first.own && (first.marks & mark.noHistory) === 0
}

/** Programs, not browsers: what phishing kits and stolen tokens are used with (Elastic's list for Okta sessions, and kits named by reprise99 and Elastic). */
const scripted =
  /python|axios|undici|\bnode\b|node-fetch|go-http|okhttp|curl|httpx|aiohttp|headless|\bjava\b|libwww|bav2ropc|smtplib|scrapy|powershell/i

export const isScripted = (src: Endpoint | undefined): boolean => scripted.test(src?.userAgent ?? '') || scripted.test(src?.browser ?? '')
