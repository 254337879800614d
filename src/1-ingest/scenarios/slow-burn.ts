/** One prompt now and then, for days: too slow for any window of minutes. */
import { dayMs, hourMs, minuteMs } from '../../0-event/time.ts'
import type { Scenario } from '../scenario.ts'
import { against, appOf, type Blow, byNight, fromProxies, local, plainProvider, plainPush, reaction, tries } from '../simulate-attack.ts'
import type { Chance } from '../simulate-chance.ts'
import type { Person } from '../simulate-people.ts'

/** The report says one or two a day; the denser form, every 30 to 90 minutes while people are awake, is our assumption. */
const sparseShare = 0.3
const sparseDays = 6
const denseDaysMax = 3
/** Our assumption: the chance is better than for a burst; Mandiant calls it "still good". */
const givesInShare = 0.15

export const slowBurn: Scenario = {
  name: 'slow-burn',
  title: 'Slow burn: a prompt now and then, for days',
  story:
    'One prompt every 30 to 90 minutes while people are awake, for one to three days; or only one or two a day, for a week. It attracts less attention, and sooner or later somebody approves without thinking.',
  source:
    'Mandiant on Nobelium\'s prompts, as reported by Ars Technica and KnowBe4, 2022-03: "sending one or two prompts per day … often attracts less attention"',
  attack(stage) {
    const { chance } = stage
    const who = stage.victim(plainPush)
    const provider = plainProvider(who)
    const start = local(stage, who, chance.between(8, 12))
    const times = chance.yes(sparseShare) ? sparse(chance, start) : dense(chance, who, start)
    const all = times.map((at): Blow => ({ at, outcome: reaction(chance, who, at) }))
    const last = all.at(-1)
    const accepted = last !== undefined && chance.yes(givesInShare) ? [...all.slice(0, -1), { ...last, outcome: 'approved' as const }] : all
    const aim = { stage, who, provider, factor: 'push', source: fromProxies(chance, start), app: appOf(provider), perFlow: 1 } as const
    return against(stage, who, tries(aim, accepted))
  },
}

function dense(chance: Chance, who: Person, start: number): number[] {
  const until = start + chance.between(1, denseDaysMax) * dayMs
  const times: number[] = []
  for (let at = start; at < until; at += chance.between(30, 90) * minuteMs) if (!byNight(who, at)) times.push(Math.round(at))
  return times
}

const sparse = (chance: Chance, start: number): number[] =>
  Array.from({ length: sparseDays }, (_, day) => day).flatMap((day) =>
    Array.from({ length: chance.whole(1, 2) }, (_, nth) =>
      Math.round(start + day * dayMs + nth * 5 * hourMs + chance.between(0, 3) * hourMs),
    ),
  )
