/** Elastic's rule for Okta: five denials in a row within ten minutes. */
import { minuteMs } from '../../0-event/time.ts'
import { type Comparator, denied, slidingWindow, succeeded } from '../comparator.ts'

export const elasticBombing: Comparator = {
  name: 'elastic-bombing',
  title: 'Elastic: 5 denials / 10 min',
  condition: 'Five denied pushes of one account within ten minutes, with no success between them.',
  published: 'elastic/detection-rules@14cf530 rules/integrations/okta/credential_access_okta_mfa_bombing_via_push_notifications.toml',
  reads: ['okta'],
  against: ['bombing'],
  scope: 'account',
  fresh() {
    const denials = slidingWindow(10 * minuteMs, 5)
    return (event) => {
      if (denied(event)) return denials.add(event.time) >= 5
      if (succeeded(event)) denials.clear()
      return false
    }
  },
}
