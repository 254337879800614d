/** A strong method is reset by another, and a weaker one takes its place. */
import { minuteMs } from '../../0-event/time.ts'
import type { Scenario } from '../scenario.ts'
import { fromProxies, local } from '../simulate-attack.ts'
import { strangeNumber } from '../simulate-change.ts'
import { changes, factorEntry, foothold, from, talkedInto } from '../simulate-foothold.ts'
import { appIn, entraOrOkta, inEntraOrOkta } from '../simulate-takeover.ts'
import { adminFor } from '../simulate-upkeep.ts'

/** Our assumption. */
const minutesMin = 5
const minutesMax = 180

export const downgrade: Scenario = {
  name: 'downgrade',
  title: 'From a strong method to a text message',
  story:
    'The help desk is talked into resetting the methods of somebody who uses an app or a passkey. The attacker, who has the password, adds a telephone number of their own: text messages are weaker, and theirs.',
  source:
    'Okta, "Cross-Tenant Impersonation: Prevention and Detection", 2023-08-31; okta/workflows-templates, "Track and alert on possible account takeover" (a factor of lower assurance after a reset by another)',
  attack(stage) {
    const { chance } = stage
    const who = stage.victim((person) => inEntraOrOkta(person) && (person.factor === 'push' || person.factor === 'passkey'))
    const provider = entraOrOkta(chance, who)
    const admin = adminFor(stage.organisation, provider, who) ?? who
    const call = local(stage, who, chance.between(8, 18))
    const reset = talkedInto(stage, admin, who, provider, call, { what: 'methods-reset-by-admin', factor: who.factor })
    const time = call + chance.between(minutesMin, minutesMax) * minuteMs
    const where = from(stage, who, provider, fromProxies(chance, call))
    const added = changes(where, time, { what: 'method-added', factor: 'sms', number: strangeNumber(chance) })
    const first = factorEntry(where, time + 2 * minuteMs, appIn(provider), 'in', 'sms')
    return foothold(stage, who, [added, first], { inTime: added.time, elsewhere: [reset] })
  },
}
