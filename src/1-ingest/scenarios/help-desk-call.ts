/** A call to the help desk: new password, no methods, and somebody else signs in. */
import { minuteMs } from '../../0-event/time.ts'
import type { Scenario } from '../scenario.ts'
import { fromProxies, local } from '../simulate-attack.ts'
import { changes, factorEntry, foothold, from, strangePhone, talkedInto } from '../simulate-foothold.ts'
import { appIn, entraOrOkta, inEntraOrOkta, inside } from '../simulate-takeover.ts'
import { adminFor } from '../simulate-upkeep.ts'

/** Our assumptions: both resets within ten minutes, the sign-in within half an hour. */
const resetMinutesMax = 10
const signInMinutesMin = 2
const signInMinutesMax = 30

export const helpDeskCall: Scenario = {
  name: 'help-desk-call',
  title: 'A call to the help desk: everything reset for a stranger',
  story:
    'Somebody rings the help desk as an employee with a lost phone. An honest administrator resets the password and the methods; minutes later the caller enrols a phone of their own and signs in through a private connection in the right country.',
  source: 'CISA and FBI, "Scattered Spider", AA23-320A, 2023-11-16; Microsoft on Octo Tempest, 2023-10-25',
  attack(stage) {
    const { chance } = stage
    const who = stage.victim(inEntraOrOkta)
    const provider = entraOrOkta(chance, who)
    const admin = adminFor(stage.organisation, provider, who) ?? who
    const call = local(stage, who, chance.between(8, 18))
    const where = from(stage, who, provider, fromProxies(chance, call))
    const password = talkedInto(stage, admin, who, provider, call, { what: 'password-reset-by-admin' })
    const second = call + chance.between(1, resetMinutesMax) * minuteMs
    const methods = talkedInto(stage, admin, who, provider, second, { what: 'methods-reset-by-admin', factor: 'push' })
    const enrolled = second + chance.between(signInMinutesMin, signInMinutesMax) * minuteMs
    const own = changes(where, enrolled, { what: 'method-added', factor: 'push', phone: strangePhone(chance, call) })
    const first = factorEntry(where, enrolled + 70_000, appIn(provider), 'in', 'push')
    const then = inside(where, first.time + 2 * minuteMs, first.session ?? chance.uuid())
    return foothold(stage, who, [own, first, ...then], { inTime: own.time, elsewhere: [password, methods] })
  },
}
