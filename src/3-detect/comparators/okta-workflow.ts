/** Okta's own workflow template: five rejected pushes in an hour. */
import { hourMs } from '../../0-event/time.ts'
import { type Comparator, denied, slidingWindow } from '../comparator.ts'

export const oktaWorkflow: Comparator = {
  name: 'okta-workflow',
  title: 'Okta workflow: 5 rejections / h',
  condition: 'Five rejected pushes of one account within an hour.',
  published: 'okta/workflows-templates@b11231c workflows/detect_and_respond_to_mfa_fatigue_attacks',
  reads: ['okta'],
  against: ['bombing'],
  scope: 'account',
  fresh() {
    const rejections = slidingWindow(hourMs, 5)
    return (event) => denied(event) && event.factor === 'push' && rejections.add(event.time) >= 5
  },
}
