/** Splunk's rule for Entra: more than thirty people from one address in five minutes. */
import { minuteMs } from '../../0-event/time.ts'
import type { TenantComparator } from '../comparator.ts'
import { counting, distinct } from '../comparator-tries.ts'

export const splunkSpray: TenantComparator = {
  name: 'splunk-spray',
  title: 'Splunk: > 30 people / 5 min',
  condition: 'More than 30 people tried in vain from one address within 5 minutes.',
  published: 'splunk/security_content@b13b314 detections/cloud (Azure AD multiple users failing to authenticate from one address)',
  reads: ['entra-id'],
  against: ['spray'],
  scope: 'tenant',
  fresh: counting({
    lengthMs: 5 * minuteMs,
    keyOf: ({ ip }) => ip,
    triesMin: 31,
    fires: (tries) => distinct(tries, ({ name }) => name) > 30,
  }),
}
