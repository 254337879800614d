/** reprise99's hunting query for Entra: two refused or unanswered prompts and a success in ten minutes. */
import { minuteMs } from '../../0-event/time.ts'
import { type Comparator, denied, silent, slidingWindow, succeeded } from '../comparator.ts'

export const reprise99Spam: Comparator = {
  name: 'reprise99-spam',
  title: 'reprise99: ≥ 2 and a success / 10 min',
  condition: 'Two prompts of one account denied or unanswered, and a success, all within ten minutes, in whatever order.',
  published: 'reprise99/Sentinel-Queries@96b1908 Identity-PotentialMFASpam.kql',
  reads: ['entra-id'],
  against: ['bombing'],
  scope: 'account',
  fresh() {
    const failures = slidingWindow(10 * minuteMs, 2)
    const successes = slidingWindow(10 * minuteMs, 1)
    return (event) => {
      if (denied(event) || silent(event)) return failures.add(event.time) >= 2 && successes.count(event.time) >= 1
      return succeeded(event) && successes.add(event.time) >= 1 && failures.count(event.time) >= 2
    }
  },
}
