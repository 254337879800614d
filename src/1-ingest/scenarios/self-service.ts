/** A password reset by whoever holds the victim's telephone number. */
import { minuteMs } from '../../0-event/time.ts'
import type { Scenario } from '../scenario.ts'
import { fromSomewhere, local } from '../simulate-attack.ts'
import { changes, factorEntry, foothold, from, inEntra } from '../simulate-foothold.ts'
import { inside } from '../simulate-takeover.ts'

export const selfService: Scenario = {
  name: 'self-service',
  title: 'Self-service reset from an unknown address',
  story:
    "The victim's telephone number was moved to another card. The attacker opens the self-service page, proves themselves by text message, chooses a new password and signs in with it, again by text message. Nobody was asked who is not the attacker.",
  source:
    'Microsoft, "Octo Tempest crosses boundaries", 2023-10-25 (SIM swap, then self-service password reset); reprise99, "DetectSSPRFromUnknownIP"',
  attack(stage) {
    const { chance } = stage
    const who = stage.victim((person) => inEntra(person) && !person.passwordless)
    const start = local(stage, who, chance.between(0, 24))
    const where = from(stage, who, 'entra-id', fromSomewhere(chance, start))
    const reset = changes(where, start, { what: 'password-reset-by-self' })
    const first = factorEntry(where, start + chance.between(1, 12) * minuteMs, 'office', 'in', 'sms')
    return foothold(stage, who, [reset, first, ...inside(where, first.time + minuteMs, first.session ?? chance.uuid())])
  },
}
