/** Chronicle's rule for Okta: two denials in ten minutes, the lowest published threshold that counts at all. */
import { minuteMs } from '../../0-event/time.ts'
import { type Comparator, denied, slidingWindow } from '../comparator.ts'

export const chronicleRejected: Comparator = {
  name: 'chronicle-rejected',
  title: 'Chronicle: 2 denials / 10 min',
  condition: 'Two denied pushes of one account within ten minutes.',
  published: 'chronicle/detection-rules@19793eb rules/community/okta/okta_user_rejected_multiple_push_notifications.yaral',
  reads: ['okta'],
  against: ['bombing'],
  scope: 'account',
  fresh() {
    const denials = slidingWindow(10 * minuteMs, 2)
    return (event) => denied(event) && denials.add(event.time) >= 2
  },
}
