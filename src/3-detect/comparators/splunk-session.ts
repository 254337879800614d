/** Splunk's rule for Microsoft 365: one session at more than one address. */
import type { AccountComparator } from '../comparator.ts'

/** Sessions of one account held; the one begun longest ago goes. */
const sessionsMax = 100

export const splunkSession: AccountComparator = {
  name: 'splunk-session',
  title: 'Splunk: session at 2 addresses',
  condition: 'One session at a second address.',
  published: 'splunk/security_content@b13b314 detections/cloud (O365 concurrent sessions from different addresses)',
  reads: ['microsoft-365', 'entra-id'],
  against: ['takeover'],
  scope: 'account',
  fresh() {
    const sessions = new Map<string, string>()
    return ({ kind, session, src }) => {
      const ip = src?.ip
      if (kind !== 'sign_in' || session === undefined || ip === undefined) return false
      const before = sessions.get(session)
      if (before === undefined) sessions.set(session, ip)
      if (sessions.size > sessionsMax) for (const oldest of sessions.keys()) if (sessions.delete(oldest)) break
      return before !== undefined && before !== ip
    }
  },
}
