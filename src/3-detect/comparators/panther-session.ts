/** Panther's rule for Okta: a session that goes on elsewhere in another browser. */
import type { AccountComparator } from '../comparator.ts'

/** Sessions of one account held; the one begun longest ago goes. */
const sessionsMax = 100

interface Seen {
  readonly ip: string
  readonly agent: string
}

export const pantherSession: AccountComparator = {
  name: 'panther-session',
  title: 'Panther: stolen session',
  condition: 'One session at another address than before, where the user agents are less than 0.95 alike.',
  published: 'panther-labs/panther-analysis@daa10c8 rules/okta_rules/okta_potentially_stolen_session',
  reads: ['okta'],
  against: ['takeover'],
  scope: 'account',
  fresh() {
    const sessions = new Map<string, Seen>()
    return ({ kind, session, src }) => {
      const ip = src?.ip
      const agent = src?.userAgent
      if (kind !== 'sign_in' || session === undefined || ip === undefined || agent === undefined) return false
      const before = sessions.get(session)
      sessions.set(session, { ip, agent })
      if (sessions.size > sessionsMax) for (const oldest of sessions.keys()) if (sessions.delete(oldest)) break
      return before !== undefined && before.ip !== ip && alike(before.agent, agent) < 0.95
    }
  },
}

/** From 0 to 1: twice what both have in common, over both lengths; the longest common part first, then what is left and right of it. */
const alike = (one: string, other: string): number =>
  one === other ? 1 : (2 * common(one.slice(0, lengthMax), other.slice(0, lengthMax))) / Math.min(2 * lengthMax, one.length + other.length)

/** Longer user agents are compared by their beginning. */
const lengthMax = 300

function common(one: string, other: string): number {
  if (one === '' || other === '') return 0
  let best = { length: 0, at: 0, from: 0 }
  let row: readonly number[] = []
  for (let at = 0; at < one.length; at++) {
    const above = row
    row = Array.from(other, (letter, from) => (letter === one[at] ? (above[from - 1] ?? 0) + 1 : 0))
    for (const [from, length] of row.entries()) if (length > best.length) best = { length, at: at - length + 1, from: from - length + 1 }
  }
  if (best.length === 0) return 0
  const left = common(one.slice(0, best.at), other.slice(0, best.from))
  return left + best.length + common(one.slice(best.at + best.length), other.slice(best.from + best.length))
}
