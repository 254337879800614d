/** The simulated organisation: its people with homes, hours, devices, accounts and journeys, all settled by the seed before the first day. */
import { dayMs, hourMs, minuteMs } from '../0-event/time.ts'
import { type Chance, chanceOf } from './simulate-chance.ts'
import { type Client, laptop, phone, privateComputer } from './simulate-clients.ts'
import { familyNames, givenNames } from './simulate-names.ts'
import {
  broadbandPerCity,
  type City,
  carriersPerCity,
  gatewayPlace,
  homeCities,
  homePlace,
  officePlace,
  type Place,
  travelCities,
} from './simulate-places.ts'
import * as rates from './simulate-rates.ts'

export type AskedFactor = 'push' | 'otp' | 'sms' | 'call' | 'passkey'

export interface Accounts {
  readonly entra?: { readonly uid: string; readonly upn: string }
  readonly okta?: {
    readonly uid: string
    readonly login: string
    readonly engine: 'identity-engine' | 'classic'
    readonly verifyId: string
  }
  /** Duo knows people by a bare name; the e-mail is only there for some. */
  readonly duo?: { readonly key: string; readonly name: string; readonly email: string | undefined; readonly phoneKey: string }
}

export type ProviderName = 'entra-id' | 'okta' | 'duo'

export interface Trip {
  /** `conference`: several colleagues in the same place; `project`: a few of them abroad for weeks. */
  readonly kind: 'business' | 'holiday' | 'conference' | 'project'
  readonly firstDay: number
  readonly lastDay: number
  readonly city: City
}

/** How somebody's traffic and tools differ from their colleagues'. */
export interface Habits {
  /** Safari's traffic leaves through a relay. */
  readonly relay: boolean
  /** A private VPN, always on outside the office. */
  readonly tunnel: boolean
  /** The home speaks IPv6 and IPv4, and the browser takes whichever answers first. */
  readonly dualStack: boolean
  /** Signs in to command-line tools by device code. */
  readonly develops: boolean
}

/** Something that signs in by itself. */
export interface Machine {
  readonly kind: 'printer' | 'monitoring' | 'service'
  readonly account: Person
}

export interface Person {
  readonly index: number
  readonly displayName: string
  readonly email: string
  readonly admin: boolean
  readonly accounts: Accounts
  readonly factor: AskedFactor
  /** Signs in to Entra with the name and the phone alone. */
  readonly passwordless: boolean
  readonly phoneNumber: string
  readonly home: City
  readonly broadband: number
  readonly carrier: number
  readonly remote: boolean
  readonly shifts: boolean
  readonly gateway: boolean
  /** Minutes after local midnight at which the working day usually begins. */
  readonly startMinute: number
  /** Oldest first; the last one whose `since` has passed is in use. */
  readonly laptops: readonly [Client, ...Client[]]
  readonly phones: readonly [Client, ...Client[]]
  readonly privateComputer: Client | undefined
  /** The first day on which they live here: 0 or earlier for most, within for who joins, or comes back from a long leave. */
  readonly firstDay: number
  /** Days since the last sign-in before `firstDay`, of who comes back. */
  readonly awayDays: number | undefined
  readonly habits: Habits
  readonly trips: readonly Trip[]
  /** How often strangers guess this person's password, a day. */
  readonly guesses: number
  readonly chance: Chance
}

export interface Organisation {
  readonly chance: Chance
  /** Milliseconds since 1970: midnight UTC of day 0. */
  readonly start: number
  readonly days: number
  readonly people: readonly [Person, ...Person[]]
  /** Former colleagues whose accounts are still on: nobody uses them. */
  readonly leavers: readonly [Person, ...Person[]]
  readonly machines: readonly Machine[]
  /** By the city's name: the computer that everybody on shift shares. */
  readonly kiosks: Readonly<Record<string, Client>>
  /** By the city's name: the day from which the office has another line; not there where it keeps the old one. */
  readonly newLines: Readonly<Record<string, number>>
}

export const domain = 'simulated.example'
/** More would take more memory than a demonstration should: about 2 kB a person. */
export const usersMax = 100_000

/** So many former colleagues at least, so that one of them has any given provider. */
const leaversMin = 4

/** The same seed and sizes give the same people. Throws a RangeError for sizes out of range. */
export function createOrganisation(asked: { seed: number; users: number; days: number; start: number }): Organisation {
  if (asked.users < 1 || asked.users > usersMax) throw new RangeError(`users must be 1 to ${usersMax}, not ${asked.users}`)
  if (asked.days < 1 || asked.days > 3650) throw new RangeError(`days must be 1 to 3650, not ${asked.days}`)
  const chance = chanceOf(asked.seed).fork('organisation')
  const taken = new Map<string, number>()
  const journeys = together(chance.fork('together'), asked.days)
  const make = (index: number): Person => person(chance.fork('person', index), { index, ...asked, taken, journeys })
  const from = (first: number, count: number): Person[] => Array.from({ length: count }, (_, nth) => make(first + nth))
  const people: Organisation['people'] = [make(0), ...from(1, asked.users - 1)]
  // Accounts of their own numbers, so that nobody changes when there is one colleague more.
  const gone = Math.max(leaversMin, Math.ceil(asked.users * rates.leaverShare))
  const leavers: Organisation['leavers'] = [make(usersMax), ...from(usersMax + 1, gone)]
  return {
    chance,
    start: asked.start,
    days: asked.days,
    people,
    leavers,
    machines: machines(asked.users, (nth, name) => ({
      ...named(make(2 * usersMax + nth), name),
      home: homeCities[nth % 5] ?? homeCities[0],
    })),
    kiosks: Object.fromEntries(homeCities.map((home) => [home.name, laptop(chance.fork('kiosk', home.name), asked.start - 200 * dayMs)])),
    newLines: newLines(chance.fork('lines'), asked.days),
  }
}

/** A printer for a hundred people, an account for backups, and a company that looks from outside whether all is well. */
function machines(users: number, account: (nth: number, name: string) => Person): readonly Machine[] {
  const printers = Math.min(homeCities.length, Math.ceil(users / 100))
  return [
    ...Array.from({ length: printers }, (_, nth): Machine => ({ kind: 'printer', account: account(nth, `printer${nth + 1}`) })),
    { kind: 'service', account: account(100, 'svc.backup') },
    { kind: 'monitoring', account: account(101, 'monitoring') },
  ]
}

/** Machines are known to Entra alone. */
const named = (of: Person, local: string): Person => ({
  ...of,
  displayName: local,
  email: `${local}@${domain}`,
  accounts: { entra: { uid: of.accounts.entra?.uid ?? of.chance.fork('machine').uuid(), upn: `${local}@${domain}` } },
})

/** Journeys that several people make together; who goes along is each person's own chance. */
function together(chance: Chance, days: number): readonly Trip[] {
  const some = (kind: 'conference' | 'project', perYear: number, low: number, high: number): Trip[] =>
    Array.from({ length: chance.poisson((perYear * days) / 365) }, () => {
      const firstDay = chance.whole(0, days - 1)
      return { kind, firstDay, lastDay: firstDay + chance.whole(low, high) - 1, city: chance.pick(travelCities) }
    })
  return [...some('conference', rates.conferencesPerYear, 2, 4), ...some('project', rates.projectsPerYear, 20, 45)]
}

function newLines(chance: Chance, days: number): Readonly<Record<string, number>> {
  const at = homeCities.map(({ name }): [string, number] => [name, Math.floor(chance.exponential(365 / rates.newLinesPerYear))])
  return Object.fromEntries(at.filter(([, day]) => day < days))
}

interface Making {
  readonly index: number
  readonly start: number
  readonly days: number
  readonly taken: Map<string, number>
  readonly journeys: readonly Trip[]
}

function person(chance: Chance, { index, start, days, taken, journeys }: Making): Person {
  const given = chance.pick(givenNames)
  const family = chance.pick(familyNames)
  const local = unique(`${given}.${family}`.toLowerCase(), taken)
  const home = chance.pick(homeCities)
  const accounts = accountsOf(chance.fork('accounts'), local)
  const factor = chance.weighted(rates.factorShares)
  const begun = begins(chance.fork('begins'), days)
  return {
    index,
    displayName: `${given} ${family}`,
    email: `${local}@${domain}`,
    admin: chance.yes(rates.adminShare),
    accounts,
    factor,
    passwordless: accounts.entra !== undefined && factor === 'push' && chance.yes(rates.passwordlessShare),
    phoneNumber: `+X XXXXXXXX${chance.whole(10, 99)}`,
    home,
    broadband: chance.whole(0, broadbandPerCity - 1),
    carrier: chance.whole(0, carriersPerCity - 1),
    remote: chance.yes(rates.remoteShare),
    shifts: chance.yes(rates.shiftShare),
    gateway: chance.yes(rates.gatewayShare),
    startMinute: Math.round(chance.normal(8 * 60 + 35, 40)),
    ...devices(chance, start, days, begun),
    privateComputer: chance.yes(rates.privateComputerShare) ? privateComputer(chance.fork('private'), start - 200 * dayMs) : undefined,
    ...begun,
    habits: habits(chance.fork('habits')),
    trips: [
      ...trips(chance.fork('trips'), days),
      ...journeys.filter(({ kind }, nth) => chance.fork('journey', nth).yes(rates.goesAlong[kind])),
    ],
    guesses: rates.guessesPerDay * (chance.yes(0.1) ? 0.9 / 0.1 : 0.1 / 0.9),
    chance,
  }
}

const habits = (chance: Chance): Habits => ({
  relay: chance.yes(rates.relayShare),
  tunnel: chance.yes(rates.tunnelShare),
  dualStack: chance.yes(rates.dualStackShare),
  develops: chance.yes(rates.developerShare),
})

/** Who joins has a new laptop that day; who gets a new phone sometimes gets a new laptop on the same day. */
function devices(
  chance: Chance,
  start: number,
  days: number,
  { firstDay, awayDays }: Pick<Person, 'firstDay' | 'awayDays'>,
): Pick<Person, 'laptops' | 'phones'> {
  const phones = replaced(chance.fork('phones'), start, days, rates.phoneYears, phone)
  const laptops = replaced(chance.fork('laptops'), start, days, rates.laptopYears, laptop)
  if (firstDay > 0 && awayDays === undefined) return { phones, laptops: [laptop(chance.fork('first'), start + firstDay * dayMs)] }
  const newest = phones[1]
  if (newest === undefined || !chance.fork('both').yes(rates.bothDevicesShare)) return { phones, laptops }
  return { phones, laptops: [laptops[0], laptop(chance.fork('second'), newest.since)] }
}

/** Most were here before the first day; a few join, or come back after many months. */
function begins(chance: Chance, days: number): Pick<Person, 'firstDay' | 'awayDays'> {
  const joins = Math.floor(chance.exponential(365 / rates.joinersPerYear))
  if (joins > 0 && joins < days) return { firstDay: joins, awayDays: undefined }
  if (!chance.yes(rates.longLeaveShare)) return { firstDay: 0, awayDays: undefined }
  return { firstDay: chance.whole(1, rates.longLeaveDaysMax), awayDays: chance.whole(rates.longLeaveDaysMin, rates.longLeaveDaysMax) }
}

/** Whether somebody has lived here for some days, so that they are somebody to attack and have a history. */
export const isHere = ({ firstDay }: Person, day: number): boolean => day >= firstDay + settledDays || firstDay === 0
const settledDays = 5

/** `ada.lovelace`, then `ada.lovelace2`. */
function unique(local: string, taken: Map<string, number>): string {
  const count = (taken.get(local) ?? 0) + 1
  taken.set(local, count)
  return count === 1 ? local : `${local}${count}`
}

function accountsOf(chance: Chance, local: string): Accounts {
  const mix = chance.weighted(rates.providerShares)
  const upn = `${local}@${domain}`
  return {
    ...(mix.includes('entra') ? { entra: { uid: chance.uuid(), upn } } : {}),
    ...(mix.includes('okta')
      ? {
          okta: {
            uid: `00u${chance.letters(17)}`,
            login: upn,
            engine: mix === 'okta-classic' ? 'classic' : 'identity-engine',
            verifyId: `opf${chance.letters(17)}`,
          },
        }
      : {}),
    ...(mix.includes('duo')
      ? {
          duo: {
            key: `DU${chance.letters(18).toUpperCase()}`,
            name: local,
            email: chance.yes(0.7) ? upn : undefined,
            phoneKey: `DP${chance.letters(18).toUpperCase()}`,
          },
        }
      : {}),
  }
}

/** A device from before the first day, and a new one on a day within, where its time has come. */
function replaced(
  chance: Chance,
  start: number,
  days: number,
  years: number,
  make: (chance: Chance, since: number) => Client,
): readonly [Client, ...Client[]] {
  const old = make(chance, start - chance.between(20, years * 365) * dayMs)
  const change = chance.exponential(years * 365)
  return change < days ? [old, make(chance, start + change * dayMs)] : [old]
}

function trips(chance: Chance, days: number): readonly Trip[] {
  const travels = chance.yes(0.5) ? 2 * rates.tripsPerYear : 0
  const business = chance.poisson((travels * days) / 365)
  const holidays = chance.poisson((rates.holidaysPerYear * days) / 365)
  const trip = (kind: Trip['kind']): Trip => {
    const firstDay = chance.whole(0, days - 1)
    const length = kind === 'business' ? chance.whole(1, 4) : chance.whole(4, 12)
    return { kind, firstDay, lastDay: firstDay + length - 1, city: chance.pick(travelCities) }
  }
  return [...Array.from({ length: business }, () => trip('business')), ...Array.from({ length: holidays }, () => trip('holiday'))]
}

export const tripOn = (who: Person, day: number): Trip | undefined =>
  who.trips.find(({ firstDay, lastDay }) => day >= firstDay && day <= lastDay)

export const inUse = (devices: readonly [Client, ...Client[]], time: number): Client =>
  devices.findLast(({ since }) => since <= time) ?? devices[0]

/** The instant of a local minute of a day, where the person lives (or is, for `zone`). */
export const instant = (organisation: Organisation, zone: number, day: number, minute: number): number =>
  organisation.start + day * dayMs - zone * hourMs + minute * minuteMs

/** The home's address on a day: it changes every day, fortnight or quarter, by provider. */
export function homeOn(who: Person, day: number, otherVersion = false): Place {
  const settled = who.chance.fork('line')
  const every = Number(settled.weighted(rates.homeAddressDays))
  const version = settled.yes(rates.ipv6Share) !== otherVersion ? 6 : 4
  const period = Math.floor((day + settled.whole(0, 90)) / every)
  const line = who.chance.fork('line', period).whole(0, 39_999)
  const host = who.chance.fork('host', day).hex(12).match(/.{4}/g)?.join(':') ?? '1:1:1'
  const moved = day >= settled.exponential(rates.broadbandYears * 365) ? 1 : 0
  return homePlace(who.home, (who.broadband + moved) % broadbandPerCity, line, version, `${host}:1`.replace(/(^|:)0+(?=[^:])/g, '$1'))
}

/** Now and then the gateway's traffic is led through another data centre for a day. */
export function gatewayOf(who: Person, day: number): Place {
  const luck = who.chance.fork('gateway', day)
  return gatewayPlace(who.home, who.index, luck.yes(rates.gatewayMovesShare) ? luck.pick(homeCities) : who.home)
}

/** The office's line on a day. */
export const officeOn = ({ newLines: lines }: Organisation, who: Person, line: number, day: number): Place =>
  officePlace(who.home, line, day >= (lines[who.home.name] ?? Number.POSITIVE_INFINITY))

/** Whether a provider knows the person. */
export const has = (who: Person, provider: ProviderName): boolean =>
  provider === 'entra-id' ? who.accounts.entra !== undefined : who.accounts[provider] !== undefined
