/** Six-digit codes guessed by the hundred, in many sessions at once; the owner's phone stays silent. */
import { secondMs } from '../../0-event/time.ts'
import type { Scenario } from '../scenario.ts'
import { against, fromSomewhere, local, tries } from '../simulate-attack.ts'
import { has } from '../simulate-people.ts'

/** AuthQuake: ten tries a session, sessions without limit. The real attack sent far more; a few hundred keep the logs small. */
const triesPerSession = 10
const sessionsMin = 6
const sessionsMax = 30

export const otpGuessing: Scenario = {
  name: 'otp-guessing',
  title: 'AuthQuake: codes guessed by the hundred',
  story:
    "The attacker opens session after session with the right password and tries ten codes in each. The victim's phone shows nothing at all. Nobody is worn down: it is not bombing, but a detector of prompts should see it.",
  source: 'Oasis Security, "Oasis Security Research Team Discovers Microsoft Azure MFA Bypass" (AuthQuake), 2024-12-11',
  attack(stage) {
    const { chance } = stage
    const who = stage.victim((person) => has(person, 'entra-id'))
    const start = local(stage, who, chance.between(0, 24))
    const sessions = chance.whole(sessionsMin, sessionsMax)
    const aim = {
      stage,
      who,
      provider: 'entra-id',
      factor: 'otp',
      source: fromSomewhere(chance, start),
      app: 'office',
      perFlow: triesPerSession,
    } as const
    const flows = Array.from({ length: sessions }, (_, nth) => {
      const opened = start + nth * chance.between(6, 20) * secondMs
      const codes = Array.from({ length: triesPerSession }, (_, code) => ({
        at: Math.round(opened + code * chance.between(1.2, 2.5) * secondMs),
        outcome: 'wrong_code' as const,
      }))
      return tries(aim, codes, `session${nth}`)
    })
    return against(stage, who, flows.flat(), [], 'other')
  },
}
