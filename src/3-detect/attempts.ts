/** The book of passwords tried: by source, by what sources have in common, by person and by day; who was locked out; which attacks go on. */
import { connection, network } from '../0-event/address.ts'
import type { Endpoint, Event, PasswordEvent } from '../0-event/event.ts'
import { dayMs, hourMs } from '../0-event/time.ts'
import { add, addGood, doings, emptyTally, expected, type Tally, type Tried, type Watch, watched } from './attempt-tally.ts'
import { ebb, emptyWave, type Seen, seen, sweep, type Wave } from './attempt-waves.ts'
import type { Book } from './books.ts'
import type { Moment } from './detection.ts'
import { hash, mark } from './familiar.ts'
import { createNotes, type Load, type Notes } from './notes.ts'
import type { PersonState } from './person.ts'
import { createSilences } from './silences.ts'

/** What sources have in common. `network` is the /24 or /48, `carrier` the autonomous system, `program` the user agent. */
export type By = 'address' | 'network' | 'program' | 'carrier' | 'app'

export interface Group {
  readonly by: By
  readonly key: string
  readonly tally: Tally
}

/** What clusters of the slow tide have in common: nothing but being from elsewhere, or more. */
export interface Sea {
  readonly by: 'elsewhere' | 'new networks' | 'program' | 'program on new networks' | 'carrier' | 'app'
  readonly key: string
  readonly wave: Wave
}

/** What a person's own notes hold: bounded, and pruned with each try. */
export interface PersonTries {
  /** Time and address (hash) of the newest wrong passwords from elsewhere, oldest first. */
  readonly recent: readonly (readonly [time: number, ip: number, at: number])[]
  /** The sources of the newest tries from different ones, as names of their groups. */
  readonly sources: readonly { readonly time: number; readonly keys: readonly string[] }[]
  /** Tries a day by custom, as of `day`. */
  readonly usual: number
  readonly day: number
  readonly today: number
  /** The day of the first try. */
  readonly first: number
}

export interface Attempts extends Book {
  /** The groups that an event's source belongs to, where something was tried from them. */
  groupsOf(event: Event): readonly Group[]
  groupNamed(name: string): Group | undefined
  seasOf(event: Event): readonly Sea[]
  locked(): Tally
  /** The events of these tries that are still held, oldest first. */
  eventsOf(tried: readonly { readonly at: number }[]): readonly Event[]
  /** How long anything was watched, for `expected` and for `tide`. */
  watch(): Watch | undefined
  seen(): Seen | undefined
  /** Whether its network (autonomous system) is new to the organisation. */
  isNewNetwork(event: Event): boolean
  /** Whether an event is one that the book counts as a try from elsewhere. */
  isTry(event: Event, moment: Moment): event is PasswordEvent
}

/** Beyond each bound the one longest unchanged is forgotten, and counts anew when it comes back. */
const addressesMax = 8000
const networksMax = 4000
const programsMax = 1000
const carriersMax = 2000
const appsMax = 500
const seasMax = 1000
const knownCarriersMax = 20_000
/** Events of tries kept to be shown in findings; in a flood a finding shows only its newest. */
const eventsMax = 4096
/** What an attacker writes into a name is cut here. */
const keyLengthMax = 120
const agentLengthMax = 300
const recentMax = 48
const sourcesMax = 4
const sourcesKeepMs = 7 * dayMs
/** A person newly tried: not within so long before. */
const freshMs = 20 * hourMs
/** A network is new to the organisation for so long after it was first met. */
const newCarrierMs = 7 * dayMs
/** A source that tries as many names within a day (a program or network operator within an hour), and so many times what is usual, is no slow attack. */
const loudMin = 8
const loudTimes = 3
/** A person's usual number of tries fades by half in about a fortnight. */
const dailyFade = 0.95

export function createAttempts(load: Load): Attempts {
  const tallies: Readonly<Record<By, Notes<Tally>>> = {
    address: createNotes('attempts address', addressesMax, load),
    network: createNotes('attempts network', networksMax, load),
    program: createNotes('attempts program', programsMax, load),
    carrier: createNotes('attempts carrier', carriersMax, load),
    app: createNotes('attempts app', appsMax, load),
  }
  const seas = createNotes<Wave>('attempts sea', seasMax, load)
  const carriers = createNotes<number>('attempts known', knownCarriersMax, load)
  const events = createNotes<{ readonly at: number; readonly event: Event }>('attempts event', eventsMax, load)
  const single = createNotes<number>('attempts', 1, load)
  const watches = createNotes<Watch>('attempts watch', 1, load)
  const seens = createNotes<Seen>('attempts seen', 1, load)
  const locks = createNotes<Tally>('attempts locked', 1, load)
  const silences = createSilences(load)
  const all: readonly Pick<Notes<unknown>, 'changes' | 'size'>[] = [
    ...Object.values(tallies),
    seas,
    carriers,
    events,
    single,
    watches,
    seens,
    locks,
    silences,
  ]

  function take(event: Event, moment: Moment, person: PersonState): void {
    notice(event.time)
    silences.hear(event.source, event.time)
    if (event.kind === 'sign_in') {
      if (event.outcome === 'locked') lock(event, moment)
      else if (event.outcome === 'success' && event.interactive) complete(event, moment)
    } else if (event.kind === 'change') {
      if (event.what === 'locked') lock(event, moment)
    } else if (event.kind === 'password') takePassword(event, moment, person)
  }

  function notice(time: number): void {
    const watch = watched(watches.get('quarters'), time)
    if (watch === undefined) return
    watches.set('quarters', watch)
    const days = seen(seens.get('days'), time)
    if (days !== undefined) seens.set('days', days)
  }

  function takePassword(event: PasswordEvent, moment: Moment, person: PersonState): void {
    if (event.outcome === 'locked') lock(event, moment)
    else if (event.outcome === 'right') right(event, moment)
    else if (isTry(event, moment)) wrong(event, moment, person)
  }

  function wrong(event: PasswordEvent, moment: Moment, person: PersonState): void {
    const one = triedBy(event, moment, nextNumber())
    if (!count(event, one, true)) return
    keep(event, one.at)
    if (!one.exists) return
    const last = person.notes.attempts?.recent.at(-1)?.[0]
    const fast = loud(event)
    if (fast !== undefined) drain(event, fast)
    else if (last === undefined || last < event.time - freshMs - silences.between(event.source, last, event.time)) flood(event, one)
    person.notes = { ...person.notes, attempts: noted(person.notes.attempts, event, one) }
    meet(event.src, event.time)
  }

  function keep(event: Event, at: number): void {
    single.set('next', at)
    events.set(String(at % eventsMax), { at, event })
  }

  const nextNumber = (): number => (single.get('next') ?? 0) + 1

  /** Counts in every group; false where another record told of the same try. */
  function count(event: PasswordEvent, one: Tried, isNew: boolean): boolean {
    for (const [by, key] of keysOf(event)) {
      const known = tallies[by].get(key)
      if (known === undefined && !isNew) continue
      const tally = add(known ?? emptyTally, one)
      if (tally === undefined) return false
      tallies[by].set(key, tally)
    }
    return true
  }

  /** A right password of the person's own shows that people work from there; any other may be the one that fitted. */
  function right(event: PasswordEvent, moment: Moment): void {
    if (keysOf(event).every(([by, key]) => tallies[by].get(key) === undefined)) return
    if (moment.source.own) complete(event, moment)
    else if (count(event, { ...triedBy(event, moment, nextNumber()), right: true }, false)) keep(event, nextNumber())
  }

  function complete(event: Event, moment: Moment): void {
    if (event.src?.ip === undefined) return
    const address = connection(event.src.ip)
    const net = network(event.src.ip)
    const known = tallies.address.get(address)
    const around = tallies.network.get(net)
    if ((known === undefined && around === undefined) || !moment.source.own) return
    const person = hash(moment.person.id)
    if (known !== undefined) tallies.address.set(address, addGood(known, person, event.time))
    if (around !== undefined) tallies.network.set(net, addGood(around, person, event.time))
  }

  /** Locks of one person within a day are one: the provider goes on saying so at each try. */
  function lock(event: Event, moment: Moment): void {
    const known = locks.get('all') ?? emptyTally
    const before = known.tried.find(({ id }) => id === moment.person.id)
    if (before !== undefined && before.time > event.time - hourMs) return
    const own = moment.source.own || moment.isShared(event.src?.ip)
    const tally = add(known, { ...triedBy(event, moment, nextNumber()), own })
    if (tally === undefined) return
    locks.set('all', tally)
    keep(event, nextNumber())
  }

  /** What the try belongs to, where that is something fast, which the other detections tell: it must not raise the slow tide. */
  function loud(event: Event): readonly Tried[] | undefined {
    for (const [by, key] of keysOf(event)) {
      const tally = tallies[by].get(key)
      if (tally === undefined || by === 'app') continue
      const minutes = by === 'address' || by === 'network' ? 24 * 60 : 60
      const { failed } = doings(tally, event.time, minutes)
      if (failed.length >= loudMin && failed.length >= loudTimes * expected(tally, watches.get('quarters'), event.time, minutes))
        return failed
    }
    return undefined
  }

  /** Takes those tried before it was known to be fast out of the slow tide again. */
  function drain(event: Event, fast: readonly Tried[]): void {
    const ids = new Set(fast.map(({ id }) => id))
    const from = Math.min(...fast.map(({ time }) => time))
    for (const [, key] of seaKeys(event)) {
      const wave = seas.get(key)
      const less = wave === undefined ? undefined : ebb(wave, ids, from)
      if (less !== undefined && less !== wave) seas.set(key, less)
    }
  }

  function flood(event: PasswordEvent, { id, name, time, at }: Tried): void {
    for (const [, key] of seaKeys(event)) seas.set(key, sweep(seas.get(key) ?? emptyWave, { id, name, time, at }))
  }

  function seaKeys(event: Event): (readonly [Sea['by'], string])[] {
    const program = programOf(event.src)
    const keys: (readonly [Sea['by'], string])[] = [['elsewhere', 'elsewhere']]
    if (isNewCarrier(event.src, event.time)) {
      keys.push(['new networks', 'new networks'])
      if (program !== undefined) keys.push(['program on new networks', `program on new networks ${program}`])
    }
    if (program !== undefined) keys.push(['program', `program ${program}`])
    if (event.src?.asn !== undefined) keys.push(['carrier', `carrier AS${event.src.asn}`])
    const app = event.app?.name ?? event.app?.uid
    if (app !== undefined) keys.push(['app', `app ${app.slice(0, keyLengthMax)}`])
    return keys
  }

  const isNewCarrier = (src: Endpoint | undefined, time: number): boolean => {
    if (src?.asn === undefined) return false
    const first = carriers.get(String(src.asn))
    return first === undefined || first > time - newCarrierMs
  }

  function meet(src: Endpoint | undefined, time: number): void {
    if (src?.asn !== undefined && carriers.get(String(src.asn)) === undefined) carriers.set(String(src.asn), time)
  }

  return {
    take,
    learn: (_person, src) => {
      if (src?.asn !== undefined && carriers.get(String(src.asn)) !== 0) carriers.set(String(src.asn), 0)
    },
    groupsOf: (event) =>
      keysOf(event).flatMap(([by, key]) => {
        const tally = tallies[by].get(key)
        return tally === undefined ? [] : [{ by, key, tally }]
      }),
    groupNamed: (name) => {
      const by = byOf(name)
      const key = name.slice(by.length + 1)
      const tally = tallies[by].get(key)
      return tally === undefined ? undefined : { by, key, tally }
    },
    seasOf: (event) =>
      seaKeys(event).flatMap(([by, key]) => {
        const wave = seas.get(key)
        return wave === undefined ? [] : [{ by, key: key.slice(by.length + 1), wave }]
      }),
    locked: () => locks.get('all') ?? emptyTally,
    eventsOf: (tried) =>
      tried
        .flatMap(({ at }) => {
          const known = events.get(String(at % eventsMax))
          return known?.at === at ? [known.event] : []
        })
        .sort((one, other) => one.time - other.time),
    watch: () => watches.get('quarters'),
    seen: () => seens.get('days'),
    isNewNetwork: ({ src, time }) => isNewCarrier(src, time),
    isTry,
    changes: () => all.flatMap((one) => one.changes()),
    size: () => all.reduce((sum, one) => sum + one.size(), 0),
  }
}

/**
 * A password that was not right, from elsewhere: not from a place or device of the person's own, and not from a known network with a kind of
 * device they use. A locked account's further failures tell nothing, and a right one that has expired is right.
 */
function isTry(event: Event, moment: Moment): event is PasswordEvent {
  if (event.kind !== 'password') return false
  switch (event.outcome) {
    case 'right':
    case 'locked':
      return false
    case 'unknown_user':
      return true
    case 'wrong':
    case 'blocked':
    case 'disabled':
      return !isNear(moment)
  }
}

/** Their own, or as near as a phone on its carrier and a home with a new address. */
const isNear = ({ source: { own, marks } }: Moment): boolean =>
  own || (marks & (mark.noHistory | mark.noAddress | mark.newNetwork | mark.newDevice | mark.unnamedDevice)) === 0

function triedBy(event: Event, moment: Moment, at: number): Tried {
  const { person } = moment
  const ip = event.src?.ip
  const exists = event.kind !== 'password' || event.outcome !== 'unknown_user'
  return {
    id: exists ? person.id : String(hash(person.id)),
    name: exists ? person.name : '',
    time: event.time,
    tries: 0,
    right: false,
    exists,
    own: false,
    ip: ip === undefined ? 0 : hash(connection(ip)),
    net: ip === undefined ? 0 : hash(network(ip)),
    flow: hash(event.flow ?? event.id),
    at,
  }
}

function noted(known: PersonTries | undefined, event: PasswordEvent, one: Tried): PersonTries {
  const day = Math.floor(event.time / dayMs)
  const passed = known === undefined ? 0 : Math.max(0, day - known.day)
  const usual = known === undefined ? 0 : passed === 0 ? known.usual : (known.usual * dailyFade + capped(known)) * dailyFade ** (passed - 1)
  const keys = keysOf(event).map(([by, key]) => `${by} ${key}`)
  const sources = (known?.sources ?? []).filter(({ time, keys: others }) => time > event.time - sourcesKeepMs && others[0] !== keys[0])
  return {
    recent: [...(known?.recent ?? []).slice(-recentMax + 1), [event.time, one.ip, one.at]],
    sources: [...sources.slice(-sourcesMax + 1), { time: event.time, keys }],
    usual,
    day: Math.max(day, known?.day ?? 0),
    today: (passed === 0 ? (known?.today ?? 0) : 0) + 1,
    first: known?.first ?? day,
  }
}

/** An attack must not make itself usual. */
const capped = (tries: PersonTries): number => Math.min(tries.today, 3 + 3 * usualTries(tries))

/** Tries a day by custom: the fading sum of the days before, divided by the weight of the days since the first try. */
export const usualTries = ({ usual, day, first }: PersonTries): number =>
  day === first ? 0 : usual / ((1 - dailyFade ** (day - first)) / (1 - dailyFade))

const bys: readonly By[] = ['address', 'network', 'program', 'carrier', 'app']
const byOf = (name: string): By => bys.find((by) => name.startsWith(`${by} `)) ?? 'address'

/** The groups a source belongs to, the narrowest first. */
function keysOf({ src, app }: Event): readonly (readonly [By, string])[] {
  const keys: (readonly [By, string])[] = []
  if (src?.ip !== undefined) keys.push(['address', connection(src.ip)], ['network', network(src.ip)])
  const program = programOf(src)
  if (program !== undefined) keys.push(['program', program])
  if (src?.asn !== undefined) keys.push(['carrier', `AS${src.asn}`])
  const name = app?.name ?? app?.uid
  if (name !== undefined) keys.push(['app', name.slice(0, keyLengthMax)])
  return keys
}

/**
 * The user agent, cut; of browsers without the numbers, since with every release all strangers would come with a new one. Else system and
 * browser.
 */
function programOf(src: Endpoint | undefined): string | undefined {
  const told = src?.userAgent ?? (src?.browser === undefined && src?.os === undefined ? undefined : `${src.os ?? ''} ${src.browser ?? ''}`)
  const cut = told?.slice(0, agentLengthMax).trim()
  if (cut === undefined || cut === '') return undefined
  return (cut.startsWith('Mozilla/') ? cut.replaceAll(/[/ ]?[\d._]*\d/g, '') : cut).slice(0, keyLengthMax)
}
