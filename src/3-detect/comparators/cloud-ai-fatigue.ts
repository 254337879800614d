/** The detector of cloud-ai-security-skills for Okta: at least three events, two challenges and one denial in ten minutes. */
import { minuteMs } from '../../0-event/time.ts'
import { type Comparator, challenged, denied, slidingWindow } from '../comparator.ts'

export const cloudAiFatigue: Comparator = {
  name: 'cloud-ai-fatigue',
  title: 'cloud-ai-security-skills: 3 / 2 / 1',
  condition: 'Within ten minutes at least two pushes sent to one account and at least one denied, three such events in all.',
  published: 'msaad00/cloud-ai-security-skills@85da12e, detect-okta-mfa-fatigue',
  reads: ['okta'],
  against: ['bombing'],
  scope: 'account',
  fresh() {
    const challenges = slidingWindow(10 * minuteMs, 3)
    const denials = slidingWindow(10 * minuteMs, 3)
    return (event) => {
      const sent = challenged(event)
      const refused = denied(event)
      if (sent) challenges.add(event.time)
      if (refused) denials.add(event.time)
      const [asked, no] = [challenges.count(event.time), denials.count(event.time)]
      return (sent || refused) && asked >= 2 && no >= 1 && asked + no >= 3
    }
  },
}
