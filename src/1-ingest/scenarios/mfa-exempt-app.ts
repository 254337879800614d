/** One application after the other is tried with a stolen password, until one asks for nothing more. */
import { minuteMs, secondMs } from '../../0-event/time.ts'
import type { Scenario } from '../scenario.ts'
import { local } from '../simulate-attack.ts'
import { strangeClient } from '../simulate-clients.ts'
import type { AppName } from '../simulate-happening.ts'
import { has } from '../simulate-people.ts'
import { hostingPlace } from '../simulate-places.ts'
import { entry, inside, takeover } from '../simulate-takeover.ts'

const guarded: readonly AppName[] = ['office', 'azure-portal', 'office-app', 'powershell']

export const mfaExemptApp: Scenario = {
  name: 'mfa-exempt-app',
  title: 'An application that was exempted from MFA',
  story:
    'With a stolen password a tool goes through the applications and interfaces within two minutes. Most want a second factor; one was exempted years ago, and lets the attacker in with the password alone.',
  source:
    'Beau Bullock, MFASweep (dafthack/MFASweep), Black Hills Information Security, 2020: a tool that finds where a second factor is missing',
  attack(stage) {
    const { chance } = stage
    const who = stage.victim((person) => has(person, 'entra-id'))
    const start = local(stage, who, chance.between(0, 24))
    const from = { stage, who, provider: 'entra-id', place: hostingPlace(chance), client: strangeClient(chance, start) } as const
    const order = chance.shuffled(guarded)
    const stopped = order.map((app, nth) =>
      entry(from, start + nth * chance.between(5, 25) * secondMs, app, `stopped${nth}`, { success: false, stopped: 'factor' }),
    )
    const found = start + order.length * 25 * secondMs + chance.between(2, 20) * secondMs
    const session = chance.uuid()
    const way = entry(from, found, chance.yes(0.5) ? 'payroll' : 'azure-cli', 'found', { session })
    const later = inside(from, found + chance.between(1, 30) * minuteMs, session, { app: way.app })
    return takeover(stage, who, [...stopped, way, ...later], { inTime: way.time })
  },
}
