/** Microsoft Sentinel's rule for Entra: more than ten failures in five minutes from one address, and a success. */
import { hourMs, minuteMs } from '../../0-event/time.ts'
import { type Comparator, denied, silent, slidingWindow, succeeded } from '../comparator.ts'

/** Addresses remembered an account; more push the oldest out. */
const addressesMax = 20

export const sentinelSpamming: Comparator = {
  name: 'sentinel-spamming',
  title: 'Sentinel: > 10 / 5 min, then success',
  condition:
    'More than ten prompts of one account from one address declined or unanswered within five minutes, and a success from that address within the hour. (The published rule looks at the whole period of the query.)',
  published: 'Azure/Azure-Sentinel, "MFA Spamming followed by Successful login"',
  reads: ['entra-id'],
  against: ['bombing'],
  scope: 'account',
  fresh() {
    const windows = new Map<string, { readonly failures: ReturnType<typeof slidingWindow>; spammed: number }>()
    return (event) => {
      const ip = event.src?.ip ?? ''
      const known = windows.get(ip) ?? { failures: slidingWindow(5 * minuteMs, 11), spammed: Number.NEGATIVE_INFINITY }
      windows.delete(ip)
      windows.set(ip, known)
      const [oldest] = windows.keys()
      if (windows.size > addressesMax && oldest !== undefined) windows.delete(oldest)
      if ((denied(event) || silent(event)) && known.failures.add(event.time) > 10) known.spammed = event.time
      return succeeded(event) && event.time - known.spammed <= hourMs
    }
  },
}
