/** Who and what an incident touches: persons, accounts, addresses, devices, sessions, apps, mail rules; what an analyst searches for next. */
import type { Endpoint, Event, SourceName } from '../0-event/event.ts'
import type { Finding, Person } from '../3-detect/finding.ts'
import type { Incident } from './incident.ts'
import { addressesOf } from './story.ts'
import { whose } from './victims.ts'

/** Of each kind; those told of first. */
const entitiesMax = 50

export interface AddressEntity {
  readonly ip: string
  readonly country: string | undefined
  readonly city: string | undefined
  readonly asn: number | undefined
  readonly asnName: string | undefined
  /** A finding says that somebody else was there. */
  readonly isAttackers: boolean
}

export interface AccountEntity {
  readonly name: string
  readonly uid: string | undefined
  readonly source: SourceName
}

export interface Entities {
  readonly persons: readonly Person[]
  readonly accounts: readonly AccountEntity[]
  readonly addresses: readonly AddressEntity[]
  /** `Windows, Edge`, and the provider's id where it has one. */
  readonly devices: readonly { readonly name: string; readonly id: string | undefined }[]
  readonly sessions: readonly string[]
  readonly apps: readonly { readonly name: string; readonly id: string | undefined }[]
  /** Inbox rules and forwarding made: `Inbox rule: .`. */
  readonly mailRules: readonly { readonly name: string; readonly person: string }[]
}

export function entitiesOf(incident: Pick<Incident, 'person' | 'victims'>, findings: readonly Finding[]): Entities {
  const who = whose([...incident.victims.map(({ person }) => person), incident.person, ...findings.map(({ person }) => person)])
  const events = findings.flatMap(({ events: led, followed }) => theirs([...led, ...followed], who))
  const places = [...events.map(({ src }) => src), ...findings.map(({ src }) => src)].filter((src) => src !== undefined)
  const victims = incident.victims.map(({ person }) => person)
  return {
    persons: once([...(victims.length === 0 ? [incident.person] : victims), ...findings.map(({ person }) => person)], ({ id }) => id),
    accounts: once(events.map(account), ({ name, source }) => `${source} ${name.toLowerCase()}`),
    addresses: addresses(places, new Set(findings.flatMap(addressesOf))),
    devices: once(places.flatMap(device), ({ name, id }) => id ?? name),
    sessions: once(
      events.map(({ session }) => session).filter((session) => session !== undefined),
      (session) => session,
    ),
    apps: once([...events.map(({ app }) => app), ...findings.map(({ app }) => app)].flatMap(named), ({ name }) => name),
    mailRules: once(events.flatMap(mailRule), ({ name, person }) => `${person} ${name}`),
  }
}

/** A finding about one may stand on what was done to others; one whose names we do not know keeps all. */
function theirs(events: readonly Event[], who: (event: Event) => Person | undefined): readonly Event[] {
  const own = events.filter((event) => who(event) !== undefined)
  return own.length === 0 ? events : own
}

function once<T>(all: readonly T[], key: (one: T) => string): readonly T[] {
  const byKey = new Map<string, T>()
  for (const one of all) if (!byKey.has(key(one))) byKey.set(key(one), one)
  return [...byKey.values()].slice(0, entitiesMax)
}

const account = ({ user, source }: Event): AccountEntity => ({
  name: user.name ?? user.email ?? user.uid ?? 'unknown',
  uid: user.uid,
  source,
})

/** The same address may be told with and without its place. */
function addresses(places: readonly Endpoint[], attackers: ReadonlySet<string>): readonly AddressEntity[] {
  const byIp = new Map<string, AddressEntity>()
  for (const { ip, country, city, asn, asnName } of places) {
    if (ip === undefined) continue
    const before = byIp.get(ip)
    byIp.set(ip, {
      ip,
      country: before?.country ?? country,
      city: before?.city ?? city,
      asn: before?.asn ?? asn,
      asnName: before?.asnName ?? asnName,
      isAttackers: attackers.has(ip),
    })
  }
  return [...byIp.values()].sort((one, other) => Number(other.isAttackers) - Number(one.isAttackers)).slice(0, entitiesMax)
}

function device({ os, browser, deviceId, userAgent }: Endpoint): { name: string; id: string | undefined }[] {
  const words = [os, browser].filter((part) => part !== undefined).join(', ')
  const name = words === '' ? (userAgent ?? '') : words
  return name === '' && deviceId === undefined ? [] : [{ name: name === '' ? 'Unknown device' : name, id: deviceId }]
}

const named = (app: Event['app']): { name: string; id: string | undefined }[] => {
  const name = app?.name ?? app?.uid
  return name === undefined ? [] : [{ name, id: app?.uid }]
}

function mailRule(event: Event): { name: string; person: string }[] {
  if (event.kind !== 'change' || (event.what !== 'inbox_rule' && event.what !== 'mail_forwarding')) return []
  const what = event.what === 'inbox_rule' ? 'Inbox rule' : 'Forwarding'
  const to = event.detail?.forwardTo ?? []
  const name = `${what}${event.target === undefined ? '' : `: ${event.target}`}${to.length === 0 ? '' : `, sends to ${to.join(', ')}`}`
  return [{ name, person: event.user.email ?? event.user.name ?? event.user.uid ?? 'unknown' }]
}
