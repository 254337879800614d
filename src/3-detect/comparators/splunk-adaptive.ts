/** Splunk's adaptive rule for Entra: an address tries more people than it ever did. */
import { minuteMs } from '../../0-event/time.ts'
import type { TenantComparator } from '../comparator.ts'
import { keyed } from '../comparator-tries.ts'

const slotMs = 5 * minuteMs
/** A day and a bit of slots for each address; the oldest goes. */
const slotsMax = 300

interface Slots {
  slot: number
  names: Set<string>
  said: Set<string>
  /** How many people were tried in each slot before. */
  earlier: number[]
}

export const splunkAdaptive: TenantComparator = {
  name: 'splunk-adaptive',
  title: 'Splunk: adaptive spray',
  condition:
    'More than 10 people tried in vain from one address within a slot of 5 minutes, and at least the mean of its slots plus three standard deviations.',
  published: 'splunk/security_content@b13b314 detections/cloud (Azure AD unusual number of failed authentications from one address)',
  reads: ['entra-id'],
  against: ['spray'],
  scope: 'tenant',
  fresh() {
    const addresses = keyed<Slots>(() => ({ slot: 0, names: new Set(), said: new Set(), earlier: [] }))
    return (event) => {
      const ip = event.src?.ip
      const name = event.user.email ?? event.user.name
      if (event.kind !== 'password' || event.outcome === 'right' || ip === undefined || name === undefined) return undefined
      const slots = addresses.get(ip)
      turn(slots, Math.floor(event.time / slotMs))
      slots.names.add(name)
      if (slots.names.size <= 10 || slots.names.size < unusual([...slots.earlier, slots.names.size])) return undefined
      const names = [...slots.names].filter((one) => !slots.said.has(one))
      for (const one of names) slots.said.add(one)
      return { persons: names, addresses: [ip] }
    }
  },
}

function turn(slots: Slots, slot: number): void {
  if (slots.slot === slot) return
  if (slots.names.size > 0) slots.earlier = [...slots.earlier, slots.names.size].slice(-slotsMax)
  slots.slot = slot
  slots.names = new Set()
  slots.said = new Set()
}

/** The mean and three standard deviations (of the sample, as Splunk has it; none for one slot). */
function unusual(counts: readonly number[]): number {
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length
  const squares = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0)
  return mean + 3 * Math.sqrt(counts.length < 2 ? 0 : squares / (counts.length - 1))
}
