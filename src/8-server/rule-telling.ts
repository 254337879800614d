/** Findings of rules on their way to incidents, records and pages: the same as those of the detections. */
import type { Records } from '../2-store/records.ts'
import { findings as keptFindings } from '../2-store/records-findings.ts'
import type { Finding } from '../3-detect/finding.ts'
import type { Detecting } from './detecting.ts'
import { toFinding } from './found.ts'
import type { Telling } from './telling.ts'

export interface RuleTellingParts {
  readonly records: Records
  readonly detecting: Detecting
  readonly telling: Telling
}

/** Settles when all is on disk and told. Answers those that were new or have changed: a run over the same rows says nothing anew. */
export async function tellFindings(findings: readonly Finding[], parts: RuleTellingParts): Promise<readonly Finding[]> {
  if (findings.length === 0) return []
  // While the detections are being replaced by ones that read everything anew, what is found would be lost with the old ones.
  return parts.detecting.held(async () => {
    await parts.telling.settled()
    const earlier = await earlierOf(findings, parts.records)
    const news = findings.map((finding) => since(finding, earlier.get(finding.id))).filter((finding) => finding !== undefined)
    const lanes = parts.detecting.lanes()
    for (const finding of news) {
      const lane = lanes[finding.simulated ? 'simulated' : 'real']
      const incidents = finding.rule?.makesIncident === false ? [] : lane.incidents.add(finding)
      parts.telling.add({ findings: [finding], incidents, generation: lane.generation }, undefined)
    }
    await parts.telling.settled()
    return news
  })
}

/** Ids asked for at once. */
const idsMax = 200

async function earlierOf(findings: readonly Finding[], records: Records): Promise<ReadonlyMap<string, Finding>> {
  const found = new Map<string, Finding>()
  for (let from = 0; from < findings.length; from += idsMax) {
    const ids = findings.slice(from, from + idsMax).map(({ id }) => id)
    for (const row of await keptFindings(records, ids)) found.set(row.id, toFinding(row))
  }
  return found
}

/** It keeps the time it was first made; undefined where it says what it said before. */
function since(finding: Finding, earlier: Finding | undefined): Finding | undefined {
  if (earlier === undefined) return finding
  return content(finding) === content(earlier) ? undefined : { ...finding, detectedTime: earlier.detectedTime }
}

/** The window moves on while what lies in it stays the same. */
const content = ({ detectedTime: _, updatedTime: __, rule, ...rest }: Finding): string =>
  JSON.stringify({ ...rest, rule: rule === undefined ? undefined : { ...rule, from: 0, to: 0 } })
