/** An administrator's console, opened from a device nobody knows with a weak factor, and a role given away. */
import { minuteMs } from '../../0-event/time.ts'
import type { Scenario } from '../scenario.ts'
import { fromProxies, local } from '../simulate-attack.ts'
import { administrator, changes, factorEntry, foothold, from } from '../simulate-foothold.ts'
import { has } from '../simulate-people.ts'
import { appIn, entraOrOkta, inEntraOrOkta } from '../simulate-takeover.ts'

/** Our assumption: half go on to give somebody a role. */
const grantsShare = 0.5

export const consoleElsewhere: Scenario = {
  name: 'console-elsewhere',
  title: "The administrator's console from a new device",
  story:
    "An administrator's password and telephone number are in a stranger's hands. The console is opened from a new device through a private connection, proven by text message; half of the time an account that the stranger already has gets a role.",
  source:
    'Okta, customer-detections, "Request to Access Admin Console from New Device or IP" and "Admin Console Login with Weak MFA"; Okta, "Cross-Tenant Impersonation", 2023-08-31',
  attack(stage) {
    const { chance } = stage
    const who = administrator(stage, inEntraOrOkta)
    const provider = entraOrOkta(chance, who)
    const start = local(stage, who, chance.between(0, 24))
    const where = from(stage, who, provider, fromProxies(chance, start))
    const first = factorEntry(where, start, provider === 'entra-id' ? 'azure-portal' : appIn(provider), 'in', 'sms')
    const opened = provider === 'okta' ? [changes(where, start + minuteMs, { what: 'admin-console' })] : []
    const [friend] = stage.crowd(1, (person) => person !== who && has(person, provider))
    const role = provider === 'entra-id' ? 'Global Administrator' : 'Super administrator'
    const granted = chance.yes(grantsShare)
      ? [changes(where, start + chance.between(3, 20) * minuteMs, { what: 'role-granted', role }, friend)]
      : []
    return foothold(stage, who, [first, ...opened, ...granted])
  },
}
