/** Plays a scenario: the organisation's life and the attacks upon it, as records in the order the providers log them. */
import { dayMs, hourMs, minuteMs } from '../0-event/time.ts'
import type { Label, LookAlike, Played, PlayOptions, Scenario, SimulatedRecord } from './scenario.ts'
import { works } from './simulate-administration.ts'
import type { Attack, Stage } from './simulate-attack.ts'
import type { Chance } from './simulate-chance.ts'
import { companyDay, firstMorning, lastSeen, stalePassword } from './simulate-company.ts'
import { ordinaryDay, plan } from './simulate-day.ts'
import { duoChange, duoSignIn } from './simulate-duo.ts'
import { entraSignIn } from './simulate-entra.ts'
import { entraChange } from './simulate-entra-audit.ts'
import { type Happening, ordinary } from './simulate-happening.ts'
import { machineDay } from './simulate-machines.ts'
import { guesses } from './simulate-noise.ts'
import { isMail, officeChange } from './simulate-office.ts'
import { oktaChange, oktaSignIn } from './simulate-okta.ts'
import { createOrganisation, isHere, type Organisation, type Person } from './simulate-people.ts'
import { createQueue } from './simulate-queue.ts'
import * as rates from './simulate-rates.ts'
import { settings } from './simulate-seen.ts'
import { inSessions } from './simulate-sessions.ts'
import { troubles } from './simulate-trouble.ts'

/** Look-alikes are only kept to explain false alarms; more are forgotten. */
const lookAlikesMax = 100_000
/** Attacks on one person are at least this far apart, where there are people enough. */
const apartDays = 3
/** A local day begins at most this long before the day in UTC: the zones of the home and travel cities, and shifts. */
const earliestMs = 16 * hourMs

/** The same options give the same records, byte for byte. Throws a RangeError for sizes out of range and where nobody fits the attack. */
export function play(scenario: Scenario, options: PlayOptions): Played {
  const organisation = createOrganisation(options)
  const attacks = planned(scenario, organisation, options.attacks)
  const names = new Set(attacks.flatMap(({ labels }) => labels.map((label) => label.scenario)))
  const lookAlikes: LookAlike[] = []
  return {
    personDays: options.users * options.days,
    labels: attacks.flatMap(({ labels }) => labels).sort(byTimeAndPerson),
    privileged: organisation.people.filter(({ admin }) => admin).map(({ email }) => email),
    records: logged(noted(inSessions(inOrder(organisation, attacks)), names, lookAlikes)),
    lookAlikes,
  }
}

/** What the scenario's attacks consist of, without the life around them. */
export const attacksOf = (scenario: Scenario, options: PlayOptions): readonly Attack[] =>
  planned(scenario, createOrganisation(options), options.attacks)

const byTimeAndPerson = (one: Label, other: Label): number => one.firstTime - other.firstTime || (one.person < other.person ? -1 : 1)

/** Every attack is settled before the first record, each by a stream of chance of its own. */
function planned(scenario: Scenario, organisation: Organisation, count: number): readonly Attack[] {
  const attacked = new Map<Person, number[]>()
  return (scenario.parts ?? [scenario]).flatMap((part) =>
    Array.from({ length: part.attack === undefined ? 0 : count }, (_, nth) => {
      const chance = organisation.chance.fork('attack', part.name, nth)
      return part.attack?.(stageFor(part.name, organisation, chance, attacked)) ?? { labels: [], happenings: [] }
    }),
  )
}

/** Attacks begin when a quarter of the days, or at least half a short run, is past, so that the people have a history by then. */
function stageFor(scenario: string, organisation: Organisation, chance: Chance, attacked: Map<Person, number[]>): Stage {
  const { days, people } = organisation
  const warm = Math.min(Math.floor(days / 2), Math.max(7, Math.floor(days / 4)))
  const day = chance.fork('day').whole(warm, Math.max(warm, days - 2))
  const order = chance.fork('victims').shuffled(people)
  const busy = (who: Person): boolean => attacked.get(who)?.some((other) => Math.abs(other - day) < apartDays) === true
  const nobody = (): RangeError => new RangeError(`${scenario}: nobody of ${people.length} people fits this attack; take more users`)
  const victims: Stage['victims'] = (most, fits) => {
    const fitting = order.filter((who) => isHere(who, day) && fits(who))
    const rank = (who: Person): number => (!attacked.has(who) ? 0 : busy(who) ? 2 : 1)
    const [first, ...more] = [...fitting].sort((one, other) => rank(one) - rank(other)).slice(0, most)
    if (first === undefined) throw nobody()
    for (const chosen of [first, ...more]) attacked.set(chosen, [...(attacked.get(chosen) ?? []), day])
    return [first, ...more]
  }
  const crowd: Stage['crowd'] = (most, fits) => {
    const [first, ...more] = order.filter((who) => isHere(who, day) && fits(who)).slice(0, most)
    if (first === undefined) throw nobody()
    return [first, ...more]
  }
  const leaver: Stage['leaver'] = (fits) => {
    const found = chance.fork('leaver').shuffled(organisation.leavers).find(fits)
    if (found === undefined) throw nobody()
    return found
  }
  return { scenario, organisation, chance, day, victims, crowd, leaver, victim: (fits) => victims(1, fits)[0] }
}

/** What happens, oldest first; two days of it are held at a time. */
function* inOrder(organisation: Organisation, attacks: readonly Attack[]): Generator<Happening> {
  const queue = createQueue<Happening>()
  for (const { happenings } of attacks) for (const one of happenings) queue.add(one.time, one)
  for (const one of lastSeen(organisation)) queue.add(one.time, one)
  for (let day = 0; day < organisation.days; day++) {
    for (const one of companyDay(organisation, day)) queue.add(one.time, one)
    for (const one of works(organisation, day)) queue.add(one.time, one)
    for (const machine of organisation.machines) for (const one of machineDay(organisation, machine, day)) queue.add(one.time, one)
    for (const who of organisation.people) for (const one of dayOf(organisation, who, day)) queue.add(one.time, one)
    yield* queue.before(organisation.start + (day + 1) * dayMs - earliestMs)
  }
  yield* queue.before(Number.POSITIVE_INFINITY)
}

function* dayOf(organisation: Organisation, who: Person, day: number): Generator<Happening> {
  const today = plan(organisation, who, day)
  if (day >= who.firstDay) {
    yield* firstMorning(today)
    yield* ordinaryDay(today)
    yield* stalePassword(today)
    yield* troubles(today)
  }
  yield* guesses(today)
}

/**
 * Remembers what was harmless but looks like trouble. What comes of one cause within half an hour is one; of a setting (a journey, a private
 * VPN), within half a day.
 */
function* noted(happenings: Iterable<Happening>, attacks: ReadonlySet<string>, lookAlikes: LookAlike[]): Generator<Happening> {
  const open = new Map<string, number>()
  for (const one of happenings) {
    if (one.cause !== ordinary && !attacks.has(one.cause)) note(one, lookAlikes, open)
    yield one
  }
}

function note(one: Happening, lookAlikes: LookAlike[], open: Map<string, number>): void {
  const { cause, time: firstTime } = one
  const person = one.person.email
  const lastTime = one.kind === 'sign-in' ? (one.prompts.at(-1)?.ended ?? firstTime) : firstTime
  const key = `${cause} ${person}`
  const index = open.get(key)
  const before = index === undefined ? undefined : lookAlikes[index]
  const apart = settings.has(cause) ? 12 * hourMs : 30 * minuteMs
  if (index !== undefined && before !== undefined && firstTime - before.lastTime < apart) {
    lookAlikes[index] = { ...before, lastTime: Math.max(before.lastTime, lastTime) }
  } else if (lookAlikes.length < (cause === background ? lookAlikesMax / 2 : lookAlikesMax)) {
    open.set(key, lookAlikes.push({ cause, person, firstTime, lastTime }) - 1)
  }
}

/** Strangers' guesses are so many that they may take no more than half of the places. */
const background = 'guesses'

/** Records leave in the order they are logged, which is nearly but not quite the order in which things happened. */
function* logged(happenings: Iterable<Happening>): Generator<SimulatedRecord> {
  const queue = createQueue<SimulatedRecord>()
  for (const one of happenings) {
    yield* queue.before(one.time)
    for (const record of written(one)) queue.add(record.time, record)
    if (one.chance.fork('repeated').yes(rates.repeatedShare)) {
      for (const record of written(one).slice(-1)) queue.add(record.time + 5 * minuteMs, { ...record, time: record.time + 5 * minuteMs })
    }
  }
  yield* queue.before(Number.POSITIVE_INFINITY)
}

/** What the providers write down about one happening. */
export function written(one: Happening): readonly SimulatedRecord[] {
  switch (one.provider) {
    case 'entra-id':
      return one.kind === 'sign-in' ? entraSignIn(one) : isMail(one) ? officeChange(one) : entraChange(one)
    case 'okta':
      return one.kind === 'sign-in' ? oktaSignIn(one) : oktaChange(one)
    case 'duo':
      return one.kind === 'sign-in' ? duoSignIn(one) : duoChange(one)
  }
}
