/** reprise99's query for device codes that somebody else asked for. */
import type { AccountComparator } from '../comparator.ts'

/** Sign-ins held; the oldest go. */
const heldMax = 50

export const reprise99DeviceCode: AccountComparator = {
  name: 'reprise99-device-code',
  title: 'reprise99: device code',
  condition: 'In one sign-in the results 50199 and 0.',
  published: 'reprise99/Sentinel-Queries@96b1908 Identity-DeviceCodePhishing.kql',
  reads: ['entra-id'],
  against: ['takeover'],
  scope: 'account',
  fresh() {
    const asked = new Set<string>()
    return (event) => {
      if (event.kind !== 'sign_in' || event.flow === undefined) return false
      if (event.code === '50199') asked.add(event.flow)
      if (asked.size > heldMax) for (const oldest of asked) if (asked.delete(oldest)) break
      return event.outcome === 'success' && asked.has(event.flow)
    }
  },
}
