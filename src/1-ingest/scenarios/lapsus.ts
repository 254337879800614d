/** Calls or pushes without pause in the middle of the night, until the sleeper accepts one. */
import { secondMs } from '../../0-event/time.ts'
import type { Scenario } from '../scenario.ts'
import { against, appOf, blows, enrols, fromServer, local, plainProvider, plainPush, tries } from '../simulate-attack.ts'
import { has, type Person } from '../simulate-people.ts'

/** "Call the employee 100 times at 1 am": the upper end; people give in or the attacker gives up before. Our assumption. */
const promptsMin = 8
const promptsMax = 100
/** Our assumption: the boast was that it works "more than likely". */
const givesInShare = 0.7
const gapMinS = 20
const gapMaxS = 75
/** Some use a tool: Duo lets about ten pushes a minute through (RiotGames/key-conjurer#84). The share is our assumption. */
const toolShare = 0.3
const toolGapMinS = 6
const toolGapMaxS = 15
/** Entra is not asked again before its call or notification has ended. */
const entraGapMinS = 62
const entraGapMaxS = 90

const called = (who: Person): boolean => who.factor === 'call'

export const lapsus: Scenario = {
  name: 'lapsus',
  title: 'LAPSUS$: a hundred calls at one in the morning',
  story:
    'With a stolen password the attacker has the victim called, or pushed, again and again between half past midnight and three, until a prompt is accepted. Then the attacker enrols a phone of their own.',
  source:
    'Microsoft, "DEV-0537 criminal actor targeting organizations for data exfiltration and destruction", 2022-03-22; the group\'s own message as quoted by Ars Technica, 2022-03',
  attack(stage) {
    const { chance } = stage
    const who = stage.victim((person) => called(person) || plainPush(person))
    const provider = !called(who) ? plainProvider(who) : has(who, 'entra-id') ? 'entra-id' : plainProvider(who)
    const start = local(stage, who, chance.between(24.5, 27))
    const count = Math.min(promptsMax, Math.round(promptsMin + chance.exponential(28)))
    const [low, high] =
      provider === 'entra-id' ? [entraGapMinS, entraGapMaxS] : chance.yes(toolShare) ? [toolGapMinS, toolGapMaxS] : [gapMinS, gapMaxS]
    const gap = (): number => chance.between(low, high) * secondMs
    const all = blows(chance, who, start, count, gap, chance.yes(givesInShare) ? 'approved' : undefined)
    const factor = called(who) ? 'call' : 'push'
    const aim = { stage, who, provider, factor, source: fromServer(chance, start), app: appOf(provider), perFlow: 1 } as const
    return enrols(aim, against(stage, who, tries(aim, all)))
  },
}
