/** Elastic's second rule for Okta: five denials, then somebody gets in. */
import { minuteMs } from '../../0-event/time.ts'
import { type Comparator, denied, slidingWindow, succeeded } from '../comparator.ts'

export const elasticSuccess: Comparator = {
  name: 'elastic-success',
  title: 'Elastic: 5 denials, then success',
  condition: 'Five denied pushes of one account within ten minutes, and a success within the same ten minutes.',
  published:
    'elastic/detection-rules@14cf530 rules/integrations/okta/credential_access_okta_potentially_successful_okta_bombing_via_push_notifications.toml',
  reads: ['okta'],
  against: ['bombing'],
  scope: 'account',
  fresh() {
    const denials = slidingWindow(10 * minuteMs, 5)
    return (event) => {
      if (denied(event)) denials.add(event.time)
      if (!succeeded(event)) return false
      const enough = denials.count(event.time) >= 5
      denials.clear()
      return enough
    }
  },
}
