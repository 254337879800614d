/** Okta's and Auth0's rules: one telephone with two people. */
import type { TenantComparator } from '../comparator.ts'
import { keyed } from '../comparator-tries.ts'

export const oktaSharedPhone: TenantComparator = {
  name: 'okta-shared-phone',
  title: 'Okta, Auth0: shared phone',
  condition: 'A telephone or device enrolled by a second person.',
  published: 'okta/customer-detections@38c58ea; auth0/auth0-customer-detections@15f263f',
  reads: ['okta'],
  against: ['foothold'],
  scope: 'tenant',
  fresh() {
    const owners = keyed<string[]>(() => [])
    return (event) => {
      const name = event.user.email ?? event.user.name ?? event.user.uid
      if (event.kind !== 'enrolment' || event.what !== 'added' || event.methodKey === undefined || name === undefined) return undefined
      const mine = owners.get(event.methodKey)
      if (mine.includes(name)) return undefined
      mine.push(name)
      return mine.length < 2 ? undefined : { persons: mine.slice(-ownersMax), addresses: [] }
    }
  },
}

/** Named of those who share one. */
const ownersMax = 100
