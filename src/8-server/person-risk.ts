/** How a person stands, as the console shows it: the level, the reasons, what was said, and how it went over the last weeks. */
import { dayMs } from '../0-event/time.ts'
import type { Records } from '../2-store/records.ts'
import { riskChanges } from '../2-store/records-risk.ts'
import type { Lane as LaneName } from '../2-store/records-states.ts'
import type { Person } from '../3-detect/finding.ts'
import type { Happening } from '../4-risk/happening.ts'
import { assessUser } from '../4-risk/user-risk.ts'
import type { Risk } from './risk.ts'
import type { PersonRisk } from './risk-wire.ts'

/** What is drawn: so long, at so many points and at every happening. */
const shownMs = 30 * dayMs
const pointsMax = 60

export interface PersonRiskParts {
  readonly records: Records
  readonly risk: Risk
}

export async function personRisk(
  { lane, person }: { lane: LaneName; person: Person },
  { records, risk }: PersonRiskParts,
): Promise<PersonRisk> {
  const now = risk.timeOf(lane)
  const { risk: stands, happenings } = await risk.userRisk(lane, person.id, now)
  const changes = await riskChanges(records, lane, person.id)
  return {
    person: { id: person.id, name: person.name, displayName: person.displayName },
    now,
    level: stands.level,
    state: stands.state,
    detail: stands.detail,
    score: stands.score,
    contributions: stands.contributions,
    ended: stands.ended.map(({ finding, because }) => ({ finding, because, title: titleOf(finding, happenings) })),
    said: happenings
      .filter((one) => one.kind === 'word' || (one.kind === 'proof' && one.what.startsWith('was_')))
      .map((one) => ({
        id: one.id,
        time: one.time,
        says: one.kind === 'word' ? one.says : one.kind === 'proof' ? one.what : '',
        by: one.kind === 'word' ? one.by : undefined,
        reason: one.kind === 'word' ? one.reason : '',
      })),
    changes: changes.map(({ id, time, level, state, by, because }) => ({
      id,
      time,
      level: level as PersonRisk['level'],
      state: state as PersonRisk['state'],
      by: by ?? undefined,
      because,
    })),
    curve: curveOf(happenings, now),
  }
}

const titleOf = (finding: string, happenings: readonly Happening[]): string => {
  const found = happenings.find(({ kind, id }) => kind === 'found' && id === finding)
  return found?.kind === 'found' ? found.title : 'A finding'
}

/** As it would have been told at each instant. */
function curveOf(happenings: readonly Happening[], now: number): PersonRisk['curve'] {
  const from = now - shownMs
  const grid = Array.from({ length: pointsMax + 1 }, (_, at) => from + (at * shownMs) / pointsMax)
  const own = happenings.flatMap(({ time }) => (time > from && time <= now ? [time - 1, time] : []))
  return [...new Set([...grid, ...own])]
    .sort((one, other) => one - other)
    .map((time) => {
      const { score, level } = assessUser(
        happenings.filter((one) => one.time <= time),
        time,
      )
      return { time, score: Math.round(score * 10_000) / 10_000, level }
    })
}
