/** The parts that takeovers are put together from: the way in, what is done inside, the victim's own life beside it, and the label. */
import { minuteMs } from '../0-event/time.ts'
import type { AttackKind, Label } from './scenario.ts'
import { type Attack, addressesOf, type Stage } from './simulate-attack.ts'
import type { Chance } from './simulate-chance.ts'
import type { Client } from './simulate-clients.ts'
import { type AppName, ordinary, type SignIn } from './simulate-happening.ts'
import { has, homeOn, inUse, type Person, type ProviderName } from './simulate-people.ts'
import type { Place } from './simulate-places.ts'

/** Where a sign-in comes from, and at which provider. */
export interface From {
  readonly stage: Stage
  readonly who: Person
  readonly provider: ProviderName
  readonly place: Place
  readonly client: Client
}

/** One sign-in of the attacker's that gets in by the password alone, unless `more` says otherwise. */
export function entry(from: From, time: number, app: AppName, name: string, more: Partial<SignIn> = {}): SignIn {
  const { stage, who, provider, place, client } = from
  return {
    kind: 'sign-in',
    provider,
    person: who,
    time: Math.round(time),
    place,
    client,
    app,
    password: 'right',
    interactive: true,
    prompts: [],
    success: true,
    ...(more.success === false || more.prompts !== undefined || (more.password ?? 'right') !== 'right' ? {} : { single: true as const }),
    cause: stage.scenario,
    chance: stage.chance.fork(name, who.index, Math.round(time)),
    ...more,
  }
}

/** What somebody inside does: apps opened in one session, minutes apart, half of them in the background. Our assumption: three to eight. */
export function inside(from: From, first: number, session: string, more: Partial<SignIn> = {}): SignIn[] {
  const chance = from.stage.chance.fork('inside', from.who.index)
  const apps: readonly [AppName, ...AppName[]] = from.provider === 'okta' ? ['crm', 'mail', 'payroll'] : ['mail', 'office', 'teams']
  let time = first
  return Array.from({ length: chance.whole(3, 8) }, (_, nth) => {
    time += nth === 0 ? 0 : chance.between(1, 25) * minuteMs
    const interactive = from.provider === 'okta' || chance.yes(0.5)
    return entry(from, time, chance.pick(apps), `inside${nth}`, { password: 'held', session, interactive, ...more })
  })
}

/** The victim at work at home, meanwhile: apps opened in the session that the browser holds. */
export function victimsOwn(stage: Stage, who: Person, provider: ProviderName, times: readonly number[], session: string): SignIn[] {
  return times.map((time, nth) => {
    const place = homeOn(who, stage.day)
    const client = inUse(who.laptops, time)
    const one = entry({ stage, who, provider, place, client }, time, appIn(provider), `own${nth}`, { password: 'held', session })
    return { ...one, cause: ordinary }
  })
}

/** The app that people open first. */
export const appIn = (provider: ProviderName): AppName => (provider === 'okta' ? 'okta-dashboard' : 'office')

/** Entra where the person has it, three times in four; else Okta. */
export function entraOrOkta(chance: Chance, who: Person): ProviderName {
  if (!has(who, 'okta')) return 'entra-id'
  return has(who, 'entra-id') && chance.yes(0.75) ? 'entra-id' : 'okta'
}

export const inEntraOrOkta = (who: Person): boolean => has(who, 'entra-id') || has(who, 'okta')

/** The label of what was done to one person. Throws a RangeError without hostile sign-ins: a log would show nothing. */
export function takeover(
  stage: Stage,
  who: Person,
  hostile: readonly SignIn[],
  told: { readonly inTime: number | undefined; readonly beside?: readonly SignIn[]; readonly kind?: AttackKind },
): Attack {
  const [first] = hostile
  if (first === undefined) throw new RangeError(`${stage.scenario}: a takeover without sign-ins`)
  const prompts = hostile.flatMap((one) => one.prompts).sort((one, other) => one.sent - other.sent)
  const label: Label = {
    scenario: stage.scenario,
    person: who.email,
    firstTime: Math.min(...hostile.map(({ time }) => time)),
    lastTime: Math.max(...hostile.map(({ time }) => time), ...prompts.map(({ ended }) => ended)),
    approvedTime: prompts.find(({ outcome }) => outcome === 'approved')?.ended,
    inTime: told.inTime,
    prompts: prompts.length,
    promptTimes: prompts.map(({ sent }) => sent),
    kind: told.kind ?? 'takeover',
    addresses: addressesOf(hostile),
  }
  return { labels: [label], happenings: [...hostile, ...(told.beside ?? [])] }
}
