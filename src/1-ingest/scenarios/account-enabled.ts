/** An account that was switched off is switched on again, by somebody who may and should not. */
import { minuteMs } from '../../0-event/time.ts'
import type { Scenario } from '../scenario.ts'
import { fromServer, local } from '../simulate-attack.ts'
import { administrator, changes, foothold, from, inEntra } from '../simulate-foothold.ts'
import { entry, inside } from '../simulate-takeover.ts'

export const accountEnabled: Scenario = {
  name: 'account-enabled',
  title: 'A former colleague comes back, switched on by an intruder',
  story:
    "With an administrator's session the attacker switches on the account of somebody who left, resets its password, and works from there: nobody looks at it, and nobody is asked.",
  source:
    'NCSC, CISA and others, "SVR Cyber Actors Adapt Tactics for Initial Cloud Access", AA24-057A, 2024-02-26: dormant accounts, also revived by password resets',
  attack(stage) {
    const { chance } = stage
    const admin = administrator(stage, inEntra)
    const leaver = stage.leaver(inEntra)
    const start = local(stage, admin, chance.between(0, 24))
    const where = from(stage, admin, 'entra-id', fromServer(chance, start))
    const first = entry(where, start, 'azure-portal', 'in', { password: 'held', session: chance.uuid() })
    const on = changes(where, start + chance.between(3, 15) * minuteMs, { what: 'enabled' }, leaver)
    const reset = changes(where, on.time + chance.between(1, 4) * minuteMs, { what: 'password-reset-by-admin' }, leaver)
    const session = chance.fork('leaver').uuid()
    const used = entry({ ...where, who: leaver }, reset.time + chance.between(2, 20) * minuteMs, 'office', 'used', { session })
    const then = inside({ ...where, who: leaver }, used.time + minuteMs, session)
    return foothold(stage, admin, [first, on, reset, used, ...then], { victims: [admin, leaver] })
  },
}
