/** What most push attacks look like: one to five prompts in the morning, then on to the next person. */
import { secondMs } from '../../0-event/time.ts'
import type { Scenario } from '../scenario.ts'
import { against, appOf, type Blow, blows, fromSomewhere, local, plainProvider, plainPush, tries } from '../simulate-attack.ts'
import type { Chance } from '../simulate-chance.ts'
import { talosAccepted, talosMorningShare, talosPrompts } from '../simulate-rates.ts'

/** Seconds from prompt to prompt: the median and spread are our assumption; Talos shows the times only as a picture. */
const gapMedianS = 45
const gapSpread = 0.8

export const shortBurst: Scenario = {
  name: 'short-burst',
  title: 'The usual short burst',
  story:
    'One to five pushes, mostly at the start of the working day; if nobody accepts, the attacker moves on. A few send twenty to fifty. One attack in twenty is accepted.',
  source: 'Cisco Talos, "How are attackers trying to bypass MFA?", 2024-06-18: 15,000 push attacks seen by Duo from June 2023 to May 2024',
  attack(stage) {
    const { chance } = stage
    const who = stage.victim(plainPush)
    const provider = plainProvider(who)
    const hour = chance.yes(talosMorningShare) ? chance.between(8, 10) : chance.between(0, 24)
    const start = local(stage, who, hour)
    const all = blows(chance, who, start, promptCount(chance), () => Math.max(8, chance.logNormal(gapMedianS, gapSpread)) * secondMs)
    const aim = { stage, who, provider, factor: 'push', source: fromSomewhere(chance, start), app: appOf(provider), perFlow: 1 } as const
    return against(stage, who, tries(aim, chance.yes(talosAccepted) ? acceptedSomewhere(chance, all) : all))
  },
}

function promptCount(chance: Chance): number {
  const count = chance.weighted(talosPrompts)
  return count === 'few' ? chance.whole(6, 19) : count === 'many' ? chance.whole(20, 50) : Number(count)
}

/** One of the prompts is approved, and the attacker stops there. */
function acceptedSomewhere(chance: Chance, all: readonly Blow[]): readonly Blow[] {
  const nth = chance.whole(0, all.length - 1)
  return all.slice(0, nth + 1).map((one, index) => (index === nth ? { ...one, outcome: 'approved' } : one))
}
