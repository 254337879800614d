/** An administrator's account is used to switch the protection off. */
import { minuteMs } from '../../0-event/time.ts'
import type { Scenario } from '../scenario.ts'
import { fromSomewhere, local } from '../simulate-attack.ts'
import type { What } from '../simulate-change.ts'
import { administrator, afterwards, changes, foothold, from, inEntra } from '../simulate-foothold.ts'
import { entry } from '../simulate-takeover.ts'

/** Our assumption: one or two changes, all kinds alike. */
const kinds: readonly What[] = [
  { what: 'policy', policy: 'off', name: 'Ask everybody for a second factor' },
  { what: 'policy', policy: 'excludes', name: 'Ask everybody for a second factor' },
  { what: 'policy', policy: 'methods', name: 'number matching' },
  { what: 'policy', policy: 'methods', name: 'Sms' },
  { what: 'policy', policy: 'place', name: 'Branch' },
]

export const policyWeakened: Scenario = {
  name: 'policy-weakened',
  title: 'A taken-over administrator weakens the policies',
  story:
    "From a browser that no administrator has used, an administrator's account opens the portal and switches a conditional access policy off, excludes an account from it, allows weaker methods, or makes its own address a trusted network.",
  source:
    'Microsoft, "Octo Tempest crosses boundaries", 2023-10-25; panther-labs/panther-analysis and SigmaHQ/sigma (conditional access changed, MFA disabled), Splunk ("O365 Bypass MFA via Trusted IP")',
  attack(stage) {
    const { chance } = stage
    const who = administrator(stage, inEntra)
    const start = local(stage, who, chance.between(0, 24))
    const where = from(stage, who, 'entra-id', fromSomewhere(chance, start))
    const first = entry(where, start, 'azure-portal', 'in', { password: 'held', session: chance.uuid() })
    const chosen = chance.shuffled(kinds).slice(0, chance.whole(1, 2))
    const times = afterwards(chance, start + minuteMs, chosen.length, 2, 15)
    return foothold(stage, who, [first, ...chosen.map((what, nth) => changes(where, times[nth] ?? start, what))])
  },
}
