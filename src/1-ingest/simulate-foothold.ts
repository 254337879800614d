/** The parts that footholds are put together from: an entry, what is changed after it (by the attacker, or by somebody talked into it), and the label. */
import { minuteMs } from '../0-event/time.ts'
import type { AttackKind, Label } from './scenario.ts'
import { type Attack, addressesOf, type Source, type Stage } from './simulate-attack.ts'
import type { Chance } from './simulate-chance.ts'
import type { Change, What } from './simulate-change.ts'
import { phone } from './simulate-clients.ts'
import type { Happening, SignIn, SimulatedPrompt } from './simulate-happening.ts'
import { has, isHere, type Person, type ProviderName } from './simulate-people.ts'
import { entry, type From } from './simulate-takeover.ts'
import { adminsOf, deskOf } from './simulate-upkeep.ts'

export const inEntra = (who: Person): boolean => has(who, 'entra-id')

/** An administrator who fits; in a small organisation that has none, whoever fits plays one. */
export function administrator(stage: Stage, fits: (who: Person) => boolean): Person {
  const isThere = adminsOf(stage.organisation).some((who) => isHere(who, stage.day) && fits(who))
  return stage.victim((who) => fits(who) && (who.admin || !isThere))
}

export const from = (stage: Stage, who: Person, provider: ProviderName, source: Source): From => ({
  stage,
  who,
  provider,
  place: source.place(0),
  client: source.client,
})

/** A change made where the attacker is: to the victim's own account, or with it to somebody else's (`to`). */
export function changes({ stage, who, provider, place, client }: From, time: number, what: What, to: Person = who): Change {
  const chance = stage.chance.fork('change', what.what, who.index, to.index, Math.round(time))
  const base = { kind: 'change', provider, person: to, time: Math.round(time), place, client, cause: stage.scenario, chance } as const
  return to === who ? { ...base, ...what } : { ...base, by: who, ...what }
}

/** A change made by an honest administrator at their own desk, who was lied to. */
export function talkedInto(stage: Stage, admin: Person, victim: Person, provider: ProviderName, time: number, what: What): Change {
  const desk = deskOf(stage.organisation, admin, time)
  return changes({ stage, who: admin, provider, ...desk }, time, what, victim)
}

/** An entry that a second factor of the attacker's own lets in: their phone, or a number they have taken over. */
export function factorEntry(where: From, time: number, app: SignIn['app'], name: string, factor: SimulatedPrompt['factor']): SignIn {
  const prompt = {
    factor,
    sent: Math.round(time) + 900,
    ended: Math.round(time) + 14_000,
    outcome: 'approved' as const,
    phone: where.place,
  }
  return entry(where, time, app, name, { prompts: [prompt], session: where.stage.chance.fork('session', name).uuid() })
}

/** The phone that the attacker enrols: none of the organisation's. */
export const strangePhone = (chance: Chance, time: number): ReturnType<typeof phone> => phone(chance.fork('phone'), time)

/** Minutes after one another, each `low` to `high` after the one before. */
export function afterwards(chance: Chance, first: number, count: number, low: number, high: number): readonly number[] {
  let time = first
  return Array.from({ length: count }, () => {
    time += chance.between(low, high) * minuteMs
    return Math.round(time)
  })
}

interface Told {
  readonly inTime?: number | undefined
  readonly kind?: AttackKind
  /** All victims, where there are several. */
  readonly victims?: readonly Person[]
  /** Done by the attacker's will, but from elsewhere: it counts for the times, not for the addresses. */
  readonly elsewhere?: readonly Happening[]
}

/** The label of what was done to one person, or with one account to several. Throws a RangeError where a log would show nothing. */
export function foothold(stage: Stage, who: Person, hostile: readonly Happening[], told: Told = {}): Attack {
  const all = [...hostile, ...(told.elsewhere ?? [])].sort((one, other) => one.time - other.time)
  const [first] = all
  const last = all.at(-1)
  if (first === undefined || last === undefined || hostile.length === 0)
    throw new RangeError(`${stage.scenario}: an attack that no log shows`)
  const prompts = all.flatMap((one) => (one.kind === 'sign-in' ? one.prompts : [])).sort((one, other) => one.sent - other.sent)
  const label: Label = {
    scenario: stage.scenario,
    person: who.email,
    ...(told.victims === undefined ? {} : { persons: told.victims.map(({ email }) => email) }),
    firstTime: first.time,
    lastTime: Math.max(last.time, ...prompts.map(({ ended }) => ended)),
    approvedTime: prompts.find(({ outcome }) => outcome === 'approved')?.ended,
    inTime: told.inTime ?? hostile.find((one) => one.kind === 'sign-in' && one.success)?.time,
    prompts: prompts.length,
    promptTimes: prompts.map(({ sent }) => sent),
    kind: told.kind ?? 'foothold',
    addresses: addressesOf(hostile),
  }
  return { labels: [label], happenings: all }
}
