/** The parts that password attacks are put together from: lists of names, places and programs to guess from, lucky hits, and the label. */
import { minuteMs, secondMs } from '../0-event/time.ts'
import type { Label } from './scenario.ts'
import { type Attack, addressesOf, reaction, type Stage } from './simulate-attack.ts'
import type { Chance } from './simulate-chance.ts'
import { type Client, script, strangeClient } from './simulate-clients.ts'
import type { AppName, Protocol, SignIn } from './simulate-happening.ts'
import { domain, has, homeOn, type Person, type ProviderName } from './simulate-people.ts'
import { botPlace, hostingPlace, type Place, proxyPlace, subnetPlace, torPlace } from './simulate-places.ts'
import * as rates from './simulate-rates.ts'
import { inside, takeover } from './simulate-takeover.ts'

/** Where the n-th guess comes from, and what program makes it. */
export interface Swarm {
  place(nth: number): Place
  client(nth: number): Client
}

/** One address: a server for hire, or one time in four an exit of Tor (our assumption; Peach Sandstorm used Tor throughout). */
export function oneServer(chance: Chance, client: Client): Swarm {
  const luck = chance.fork('server')
  const server = hostingPlace(luck)
  const place = luck.yes(0.25) ? torPlace(luck, server.city) : server
  return { place: () => place, client: () => client }
}

/** One guess from each address of a rented /24 in turn. */
export function oneSubnet(chance: Chance, client: Client, addresses: number): Swarm {
  const place = hostingPlace(chance.fork('server'))
  return { place: (nth) => subnetPlace(place, nth % addresses), client: () => client }
}

/** Routers all over the world, all with the same program behind them. */
export function botnet(chance: Chance, client: Client, bots: number): Swarm {
  return { place: (nth) => botPlace(chance.fork('bot', nth % bots)), client: () => client }
}

/** Private connections in the organisation's own countries. */
export function proxies(chance: Chance, client: Client, count: number): Swarm {
  return { place: (nth) => proxyPlace(chance.fork('proxy', nth % count)), client: () => client }
}

/** Programs that sprays were seen with: SpearTip 2025 (fasthttp), Microsoft on Peach Sandstorm 2023 (go-http-client). */
export const sprayer = (chance: Chance, time: number): Client =>
  chance.yes(0.5)
    ? script(chance.pick(['fasthttp', 'go-http-client/1.1', 'python-requests/2.32.3']), chance, time)
    : strangeClient(chance, time)

export interface Guesses {
  readonly stage: Stage
  readonly provider: ProviderName
  readonly swarm: Swarm
  readonly app: AppName
  readonly protocol?: Protocol
  readonly interactive?: boolean
}

/** One guess: at somebody (or at a name that is nobody's), when, and how it ends. */
export interface Guess {
  readonly who: Person
  readonly at: number
  readonly password: SignIn['password']
}

/** The guesses as sign-ins. Of names that are nobody's only the shape of a name is typed. */
const guessed = (how: Guesses, all: readonly Guess[]): SignIn[] =>
  all.map(({ who, at, password }, nth) => {
    const chance = how.stage.chance.fork('guess', nth)
    return {
      kind: 'sign-in',
      provider: how.provider,
      person: who,
      time: Math.round(at),
      place: how.swarm.place(nth),
      client: how.swarm.client(nth),
      app: how.app,
      password,
      ...(password === 'unknown-name' ? { typed: `${who.email.split('@')[0]}.${chance.letters(3).toLowerCase()}@${domain}` } : {}),
      interactive: how.interactive ?? true,
      prompts: [],
      success: false,
      ...(how.protocol === undefined ? {} : { protocol: how.protocol }),
      cause: how.stage.scenario,
      chance,
    }
  })

/** What came of a password that was right. */
interface Hit {
  readonly signIns: readonly SignIn[]
  readonly entered: boolean
}

/**
 * A right password, in the place of a guess: a policy blocks it, a second factor is wanted (and half of those ask for a prompt that nobody
 * expects), or nothing is asked and the attacker goes in, at once or later, from a place of their own.
 */
function hit(how: Guesses, guess: SignIn): Hit {
  const { stage, provider } = how
  const chance = stage.chance.fork('hit', guess.person.index)
  const right = { ...guess, password: 'right' as const, chance: chance.fork('right') }
  const end = chance.weighted(rates.rightPasswordEnds)
  if (end === 'policy') return { signIns: [{ ...right, stopped: 'policy' }], entered: false }
  if (end === 'factor') return { signIns: [asked(right, chance, how)], entered: false }
  const session = chance.uuid()
  const from = { stage, who: guess.person, provider, place: hostingPlace(chance.fork('own')), client: strangeClient(chance, guess.time) }
  const later = inside(from, guess.time + chance.between(5, 120) * minuteMs, session)
  return { signIns: [{ ...right, single: true, success: true, session }, ...later], entered: true }
}

/** Half of the attackers do not go on to the prompt (our assumption); a passkey cannot be asked for from elsewhere. */
function asked(right: SignIn, chance: Chance, { protocol }: Guesses): SignIn {
  const { factor } = right.person
  if (factor === 'passkey' || protocol !== undefined || chance.yes(0.5)) return { ...right, stopped: 'factor' }
  const sent = right.time + 900
  const outcome = factor === 'otp' ? ('wrong_code' as const) : reaction(chance, right.person, sent)
  const ended = sent + (outcome === 'unanswered' ? minuteMs : chance.between(4, 25) * secondMs)
  return { ...right, prompts: [{ factor, sent, ended: Math.round(ended), outcome, phone: homeOn(right.person, 0) }] }
}

/** Whoever of the names was guessed right: in half of the attacks one at least, otherwise by the published share (see rates). */
export function lucky(chance: Chance, tried: readonly Person[], share: number): ReadonlySet<Person> {
  const count = chance.poisson(tried.length * share) + (chance.yes(rates.atLeastOneHitShare) ? 1 : 0)
  return new Set(chance.fork('lucky').shuffled(tried).slice(0, count))
}

/** All guesses with the lucky ones played on: one label for the attack on many, and one for each account entered. */
export function passwordAttack(how: Guesses, guesses: readonly Guess[], hits: ReadonlySet<Person>): Attack {
  const { stage } = how
  const signIns = guessed(how, guesses)
  const played = new Map<SignIn, Hit>()
  for (const who of hits) {
    const last = signIns.findLast(({ person, password }) => person === who && password !== 'unknown-name')
    if (last !== undefined) played.set(last, hit(how, last))
  }
  const all = signIns.flatMap((one) => played.get(one)?.signIns ?? [one])
  const entered = [...played.values()].filter(({ entered: got }) => got)
  const takeovers = entered.flatMap(({ signIns: [first, ...more] }) =>
    first === undefined ? [] : takeover(stage, first.person, [first, ...more], { inTime: first.time }).labels,
  )
  return { labels: [labelOf(stage, signIns, all, takeovers), ...takeovers], happenings: all }
}

function labelOf(stage: Stage, guesses: readonly SignIn[], all: readonly SignIn[], entered: readonly Label[]): Label {
  const [first] = guesses
  if (first === undefined) throw new RangeError(`${stage.scenario}: a password attack without guesses`)
  const names = guesses.filter(({ password }) => password !== 'unknown-name').map(({ person }) => person.email)
  const prompts = all.flatMap((one) => one.prompts).sort((one, other) => one.sent - other.sent)
  const inTimes = entered.flatMap(({ inTime }) => inTime ?? [])
  return {
    scenario: stage.scenario,
    person: names[0] ?? first.person.email,
    persons: [...new Set(names)],
    firstTime: Math.min(...guesses.map(({ time }) => time)),
    lastTime: Math.max(...guesses.map(({ time }) => time), ...prompts.map(({ ended }) => ended)),
    approvedTime: undefined,
    inTime: inTimes.length === 0 ? undefined : Math.min(...inTimes),
    prompts: prompts.length,
    promptTimes: prompts.map(({ sent }) => sent),
    kind: 'spray',
    addresses: addressesOf(all),
  }
}

/** Guesses at one person, given oldest first: after ten wrong ones the provider looks at no password for a minute. */
export function afterLockout(who: Person, times: readonly number[]): Guess[] {
  let wrong = 0
  let until = 0
  return times.map((at) => {
    if (at < until) return { who, at, password: 'locked' }
    wrong++
    if (wrong % rates.lockoutTries === 0) until = at + rates.lockoutMs
    return { who, at, password: 'wrong' }
  })
}

/** Where the guessing goes: Entra three times in four. */
export const guessedAt = (chance: Chance): ProviderName => (chance.yes(0.75) ? 'entra-id' : 'okta')

/** So many of the people whom this provider knows as the list of names holds. */
export const listed = (stage: Stage, provider: ProviderName, most: number): readonly [Person, ...Person[]] =>
  stage.crowd(most, (who) => has(who, provider))

/** Wrong, but for a few accounts that others' guesses have locked. */
export const missed = (chance: Chance): SignIn['password'] => (chance.yes(rates.lockedWhileSprayedShare) ? 'locked' : 'wrong')
