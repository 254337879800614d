/** A botnet's spray: every try from another address, all with the same program, in the background. */
import { minuteMs } from '../../0-event/time.ts'
import type { Scenario } from '../scenario.ts'
import { local } from '../simulate-attack.ts'
import { script } from '../simulate-clients.ts'
import { botnet, listed, lucky, missed, passwordAttack } from '../simulate-password.ts'
import * as rates from '../simulate-rates.ts'

/** Our assumptions; SecurityScorecard counted 130,000 devices in all, not how many met one organisation. */
const namesMin = 20
const namesMax = 120
const botsMin = 15
const botsMax = 400
const minutesMin = 10
const minutesMax = 90

export const sprayBotnet: Scenario = {
  name: 'spray-botnet',
  title: 'Distributed spray: a botnet with one program',
  story:
    'Routers and cameras all over the world each try a name or two. No address and no network repeats itself; what they have in common is the program that calls itself the same everywhere, and the hour.',
  source:
    'SpearTip, "fasthttp used in new bruteforce campaign", 2025-01-13; SecurityScorecard, "Massive botnet targets M365 with stealthy password spraying attacks", 2025-02-24',
  attack(stage) {
    const { chance } = stage
    const names = listed(stage, 'entra-id', chance.whole(namesMin, namesMax))
    const start = local(stage, names[0], chance.between(0, 24))
    const lengthMs = chance.between(minutesMin, minutesMax) * minuteMs
    const swarm = botnet(chance, script('fasthttp', chance, start), chance.whole(botsMin, botsMax))
    const guesses = names
      .map((who) => ({ who, at: start + chance.next() * lengthMs, password: missed(chance) }))
      .sort((one, other) => one.at - other.at)
    const how = { stage, provider: 'entra-id', swarm, app: 'powershell', protocol: 'ropc', interactive: chance.yes(0.5) } as const
    return passwordAttack(how, guesses, lucky(chance, names, rates.sprayHitShare))
  },
}
