/** One telephone number, added to one account after another. */
import { hourMs, minuteMs } from '../../0-event/time.ts'
import type { Scenario } from '../scenario.ts'
import { fromProxies, local } from '../simulate-attack.ts'
import { strangeNumber } from '../simulate-change.ts'
import { changes, foothold, from, inEntra } from '../simulate-foothold.ts'
import { entry } from '../simulate-takeover.ts'

/** Our assumption: five accounts within two days. */
const accounts = 5
const hoursMax = 40

export const sharedNumber: Scenario = {
  name: 'shared-number',
  title: 'One telephone number for five accounts',
  story:
    'With five stolen passwords and a gap in the policies the attacker signs in to each account, from another private connection each time, and adds the same telephone number to all of them. Each account for itself looks like somebody with a new number.',
  source:
    'Okta, customer-detections, "Phone Number Registered to Multiple Users", 2025-01-15; reprise99/Sentinel-Queries, "MultipleUsersSameMFANumber": the pattern, without figures',
  attack(stage) {
    const { chance } = stage
    const victims = stage.victims(accounts, inEntra)
    const start = local(stage, victims[0], chance.between(6, 12))
    const number = strangeNumber(chance)
    const hostile = victims.flatMap((who, nth) => {
      const time = Math.round(start + (nth === 0 ? 0 : chance.between(0.5, hoursMax) * hourMs))
      const luck = chance.fork('account', nth)
      const where = from(stage, who, 'entra-id', fromProxies(luck, time))
      const first = entry(where, time, 'office', 'in', { session: luck.uuid() })
      return [first, changes(where, time + luck.between(2, 15) * minuteMs, { what: 'method-added', factor: 'sms', number })]
    })
    return foothold(stage, victims[0], hostile, { victims })
  },
}
