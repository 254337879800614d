/** A support session in Okta: one person's administrator acts as another. */
import { minuteMs } from '../../0-event/time.ts'
import type { Scenario } from '../scenario.ts'
import { fromServer, local } from '../simulate-attack.ts'
import { administrator, afterwards, changes, foothold, from } from '../simulate-foothold.ts'
import { has } from '../simulate-people.ts'
import { entry } from '../simulate-takeover.ts'

/** Okta tells of a support engineer's session that reset passwords and methods of users; how many is our assumption. */
const resetsMin = 1
const resetsMax = 3

export const impersonation: Scenario = {
  name: 'impersonation',
  title: 'Impersonation in Okta, and methods reset in its course',
  story:
    "The session of somebody who may act for others is taken over. In an impersonation session the intruder resets the methods of a few people. Nothing of it comes from those people's devices.",
  source:
    'Okta, "Okta Concludes its Investigation Into the January 2022 Compromise", 2022-04-19; elastic/detection-rules ("Okta User Session Impersonation")',
  attack(stage) {
    const { chance } = stage
    const admin = administrator(stage, (person) => has(person, 'okta'))
    const others = stage.crowd(chance.whole(resetsMin, resetsMax), (who) => who !== admin && has(who, 'okta'))
    const start = local(stage, admin, chance.between(0, 24))
    const where = from(stage, admin, 'okta', fromServer(chance, start))
    const first = entry(where, start, 'okta-dashboard', 'in', { password: 'held', session: chance.uuid() })
    const acted = changes(where, start + 2 * minuteMs, { what: 'impersonation' }, others[0])
    const times = afterwards(chance, acted.time, others.length, 1, 6)
    const reset = others.map((who, nth) => changes(where, times[nth] ?? start, { what: 'methods-reset-by-admin', factor: 'push' }, who))
    return foothold(stage, admin, [first, acted, ...reset], { victims: [admin, ...others] })
  },
}
