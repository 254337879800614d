/** Splunk's rule for Entra: more than nine denials in ten minutes. */
import { minuteMs } from '../../0-event/time.ts'
import { type Comparator, denied, slidingWindow } from '../comparator.ts'

export const splunkDenied: Comparator = {
  name: 'splunk-denied',
  title: 'Splunk: > 9 denials / 10 min',
  condition:
    'More than nine denied prompts of one account within ten minutes. (The published rule also splits by application and browser.)',
  published: 'splunk/security_content@b13b314 detections/cloud/azure_ad_multiple_denied_mfa_requests_for_user.yml',
  reads: ['entra-id'],
  against: ['bombing'],
  scope: 'account',
  fresh() {
    const denials = slidingWindow(10 * minuteMs, 10)
    return (event) => denied(event) && denials.add(event.time) > 9
  },
}
