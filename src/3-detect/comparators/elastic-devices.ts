/** Elastic's rule for Entra: several devices registered at once. */
import { minuteMs } from '../../0-event/time.ts'
import type { AccountComparator } from '../comparator.ts'

/** Registrations held; the oldest go. */
const heldMax = 50

export const elasticDevices: AccountComparator = {
  name: 'elastic-devices',
  title: 'Elastic: 3 devices / 15 min',
  condition: 'Three devices registered by one person within 15 minutes.',
  published: 'elastic/detection-rules@14cf530 rules/integrations/azure (Entra ID device registration burst)',
  reads: ['entra-id'],
  against: ['foothold'],
  scope: 'account',
  fresh() {
    let held: readonly { readonly time: number; readonly device: string }[] = []
    return (event) => {
      if (event.kind !== 'change' || event.what !== 'device_registered' || event.outcome !== 'success') return false
      const device = event.detail?.deviceId ?? event.id
      held = [...held.filter(({ time }) => event.time - time <= 15 * minuteMs), { time: event.time, device }].slice(-heldMax)
      return new Set(held.map((one) => one.device)).size >= 3
    }
  },
}
