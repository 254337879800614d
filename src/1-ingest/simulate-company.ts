/** Days on which something happens to everybody at once: passwords expire, a holiday ends, a client is replaced, a program locks people out, testers try. */
import { hourMs, minuteMs, secondMs } from '../0-event/time.ts'
import { type Asked, prompt, signIn } from './simulate-answer.ts'
import type { Chance } from './simulate-chance.ts'
import { privateWindow, script, strangeClient } from './simulate-clients.ts'
import { type Day, factorFor, plan } from './simulate-day.ts'
import type { SignIn } from './simulate-happening.ts'
import { weekday } from './simulate-machines.ts'
import { has, instant, inUse, isHere, type Organisation, type Person, type ProviderName } from './simulate-people.ts'
import { hostingPlace, officePlace } from './simulate-places.ts'
import * as rates from './simulate-rates.ts'

/** Whatever of it falls on this day; not in order. */
export function* companyDay(organisation: Organisation, day: number): Generator<SignIn> {
  const chance = organisation.chance.fork('company', day)
  const works = weekday(organisation, day)
  // Rates are for days of the year; those that need a working day are drawn on five days in seven.
  const struck = (name: string, perYear: number): boolean => chance.fork(name).yes(perYear / (works ? 261 : 365))
  if (works && struck('expiry', rates.expiryDaysPerYear)) yield* forEach(organisation, day, chance, 'expiry', expired)
  if (works && isMonday(organisation, day) && chance.fork('holidays').yes(rates.holidaysBeforeMondayPerYear / 52))
    yield* forEach(organisation, day, chance, 'holidays', forgotten)
  if (works && struck('migration', rates.migrationsPerYear)) yield* forEach(organisation, day, chance, 'migration', migrated)
  if (works && struck('broken', rates.brokenApplicationsPerYear)) yield* brokenApplication(organisation, day, chance.fork('broken'))
  if (works && struck('test', rates.penetrationTestsPerYear)) yield* penetrationTest(organisation, day, chance.fork('test'))
}

const isMonday = ({ start }: Organisation, day: number): boolean => new Date(start + day * 24 * hourMs).getUTCDay() === 1

type Part = (today: Day, chance: Chance) => Iterable<SignIn>

/** Everybody who works that day and has a session to lose. */
function* forEach(organisation: Organisation, day: number, chance: Chance, name: string, part: Part): Generator<SignIn> {
  for (const who of organisation.people) {
    if (!isHere(who, day) || who.passwordless || !(has(who, 'entra-id') || has(who, 'okta'))) continue
    const today = plan(organisation, who, day)
    if (today.works) yield* part(today, chance.fork(name, who.index))
  }
}

/** A sign-in of the person's own, with the laptop, from where the day is spent. */
function own({ organisation, who, laptopPlace, phonePlace, laptop, city, day }: Day, minute: number, cause: string, chance: Chance): Asked {
  const provider: ProviderName = has(who, 'entra-id') ? 'entra-id' : 'okta'
  return {
    provider,
    person: who,
    time: Math.round(instant(organisation, city.zone, day, minute)),
    place: laptopPlace,
    client: laptop,
    app: provider === 'okta' ? 'okta-dashboard' : 'office',
    cause,
    chance,
    factor: factorFor(who, provider),
    phone: phonePlace,
  }
}

/** A try without prompts. */
function failed(one: Asked, time: number, password: SignIn['password'], name: string | number): SignIn {
  const { factor, phone, password: _, ...base } = one
  return {
    ...base,
    kind: 'sign-in',
    time: Math.round(time),
    password,
    interactive: true,
    prompts: [],
    success: false,
    chance: one.chance.fork(name),
  }
}

const passed = (one: Asked): SignIn => signIn(one, [prompt(one, one.chance.fork('passed'), one.time + 900, 'approved')])
const later = (one: Asked, time: number, name: string): Asked => ({ ...one, time: Math.round(time), chance: one.chance.fork(name) })

/** The old password is right and too old (50055); then the new one, mistyped once in a while; then the phone with the old one (50173). */
function* expired(today: Day, chance: Chance): Generator<SignIn> {
  if (!chance.yes(rates.expiredShare)) return
  const one = own(today, today.firstMinute + chance.exponential(40), 'password-expiry', chance)
  yield failed(one, one.time, 'expired', 'old')
  let time = one.time + chance.between(60, 400) * secondMs
  for (let nth = 0; nth < chance.poisson(0.5); nth++) {
    yield failed(one, time, 'wrong', nth)
    time += chance.between(6, 30) * secondMs
  }
  yield passed(later(one, time, 'new'))
  if (one.provider !== 'entra-id') return
  const phone = { ...failed(one, time + chance.between(1, 60) * minuteMs, 'held', 'phone'), client: today.phone, place: today.phonePlace }
  yield { ...phone, interactive: false, token: 'revoked' }
}

/** After the holidays a fifth of the people have forgotten: two to six wrong ones, some locked out, then in (or a call to the help desk). */
function* forgotten(today: Day, chance: Chance): Generator<SignIn> {
  if (!chance.yes(rates.forgottenShare)) return
  const one = own(today, today.firstMinute + chance.exponential(30), 'after-holidays', chance)
  const wrong = chance.whole(2, 6)
  let time = one.time
  for (let nth = 0; nth < wrong; nth++) {
    yield failed(one, time, 'wrong', nth)
    time += chance.between(8, 40) * secondMs
  }
  if (chance.yes(0.15)) {
    yield failed(one, time, 'locked', 'locked')
    time += chance.between(15, 60) * minuteMs
  }
  yield passed(later(one, time, 'in'))
}

/** Everybody gets another client for VPN or mail: a new device for the provider, and a prompt, all in one morning. */
function* migrated(today: Day, chance: Chance): Generator<SignIn> {
  const one = own(today, today.firstMinute + chance.exponential(60), 'migration-day', chance)
  const client = privateWindow(today.laptop, chance.fork('client'), one.time)
  yield passed({ ...one, client, ...(has(today.who, 'duo') ? { provider: 'duo', app: 'vpn', factor: factorFor(today.who, 'duo') } : {}) })
}

/** A program of the company's own, with a cache of passwords gone bad, tries them at dozens of accounts from one of its servers. */
function* brokenApplication(organisation: Organisation, day: number, chance: Chance): Generator<SignIn> {
  const hit = some(organisation, day, chance, chance.whole(8, 30))
  const start = instant(organisation, 0, day, chance.between(7 * 60, 16 * 60))
  const server = officePlace(organisation.people[0].home, 0)
  const client = script('Java/17.0.9', chance, start)
  for (const who of hit) {
    const luck = chance.fork(who.index)
    let time = start + luck.between(0, 15) * minuteMs
    for (let nth = 0; nth < rates.lockoutTries + 2; nth++) {
      const password = nth < rates.lockoutTries ? 'wrong' : 'locked'
      yield guess(who, time, password, { place: server, client, app: 'crm', cause: 'broken-application' }, luck.fork(nth))
      time += luck.between(2, 20) * secondMs
    }
  }
}

/** Testers whom the company hired, from an address they announced: a spray in every respect but the permission. */
function* penetrationTest(organisation: Organisation, day: number, chance: Chance): Generator<SignIn> {
  const place = hostingPlace(chance.fork('testers'))
  let time = instant(organisation, 0, day, chance.between(8 * 60, 14 * 60))
  const client = strangeClient(chance, time)
  for (const who of some(organisation, day, chance, chance.whole(20, 60))) {
    time += chance.between(5, 30) * secondMs
    yield guess(who, time, 'wrong', { place, client, app: 'office', cause: 'penetration-test' }, chance.fork(who.index))
  }
}

const some = (organisation: Organisation, day: number, chance: Chance, most: number): readonly Person[] =>
  chance
    .fork('some')
    .shuffled(organisation.people)
    .filter((who) => has(who, 'entra-id') && isHere(who, day))
    .slice(0, most)

function guess(
  person: Person,
  time: number,
  password: SignIn['password'],
  how: Pick<SignIn, 'place' | 'client' | 'app' | 'cause'>,
  chance: Chance,
): SignIn {
  return {
    kind: 'sign-in',
    provider: 'entra-id',
    person,
    time: Math.round(time),
    ...how,
    password,
    interactive: true,
    prompts: [],
    success: false,
    chance,
  }
}

/** A phone or mail program goes on with an old password, at an even pace, for hours or a day, until its owner types the new one. */
export function* stalePassword(today: Day): Generator<SignIn> {
  const chance = today.chance.fork('stale')
  if (!today.works || !has(today.who, 'entra-id') || !chance.yes(rates.stalePasswordPerYear / 261)) return
  const one = own(today, today.firstMinute + chance.between(0, 300), 'stale-password', chance)
  const every = chance.pick([10, 15, 30]) * minuteMs
  const client = chance.yes(0.7) ? today.phone : inUse(today.who.laptops, one.time)
  const place = client === today.phone ? today.phonePlace : today.laptopPlace
  const count = Math.round((chance.between(3, 24) * hourMs) / every)
  for (let nth = 0; nth < count; nth++) {
    const password = nth % rates.lockoutTries === rates.lockoutTries - 1 ? 'locked' : 'wrong'
    const time = one.time + nth * every + chance.between(0, 3_000)
    yield { ...failed(one, time, password, nth), client, place, app: 'mail', protocol: 'activesync' }
  }
}

/** Back after months, or new: the first morning's trouble with passwords. */
export function* firstMorning(today: Day): Generator<SignIn> {
  const { who, day } = today
  if (who.firstDay === 0 || day !== who.firstDay || who.passwordless || !(has(who, 'entra-id') || has(who, 'okta'))) return
  const chance = today.chance.fork('first-morning')
  const isBack = who.awayDays !== undefined
  const one = own(today, today.firstMinute, isBack ? 'back-from-leave' : 'new-joiner', chance)
  let time = one.time
  for (let nth = 0; nth < chance.whole(0, isBack ? 4 : 2); nth++) {
    yield failed(one, time, 'wrong', nth)
    time += chance.between(8, 40) * secondMs
  }
  if (chance.yes(0.4)) yield failed(one, time, 'expired', 'expired')
  else if (!isBack) yield { ...failed(one, time, 'right', 'enrol'), stopped: 'enrolment' }
  yield passed(later(one, time + chance.between(2, 10) * minuteMs, 'in'))
}

/** The last sign-in before a long leave, from before the first day; happens before everything else. */
export function* lastSeen(organisation: Organisation): Generator<SignIn> {
  for (const who of organisation.people) {
    if (who.awayDays === undefined || who.firstDay >= organisation.days || !(has(who, 'entra-id') || has(who, 'okta'))) continue
    const chance = who.chance.fork('last-seen')
    const today = plan(organisation, who, 0)
    const time = organisation.start + (who.firstDay - who.awayDays) * 24 * hourMs + 9 * hourMs
    const one = own(today, 0, 'ordinary', chance)
    yield { ...failed(one, time, 'held', 'seen'), success: true }
  }
}
