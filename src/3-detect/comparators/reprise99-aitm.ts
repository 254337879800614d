/** reprise99's query for phishing pages between person and provider. */
import type { AccountComparator } from '../comparator.ts'

const codes = ['0', '50140', '50074']
/** Sign-ins held; the oldest go. */
const heldMax = 50

export const reprise99Aitm: AccountComparator = {
  name: 'reprise99-aitm',
  title: 'reprise99: AiTM codes',
  condition:
    'In one sign-in at OfficeHome the results 50074, 50140 and 0. Its further condition, that Microsoft saw risk, is left out: without that licence it would never fire.',
  published: 'reprise99/Sentinel-Queries@96b1908 Identity-PotentialAiTM.kql',
  reads: ['entra-id'],
  against: ['takeover'],
  scope: 'account',
  fresh() {
    const flows = new Map<string, Set<string>>()
    return (event) => {
      const { flow } = event
      if (event.kind !== 'sign_in' || flow === undefined || event.code === undefined || event.app?.name !== 'OfficeHome') return false
      const seen = flows.get(flow) ?? new Set()
      flows.set(flow, seen.add(event.code))
      if (flows.size > heldMax) for (const oldest of flows.keys()) if (flows.delete(oldest)) break
      return codes.includes(event.code) && codes.every((code) => seen.has(code))
    }
  },
}
