/** Panther's rule for Auth0: five pushes sent in half an hour, whatever the answers. */
import { minuteMs } from '../../0-event/time.ts'
import { type Comparator, challenged, slidingWindow } from '../comparator.ts'

export const pantherSent: Comparator = {
  name: 'panther-sent',
  title: 'Panther (Auth0): 5 sent / 30 min',
  condition: 'Five pushes sent to one account within thirty minutes.',
  published: 'panther-labs/panther-analysis@daa10c8 rules/auth0_rules/auth0_push_notification_fatigue.yml',
  reads: ['auth0'],
  against: ['bombing'],
  scope: 'account',
  fresh() {
    const sent = slidingWindow(30 * minuteMs, 5)
    return (event) => challenged(event) && sent.add(event.time) >= 5
  },
}
