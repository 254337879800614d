/** Elastic's rule for Okta: a session's cookie played by a script. */
import { minuteMs } from '../../0-event/time.ts'
import type { AccountComparator } from '../comparator.ts'

const lengthMs = 30 * minuteMs
const script = /python-requests|curl|httpx|aiohttp|go-http|headless|java|okhttp/i
/** Uses of sessions held for one account; the oldest go. */
const usesMax = 200

export const elasticCookie: AccountComparator = {
  name: 'elastic-cookie',
  title: 'Elastic: cookie replay',
  condition: 'One session within 30 minutes at more than one address or in more than one program, and one of them a script.',
  published: 'elastic/detection-rules@14cf530 rules/integrations/okta (okta_aitm_session_cookie_replay)',
  reads: ['okta'],
  against: ['takeover'],
  scope: 'account',
  fresh() {
    let uses: readonly { readonly time: number; readonly session: string; readonly ip: string; readonly agent: string }[] = []
    return ({ kind, time, session, src }) => {
      if (kind !== 'sign_in' || session === undefined) return false
      const use = { time, session, ip: src?.ip ?? '', agent: src?.userAgent ?? '' }
      uses = [...uses.filter((one) => time - one.time <= lengthMs), use].slice(-usesMax)
      const mine = uses.filter((one) => one.session === session)
      const isElsewhere = mine.some(({ ip, agent }) => ip !== use.ip || agent !== use.agent)
      return isElsewhere && mine.some(({ agent }) => script.test(agent))
    }
  },
}
