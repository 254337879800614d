/** One person's day: where they are, when they sign in to what, and what their devices do meanwhile. */
import { dayMs } from '../0-event/time.ts'
import { type Asked, signInBy } from './simulate-answer.ts'
import type { Chance } from './simulate-chance.ts'
import { type Client, privateWindow } from './simulate-clients.ts'
import type { AppName, Happening, SignIn } from './simulate-happening.ts'
import {
  gatewayOf,
  has,
  homeOn,
  instant,
  inUse,
  type Organisation,
  officeOn,
  type Person,
  type ProviderName,
  type Trip,
  tripOn,
} from './simulate-people.ts'
import { type City, guestPlace, mobilePlace, type Place } from './simulate-places.ts'
import * as rates from './simulate-rates.ts'
import { away, seenFrom, settingOf, settings } from './simulate-seen.ts'

/** What is settled about a day before anything happens in it. */
export interface Day {
  readonly organisation: Organisation
  readonly who: Person
  readonly day: number
  readonly chance: Chance
  readonly works: boolean
  readonly trip: Trip | undefined
  readonly where: 'office' | 'home' | 'away'
  readonly city: City
  readonly firstMinute: number
  readonly lastMinute: number
  readonly laptop: Client
  readonly phone: Client
  /** Where the laptop's traffic, and the phone's, is seen to come from. */
  readonly laptopPlace: Place
  readonly phonePlace: Place
  /** Where the day is spent, by the look-alike's name; `ordinary` for most. */
  readonly setting: string
}

export function plan(organisation: Organisation, who: Person, day: number): Day {
  const chance = who.chance.fork('day', day)
  const trip = tripOn(who, day)
  const city = trip?.city ?? who.home
  const works = trip?.kind !== 'holiday' && !chance.yes(0.02) && (who.shifts ? (day + who.index) % 8 < 4 : !weekend(organisation, day))
  const where = trip !== undefined ? 'away' : who.remote || !works || chance.yes(rates.homeDayShare) ? 'home' : 'office'
  const firstMinute = beginning(who, day) + Math.round(chance.normal(0, 15))
  const noon = instant(organisation, city.zone, day, 12 * 60)
  const there: Place =
    trip !== undefined
      ? away(organisation, trip, day, chance)
      : where === 'office'
        ? officeOn(organisation, who, who.index, day)
        : atHome(who, day, works, chance)
  const laptopPlace = who.gateway ? gatewayOf(who, day) : there
  return {
    organisation,
    who,
    day,
    chance,
    works,
    trip,
    where,
    city,
    firstMinute,
    lastMinute: firstMinute + 510,
    laptop: inUse(who.laptops, noon),
    phone: inUse(who.phones, noon),
    laptopPlace,
    setting: settingOf(organisation, who, day, laptopPlace, trip),
    phonePlace: chance.yes(rates.phoneOnCarrierShare) ? mobilePlace(who.home, who.carrier, chance) : there,
  }
}

/** At home, but now and then at a customer's, in a café, or over the phone. */
function atHome(who: Person, day: number, works: boolean, chance: Chance): Place {
  const luck = chance.fork('elsewhere').next()
  if (!works || luck > rates.guestNetworkShare + rates.tetheredShare) return homeOn(who, day)
  return luck < rates.guestNetworkShare ? guestPlace(who.home, chance) : mobilePlace(who.home, who.carrier, chance)
}

const weekend = (organisation: Organisation, day: number): boolean =>
  [0, 6].includes(new Date(organisation.start + day * dayMs).getUTCDay())

/** Shifts rotate by the week: early, late, night. */
const beginning = (who: Person, day: number): number =>
  who.shifts ? ([360, 840, 1320][Math.floor((day + who.index) / 8) % 3] ?? 360) : who.startMinute

/** Everything the person and their devices do by themselves; not in order. */
export function* ordinaryDay(today: Day): Generator<Happening> {
  const { who, chance } = today
  if (!today.works) {
    if (chance.yes(rates.signInShareDayOff)) yield* officeSignIn(today, 0, chance.between(9 * 60, 22 * 60))
    yield* refreshes(today, rates.refreshesPerDayOff)
    return
  }
  const count = who.accounts.entra === undefined ? 0 : chance.poisson(rates.signInsPerWorkday)
  for (let nth = 0; nth < count; nth++) yield* officeSignIn(today, nth, nth === 0 ? morning(today) : during(today))
  yield* vpn(today)
  yield* oktaDesktop(today)
  if (who.admin && has(who, 'entra-id')) {
    const portals = chance.poisson(rates.adminSignInsPerWorkday)
    for (let nth = 0; nth < portals; nth++) yield* signInBy(asked(today, 'entra-id', 'azure-portal', during(today), `portal${nth}`))
  }
  yield* deviceCodes(today)
  yield* refreshes(today, rates.refreshesPerWorkday)
}

const morning = ({ chance, firstMinute }: Day): number => firstMinute + chance.exponential(25)
const during = ({ chance, firstMinute, lastMinute }: Day): number => chance.between(firstMinute, lastMinute)

function asked(today: Day, provider: ProviderName, app: AppName, minute: number, name: string): Asked {
  const { who } = today
  const time = Math.round(instant(today.organisation, today.city.zone, today.day, minute))
  const chance = today.chance.fork(name)
  const client = browserOf(today, app, time, chance.fork('browser'))
  return {
    provider,
    person: who,
    time,
    app,
    ...(app === 'vpn' ? { client, place: today.laptopPlace, cause: today.setting } : seenFrom(today, client, time, chance.fork('seen'))),
    chance,
    factor: factorFor(who, provider),
    phone: today.phonePlace,
    ...(who.passwordless && provider === 'entra-id' ? { password: 'none' as const } : {}),
  }
}

/** The laptop, in one of a few ways; the VPN runs on the laptop alone. */
function browserOf({ who, where, works }: Day, app: AppName, time: number, chance: Chance): Client {
  const used = inUse(who.laptops, time)
  if (app === 'vpn') return used
  const own = who.privateComputer
  if (own !== undefined && where !== 'office' && chance.yes(works ? rates.privateUse : rates.privateUseDayOff)) return own
  return chance.yes(rates.privateWindowShare) ? privateWindow(used, chance, time) : used
}

/** Okta's Classic engine and Duo know no passkeys here: their people take the phone. */
export const factorFor = (who: Person, provider: ProviderName): Person['factor'] =>
  who.factor === 'passkey' && provider !== 'entra-id' ? 'push' : who.factor

/** Mail, documents, chat in Entra: mostly the session still holds. */
function* officeSignIn(today: Day, nth: number, minute: number): Generator<Happening> {
  if (!has(today.who, 'entra-id')) return
  const one = asked(today, 'entra-id', today.chance.weighted({ office: 0.45, teams: 0.35, mail: 0.2 }), minute, `office${nth}`)
  const fresh = one.time - one.client.since < 3 * dayMs || today.where === 'away'
  if (today.where === 'office' && one.password !== 'none' && one.chance.fork('exempt').yes(rates.officeSingleFactorShare)) yield exempt(one)
  else if (one.password !== 'none' && one.chance.yes(fresh ? rates.promptShareElsewhere : rates.promptShare)) {
    yield* mistyped(one)
    yield* signInBy(one)
  } else if (one.password === 'none' && one.chance.yes(rates.promptShare)) yield* signInBy(one)
  else yield held(one, true)
}

/** An application that asks for the password alone where the office's network is trusted. */
function exempt(one: Asked): SignIn {
  const { factor, phone, password, ...base } = one
  const cause = settings.has(one.cause) ? 'office-single' : one.cause
  return { ...base, app: 'payroll', kind: 'sign-in', password: 'right', interactive: true, prompts: [], success: true, single: true, cause }
}

/** Outside the office the network is behind a VPN, which asks every time: Duo where there is one, else Okta. */
function* vpn(today: Day): Generator<Happening> {
  const { who, chance } = today
  const provider = has(who, 'duo') ? 'duo' : has(who, 'entra-id') && has(who, 'okta') ? 'okta' : undefined
  if (provider === undefined || today.where === 'office') return
  const times = 1 + chance.poisson(rates.vpnReconnects)
  for (let nth = 0; nth < times; nth++) {
    const one = asked(today, provider, 'vpn', nth === 0 ? morning(today) : during(today), `vpn${nth}`)
    yield* signInBy({ ...one, place: today.laptopPlace.kind === 'gateway' ? homeOrAway(today) : today.laptopPlace })
  }
}

/** The VPN itself does not pass the gateway. */
const homeOrAway = (today: Day): Place =>
  today.trip === undefined ? homeOn(today.who, today.day) : away(today.organisation, today.trip, today.day, today.chance.fork('vpn'))

function* oktaDesktop(today: Day): Generator<Happening> {
  const { who, chance } = today
  if (!has(who, 'okta') || has(who, 'entra-id')) return
  const one = asked(today, 'okta', 'okta-dashboard', morning(today), 'okta')
  if (chance.yes(rates.oktaMorningShare)) {
    yield* mistyped(one)
    yield* signInBy(one)
  }
  const apps = chance.poisson(rates.oktaAppsPerWorkday)
  for (let nth = 0; nth < apps; nth++) yield held(asked(today, 'okta', chance.yes(0.5) ? 'crm' : 'mail', during(today), `app${nth}`), true)
}

/** The person's own wrong password, once or twice, just before. */
function* mistyped(one: Asked): Generator<SignIn> {
  if (!one.chance.yes(one.cause === 'new-joiner' ? rates.joinerWrongPasswordShare : rates.wrongPasswordShare)) return
  const { factor, phone, password, ...base } = one
  const tries = one.chance.yes(0.8) ? 1 : 2
  for (let nth = 0; nth < tries; nth++) {
    const time = Math.round(one.time - (tries - nth) * one.chance.between(6_000, 25_000))
    yield {
      ...base,
      kind: 'sign-in',
      time,
      password: 'wrong',
      interactive: true,
      prompts: [],
      success: false,
      chance: one.chance.fork('mistyped', nth),
    }
  }
}

/** A command-line tool shows a code; its user types it into the browser that is signed in already. */
function* deviceCodes(today: Day): Generator<SignIn> {
  if (!today.who.habits.develops || !has(today.who, 'entra-id')) return
  const luck = today.chance.fork('codes')
  const count = luck.poisson(rates.deviceCodesPerWorkday)
  for (let nth = 0; nth < count; nth++) {
    const one = asked(today, 'entra-id', 'azure-cli', luck.between(today.firstMinute, today.lastMinute), `code${nth}`)
    yield { ...held(one, true), protocol: 'device-code', cause: 'device-code' }
  }
}

/** A session or token that still holds: no prompt. */
function held(one: Asked, interactive: boolean): SignIn {
  const { factor, phone, password, ...base } = one
  return { ...base, kind: 'sign-in', password: 'held', interactive, prompts: [], success: true }
}

/** Laptop and phone fetch tokens by themselves; Okta and Duo have no such records. */
function* refreshes(today: Day, mean: number): Generator<SignIn> {
  if (!has(today.who, 'entra-id')) return
  const count = today.chance.poisson(mean)
  for (let nth = 0; nth < count; nth++) {
    const one = asked(today, 'entra-id', 'mail', today.chance.between(6 * 60, 23 * 60), `refresh${nth}`)
    const onPhone = !today.works || one.chance.yes(0.4)
    const client = inUse(onPhone ? today.who.phones : today.who.laptops, one.time)
    yield held({ ...one, client, place: onPhone ? today.phonePlace : one.place }, false)
  }
}
