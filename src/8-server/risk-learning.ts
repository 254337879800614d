/** What closing an incident says of its findings: the detections learn of it, and what was no attack no longer counts for its persons. */
import { dayMs } from '../0-event/time.ts'
import type { Finding } from '../3-detect/finding.ts'
import { foundOf } from '../4-risk/happening.ts'
import type { Classification, OnVerdict } from '../4-risk/incident.ts'
import type { Verdict } from '../4-risk/reliability.ts'
import { ownNames, sayOfFindings, type WordParts } from './risk-words.ts'

/** A true positive says that the detections were right, not that somebody got in: that is said of the person. */
export const learning =
  (parts: WordParts): OnVerdict =>
  async (findings, classification, by) => {
    const says = saysOf[classification]
    if (says === undefined) return
    const byPerson = Map.groupBy(findings, ({ person, simulated }) => `${simulated ? 'simulated' : 'real'} ${person.id}`)
    for (const own of byPerson.values()) {
      const [first] = own
      if (first === undefined) continue
      const known = { lane: first.simulated ? ('simulated' as const) : ('real' as const), person: first.person }
      const ids = own.map(({ id }) => id)
      if (says === 'right') await parts.product().risk.learn(known.lane, rightOf(own, by, parts.clock()), ownNames(known, parts))
      else await sayOfFindings(known, ids, { says, by, reason: 'their incident was closed' }, parts)
    }
  }

const saysOf: Readonly<Record<Classification, 'right' | 'safe' | 'dismissed' | undefined>> = {
  unknown: undefined,
  truePositive: 'right',
  falsePositive: 'safe',
  informationalExpectedActivity: 'dismissed',
}

const rightOf = (findings: readonly Finding[], by: string, time: number): readonly Verdict[] =>
  [...new Set(findings.flatMap((finding) => (foundOf(finding, finding.person.id) === undefined ? [] : [finding.detection])))].map(
    (detection) => ({
      detection,
      person: findings[0]?.person.id ?? '',
      day: Math.floor(time / dayMs),
      incident: '',
      by,
      right: 1 as const,
      weight: 1,
      time,
      word: `incident ${time}`,
    }),
  )
