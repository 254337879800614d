/** Tells what happened to a person as a list an analyst reads: each event in words, with what about it had never been seen before. */
import { countryName } from '../0-event/country.ts'
import type { Endpoint, Event, PromptEvent, SignInEvent } from '../0-event/event.ts'
import { strangeWords } from '../3-detect/episode.ts'
import { learn, marks, newFamiliar } from '../3-detect/familiar.ts'
import type { Finding } from '../3-detect/finding.ts'
import { changeWords, enrolmentWords, passwordWords, promptWords, tokenWords, vendorLevelWords } from './words.ts'

export interface TimelineEntry {
  readonly event: Event
  /** "Push refused on the phone, from an address never seen". */
  readonly sentence: string
  /** What had never been seen for this person: `address`, `network`, `country`, `device`. Empty too where little is known of them yet. */
  readonly strange: readonly string[]
  /** Ids of the findings it led to or followed from. */
  readonly findings: readonly string[]
}

/** At most so many entries: the newest, and always those that findings stand on. */
export const timelineMax = 500

/**
 * The entries from `from` (milliseconds since 1970) on, oldest first. `events` are the person's, in any order; those before `from` say what is
 * usual for them. What came from a strange place and led to a finding teaches nothing, even where it got in.
 */
export function timeline(events: readonly Event[], findings: readonly Finding[], from: number): readonly TimelineEntry[] {
  const led = ledTo(findings)
  const familiar = newFamiliar()
  const suspects = new Set<string | undefined>()
  const entries: TimelineEntry[] = []
  for (const event of [...events].sort((one, other) => one.time - other.time)) {
    const strange = strangeWords(marks(familiar, event.src, event.time, () => false))
    const found = led.get(event.id) ?? []
    if (found.length > 0 && strange.length > 0) suspects.add(event.src?.ip)
    if (isCompleted(event) && !suspects.has(event.src?.ip)) learn(familiar, event.src, event.time)
    if (event.time >= from) entries.push({ event, sentence: sentence(event, strange), strange, findings: found })
  }
  return shorten(entries)
}

function ledTo(findings: readonly Finding[]): Map<string, string[]> {
  const led = new Map<string, string[]>()
  for (const finding of findings) {
    for (const { id } of [...finding.events, ...finding.followed]) led.set(id, [...(led.get(id) ?? []), finding.id])
  }
  return led
}

function shorten(entries: readonly TimelineEntry[]): readonly TimelineEntry[] {
  let over = entries.length - timelineMax
  if (over <= 0) return entries
  const kept = entries.filter(({ findings }) => findings.length > 0 || over-- <= 0)
  return kept.slice(-timelineMax)
}

const isCompleted = (event: Event): boolean =>
  (event.kind === 'sign_in' && event.outcome === 'success') || (event.kind === 'prompt' && event.outcome === 'approved')

/** One event in words. */
export const sentence = (event: Event, strange: readonly string[]): string =>
  `${plain(event)}${happensSomewhere(event) ? fromWhere(strange) : ''}`

/** A report is about a sign-in; where the sign-in was is told of the sign-in. */
const happensSomewhere = ({ kind }: Event): boolean => kind !== 'report' && kind !== 'vendor_risk'

function plain(event: Event): string {
  switch (event.kind) {
    case 'prompt':
      return prompt(event)
    case 'password':
      return passwordWords[event.outcome]
    case 'sign_in':
      return signIn(event)
    case 'token':
      return tokenWords[event.what]
    case 'enrolment':
      return enrolmentWords[event.what](event.factor) + by(event.by?.email ?? event.by?.name)
    case 'change':
      return changeWords(event) + by(event.by?.email ?? event.by?.name)
    case 'vendor_risk':
      return `The provider doubts this${vendorLevelWords[event.level]}: ${event.risk}`
    case 'report':
      return event.what === 'fraud' ? 'Reported as fraud by the person' : 'Reported as suspicious by the person'
  }
}

function prompt(event: PromptEvent): string {
  const words = promptWords(event.factor, event.outcome)
  const phone = event.answeredFrom?.country
  const elsewhere = phone !== undefined && event.src?.country !== undefined && phone !== event.src.country
  const where = elsewhere ? `, answered in ${countryName(phone)} for a sign-in in ${countryName(event.src?.country ?? '')}` : ''
  const matched = event.outcome === 'approved' && event.numberMatching === true ? ', the number matched' : ''
  return `${words}${matched}${where}`
}

function signIn(event: SignInEvent): string {
  const app = event.app?.name === undefined ? '' : ` to ${event.app.name}`
  const legacy = event.legacyProtocol === undefined ? '' : ` over ${event.legacyProtocol}, which never asks twice`
  switch (event.outcome) {
    case 'success':
      return `${event.interactive ? 'Signed in' : 'Signed in without being asked'}${app}${legacy}`
    case 'failure':
      return `Sign-in${app} failed${legacy}`
    case 'interrupted':
      return `Sign-in${app} was not finished${legacy}`
    case 'blocked':
      return `Sign-in${app} was blocked by policy${legacy}`
    case 'locked':
      return `Sign-in${app} refused: the account is locked${legacy}`
  }
}

const by = (name: string | undefined): string => (name === undefined ? '' : `, by ${name}`)

/** The widest of the places, since a new country is a new network and address too; the device beside it. */
function fromWhere(strange: readonly string[]): string {
  const place = ['country', 'network', 'address'].find((one) => strange.includes(one))
  const device = strange.includes('device') ? 'device' : undefined
  const both = [place, device].filter((one) => one !== undefined).map((one) => `${one === 'address' ? 'an' : 'a'} ${one}`)
  return both.length === 0 ? '' : `, from ${both.join(' and ')} never seen`
}

/** The places a person usually signed in from before `before`, most used first, at most ten. None of them led to a finding. */
export function usualPlaces(events: readonly Event[], findings: readonly Finding[], before: number): readonly Endpoint[] {
  const led = ledTo(findings)
  const places = new Map<string, { endpoint: Endpoint; count: number }>()
  for (const event of events) {
    const { src } = event
    if (src === undefined || event.time >= before || led.has(event.id) || !isCompleted(event)) continue
    const key = src.city === undefined ? (src.ip ?? '') : `${src.country} ${src.region} ${src.city}`
    const place = places.get(key)
    if (place === undefined) places.set(key, { endpoint: src, count: 1 })
    else place.count++
  }
  return [...places.values()]
    .sort((one, other) => other.count - one.count)
    .slice(0, usualMax)
    .map(({ endpoint }) => endpoint)
}

const usualMax = 10
