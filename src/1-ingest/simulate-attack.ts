/** The parts that attack scenarios are put together from: a victim, somewhere to attack from, prompts with their answers, and the label. */
import { dayMs, hourMs, minuteMs, secondMs } from '../0-event/time.ts'
import type { Label } from './scenario.ts'
import { openMs } from './simulate-answer.ts'
import type { Chance } from './simulate-chance.ts'
import type { Change } from './simulate-change.ts'
import { type Client, lookAlikeClient, strangeClient } from './simulate-clients.ts'
import type { AppName, Happening, SignIn, SimulatedPrompt } from './simulate-happening.ts'
import { type AskedFactor, has, homeOn, instant, inUse, type Organisation, type Person, type ProviderName } from './simulate-people.ts'
import { hostingPlace, mobilePlace, type Place, proxyPlace } from './simulate-places.ts'
import * as rates from './simulate-rates.ts'

/** What a scenario is given to work with. */
export interface Stage {
  readonly scenario: string
  readonly organisation: Organisation
  readonly chance: Chance
  /** The day on which it begins. */
  readonly day: number
  /** Somebody who fits and whom no other attack touches around that day. Throws a RangeError where nobody fits. */
  victim(fits: (who: Person) => boolean): Person
  /** So many different people, or fewer where there are no more; at least one. */
  victims(most: number, fits: (who: Person) => boolean): readonly [Person, ...Person[]]
  /** So many different people whom something brushes that leaves them free for other attacks: the names on a list of guesses. */
  crowd(most: number, fits: (who: Person) => boolean): readonly [Person, ...Person[]]
  /** Somebody who left, and whose account is still on. */
  leaver(fits: (who: Person) => boolean): Person
}

export interface Attack {
  readonly labels: readonly Label[]
  readonly happenings: readonly Happening[]
}

export type Outcome = SimulatedPrompt['outcome']

/** One prompt to be: when it is sent, and what becomes of it. */
export interface Blow {
  readonly at: number
  readonly outcome: Outcome
}

/** Where an attacker works from. */
export interface Source {
  readonly client: Client
  /** The address for the n-th try. */
  place(nth: number): Place
}

/** A rented server (one address, or a new one now and then). */
export function fromServer(chance: Chance, time: number): Source {
  const every = chance.weighted({ '1000': 0.7, '5': 0.3 })
  return { client: strangeClient(chance, time), place: (nth) => hostingPlace(chance.fork('server', Math.floor(nth / Number(every)))) }
}

/** Private connections sold as proxies, anywhere in the organisation's countries, another for every few tries. */
export function fromProxies(chance: Chance, time: number): Source {
  return { client: strangeClient(chance, time), place: (nth) => proxyPlace(chance.fork('proxy', Math.floor(nth / 3))) }
}

/** A proxy in the victim's own city and at their own provider, with a browser made to look like theirs. */
export function fromNextDoor(chance: Chance, who: Person, time: number): Source {
  const place = proxyPlace(chance.fork('next-door'), who)
  return { client: lookAlikeClient(inUse(who.laptops, time), chance, time), place: () => place }
}

/** Half servers, half proxies: our assumption for attacks whose report says nothing. */
export const fromSomewhere = (chance: Chance, time: number): Source =>
  chance.yes(0.5) ? fromServer(chance, time) : fromProxies(chance, time)

/** Local hour of the victim's home: 22 to 7 is night. */
export function byNight(who: Person, time: number): boolean {
  const hour = Math.floor(((((time + who.home.zone * hourMs) % dayMs) + dayMs) % dayMs) / hourMs)
  return hour >= 22 || hour < 7
}

/** What somebody does with a prompt they did not ask for. */
export const reaction = (chance: Chance, who: Person, time: number): Outcome =>
  chance.weighted(byNight(who, time) ? rates.unexpectedByNight : rates.unexpectedByDay)

/** Prompts one after another, `gap()` milliseconds from sending to sending, the last of them `last` where that is given. */
export function blows(chance: Chance, who: Person, first: number, count: number, gap: () => number, last?: Outcome): Blow[] {
  const all: Blow[] = []
  let at = Math.round(first)
  for (let nth = 0; nth < count; nth++) {
    all.push({ at, outcome: nth === count - 1 && last !== undefined ? last : reaction(chance, who, at) })
    at = Math.round(at + gap())
  }
  return all
}

export interface Aim {
  readonly stage: Stage
  readonly who: Person
  readonly provider: ProviderName
  readonly factor: AskedFactor
  readonly source: Source
  readonly app: AppName
  /** Prompts asked for again on the same page stay in one flow, up to this many. */
  readonly perFlow: number
}

/** The attacker's tries to sign in: the right password each time, then the prompts. */
export function tries(aim: Aim, prompts: readonly Blow[], name = 'try'): SignIn[] {
  const flows: SignIn[] = []
  for (let nth = 0; nth < prompts.length; nth += aim.perFlow) {
    const some = prompts.slice(nth, nth + aim.perFlow)
    const [first] = some
    if (first !== undefined) flows.push(tryOf(aim, first.at, some, nth, name))
  }
  return flows
}

function tryOf(aim: Aim, first: number, some: readonly Blow[], nth: number, name: string): SignIn {
  const { stage, who, provider, factor, source, app } = aim
  const chance = stage.chance.fork(name, provider, nth)
  const prompts = some.map(({ at, outcome }, index) => ({
    factor,
    sent: at,
    ended: at + lasting(chance.fork('ended', index), provider, outcome),
    outcome,
    phone: phoneOf(stage, who, at, chance),
  }))
  return {
    kind: 'sign-in',
    provider,
    person: who,
    time: first - 900,
    place: source.place(nth),
    client: source.client,
    app,
    password: 'right',
    interactive: true,
    prompts,
    success: prompts.some(({ outcome }) => outcome === 'approved'),
    cause: stage.scenario,
    chance,
  }
}

/** A surprised person looks at the phone first: 4 to 25 seconds (our assumption); silence ends when the provider gives up. */
function lasting(chance: Chance, provider: ProviderName, outcome: Outcome): number {
  if (outcome === 'unanswered') return openMs[provider]
  return outcome === 'wrong_code' ? 900 : Math.round(chance.between(4, 25) * secondMs)
}

/** The victim's phone is at home at night and otherwise with the carrier. */
const phoneOf = (stage: Stage, who: Person, time: number, chance: Chance): Place =>
  byNight(who, time) ? homeOn(who, Math.floor((time - stage.organisation.start) / dayMs)) : mobilePlace(who.home, who.carrier, chance)

/** Everything that was done to one person, with its label. */
export function against(
  stage: Stage,
  who: Person,
  signIns: readonly SignIn[],
  more: readonly Change[] = [],
  kind: Label['kind'] = 'bombing',
): Attack {
  const prompts = signIns.flatMap((one) => one.prompts).sort((one, other) => one.sent - other.sent)
  const promptTimes = prompts.map(({ sent }) => sent)
  const approvedTime = prompts.find(({ outcome }) => outcome === 'approved')?.ended
  const first = promptTimes[0]
  const last = promptTimes.at(-1)
  if (first === undefined || last === undefined) throw new RangeError(`${stage.scenario}: an attack without prompts`)
  const label: Label = {
    scenario: stage.scenario,
    person: who.email,
    firstTime: first,
    lastTime: Math.max(last, approvedTime ?? last),
    approvedTime,
    prompts: promptTimes.length,
    promptTimes,
    kind,
    addresses: addressesOf([...signIns, ...more]),
    inTime: approvedTime,
  }
  return { labels: [label], happenings: [...signIns, ...more] }
}

/** Where the attacker was seen, each once. */
export const addressesOf = (hostile: readonly Happening[]): readonly string[] => [...new Set(hostile.map(({ place }) => place.ip))]

export const together = (attacks: readonly Attack[]): Attack => ({
  labels: attacks.flatMap(({ labels }) => labels),
  happenings: attacks.flatMap(({ happenings }) => happenings),
})

/** A way to sign in of the attacker's own, added soon after the approval. */
export function enrols(aim: Aim, attack: Attack, count = 1): Attack {
  const approved = attack.labels[0]?.approvedTime
  if (approved === undefined) return attack
  const changes = Array.from({ length: count }, (_, nth): Change => {
    const chance = aim.stage.chance.fork('enrols', nth)
    return {
      kind: 'change',
      provider: aim.provider,
      person: aim.who,
      time: Math.round(approved + (nth + 1) * chance.between(2, 6) * minuteMs),
      what: 'method-added',
      factor: 'push',
      place: aim.source.place(1000),
      client: aim.source.client,
      cause: aim.stage.scenario,
      chance,
    }
  })
  const last = Math.max(...changes.map(({ time }) => time))
  const labels = attack.labels.map((label) => ({
    ...label,
    lastTime: Math.max(label.lastTime, last),
    addresses: [...new Set([...(label.addresses ?? []), ...addressesOf(changes)])],
  }))
  return { labels, happenings: [...attack.happenings, ...changes] }
}

/** Whether a plain approval by push can let somebody in: Duo and Okta here; Entra shows a number to type since 2023. */
export const plainPush = (who: Person): boolean => takesPush(who) && (has(who, 'duo') || has(who, 'okta'))
export const takesPush = (who: Person): boolean => who.factor === 'push'
export const plainProvider = (who: Person): ProviderName => (has(who, 'duo') ? 'duo' : 'okta')

/** Any provider of the person's that pushes to their phone. */
export const somePushProvider = (chance: Chance, who: Person): ProviderName => {
  const all = (['duo', 'okta', 'entra-id'] as const).filter((provider) => has(who, provider))
  return chance.shuffled(all)[0] ?? 'entra-id'
}

export const appOf = (provider: ProviderName): AppName =>
  provider === 'entra-id' ? 'office' : provider === 'duo' ? 'vpn' : 'okta-dashboard'

/** A local time of the victim's, `hours` after midnight of the stage's day (25.5 is half past one in the night after). */
export const local = (stage: Stage, who: Person, hours: number): number =>
  Math.round(instant(stage.organisation, who.home.zone, stage.day, hours * 60))
