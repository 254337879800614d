/** Splunk's other rule for Entra: more than ten second factors failed otherwise in ten minutes. */
import { minuteMs } from '../../0-event/time.ts'
import { type Comparator, failedOtherwise, slidingWindow } from '../comparator.ts'

export const splunkFailed: Comparator = {
  name: 'splunk-failed',
  title: 'Splunk: > 10 failures / 10 min',
  condition: 'More than ten prompts of one account that failed other than by a denial, within ten minutes.',
  published: 'splunk/security_content@b13b314 detections/cloud/azure_ad_multiple_failed_mfa_requests_for_user.yml',
  reads: ['entra-id'],
  against: ['bombing'],
  scope: 'account',
  fresh() {
    const failures = slidingWindow(10 * minuteMs, 11)
    return (event) => failedOtherwise(event) && failures.add(event.time) > 10
  },
}
