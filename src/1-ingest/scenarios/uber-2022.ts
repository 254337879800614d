/** An hour of pushes to a contractor, then a message in the name of IT, then the approval. */
import { minuteMs, secondMs } from '../../0-event/time.ts'
import type { Scenario } from '../scenario.ts'
import { against, blows, enrols, fromServer, local, tries } from '../simulate-attack.ts'
import { has } from '../simulate-people.ts'

/** "Over an hour": the attacker's own words; how many prompts is not published, one every 60 to 120 seconds is our assumption. */
const floodMinutesMin = 60
const floodMinutesMax = 80
const gapMinS = 60
const gapMaxS = 120

export const uber2022: Scenario = {
  name: 'uber-2022',
  title: 'Uber 2022: pushed for an hour, then a message from "IT"',
  story:
    "A contractor's password was bought. For over an hour the attacker signs in again and again; the contractor refuses or ignores every push. Then comes a message in the name of IT: accept, and it stops. The next push is approved.",
  source: 'Uber, "Security update", 2022-09-19; Vice, "The Uber Hack Shows Push Notification 2FA Has a Downside", 2022-09-16',
  attack(stage) {
    const { chance } = stage
    const who = stage.victim((person) => has(person, 'duo') && person.factor === 'push')
    const start = local(stage, who, chance.between(18, 22))
    const until = start + chance.between(floodMinutesMin, floodMinutesMax) * minuteMs
    const flood = blows(chance, who, start, 100, () => chance.between(gapMinS, gapMaxS) * secondMs).filter(({ at }) => at < until)
    const quiet = flood.map((one) => (one.outcome === 'fraud' ? { ...one, outcome: 'denied' as const } : one))
    const accepted = { at: Math.round(until + chance.between(3, 8) * minuteMs), outcome: 'approved' as const }
    const aim = { stage, who, provider: 'duo', factor: 'push', source: fromServer(chance, start), app: 'vpn', perFlow: 1 } as const
    return enrols(aim, against(stage, who, tries(aim, [...quiet, accepted])))
  },
}
