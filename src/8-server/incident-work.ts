/** People working an incident: taking it, saying what it was, commenting, splitting; kept with its history, told to open pages. */
import { createHash } from 'node:crypto'
import type { Logger } from 'pino'
import type { Records } from '../2-store/records.ts'
import * as kept from '../2-store/records-findings.ts'
import * as work from '../2-store/records-work.ts'
import type { OnVerdict } from '../4-risk/incident.ts'
import { changed, changesOf, isVerdict, type WorkWish } from '../4-risk/work.ts'
import type { Detecting } from './detecting.ts'
import type { Feed } from './feed.ts'
import { toFinding, toIncident, toIncidentView, toWork, toWorkColumns } from './found.ts'
import { laneNames } from './lane.ts'
import { problem } from './problem.ts'
import type { Telling } from './telling.ts'
import type { IncidentComment, IncidentView } from './wire.ts'

export interface IncidentWorkParts {
  readonly records: Records
  readonly feed: Feed
  readonly detecting: Detecting
  readonly telling: Telling
  readonly laneParts: { readonly apart: Map<string, string> }
  readonly log: Logger
  /** Milliseconds since 1970. */
  readonly clock: () => number
}

export interface IncidentWork {
  /** Called with what people said of findings. A listener that fails is logged; what was said stays said. */
  readonly verdicts: OnVerdict[]
  /** Throws 404 where there is no such incident, 409 where there is no more room for comments. */
  change(id: string, wish: WorkWish & { readonly comment?: string | undefined }, by: string): Promise<IncidentView>
  comment(id: string, text: string, by: string): Promise<IncidentComment>
  /** Puts findings into an incident of their own. Throws 400 where they are not in it, or all of it. */
  split(id: string, findings: readonly string[], by: string): Promise<IncidentView>
}

export function createIncidentWork(parts: IncidentWorkParts): IncidentWork {
  const verdicts: OnVerdict[] = []
  return {
    verdicts,
    change: (id, wish, by) => change(id, wish, by, verdicts, parts),
    comment: (id, text, by) => comment(id, text, by, parts),
    split: (id, findings, by) => split(id, findings, by, parts),
  }
}

const noIncident = () => problem(404, 'not_found', 'There is no such incident; it may be older than what is kept.')
const tooMany = () =>
  problem(409, 'conflict', `An incident takes ${work.commentsMax} comments at most; write on elsewhere, and leave a link here.`)

async function change(
  id: string,
  { comment: text, ...wish }: WorkWish & { readonly comment?: string | undefined },
  by: string,
  verdicts: readonly OnVerdict[],
  parts: IncidentWorkParts,
): Promise<IncidentView> {
  const time = parts.clock()
  const { row, before, after } = await parts.records.transaction().execute(async (records) => {
    const read = await kept.standingIncident(records, id)
    if (read === undefined) throw noIncident()
    if (text !== undefined && !(await work.addComment(records, { incident: read.id, by, time, text }))) throw tooMany()
    const before = toWork(read)
    const after = changed(before, wish, text !== undefined)
    const changes = changesOf(before, after).map((one) => ({ ...one, incident: read.id, by, time }))
    await work.addChanges(records, changes)
    if (changes.length > 0) {
      const closedBy = before.status === 'closed' ? (read.closed_by ?? by) : by
      await work.keepWork(records, read.id, toWorkColumns(after, closedBy), time)
    }
    return { row: (await kept.incident(records, read.id)) ?? read, before, after }
  })
  const view = toIncidentView(row)
  parts.feed.publish({ type: 'incident', incident: view })
  if (isVerdict(before, after)) await tellVerdict(row.id, view, by, verdicts, parts)
  return view
}

async function tellVerdict(
  id: string,
  { findings, classification }: IncidentView,
  by: string,
  verdicts: readonly OnVerdict[],
  { records, log }: IncidentWorkParts,
): Promise<void> {
  const found = (await kept.findings(records, findings)).map(toFinding)
  for (const listener of verdicts) {
    await listener(found, classification, by).catch((error: unknown) =>
      log.error({ err: error, incident: id }, 'what was said of an incident could not be learnt from'),
    )
  }
}

async function comment(id: string, text: string, by: string, parts: IncidentWorkParts): Promise<IncidentComment> {
  const view = await change(id, { comment: text }, by, [], parts)
  const last = (await work.comments(parts.records, [view.id])).at(-1)
  if (last === undefined) throw new Error('A comment that was kept is not there.')
  return { id: last.id, by: last.by, time: last.time, text: last.text }
}

/** While the grouping is held: what it says of the split and what it hears meanwhile must not cross. */
async function split(id: string, findings: readonly string[], by: string, parts: IncidentWorkParts): Promise<IncidentView> {
  const { records, detecting, telling, laneParts } = parts
  const row = await kept.standingIncident(records, id)
  if (row === undefined) throw noIncident()
  const incident = toIncident(row)
  if (findings.some((one) => !incident.findings.includes(one)))
    throw problem(400, 'bad_request', 'One of these findings is not in the incident; it may have moved on. Load the page again.')
  if (incident.findings.every((one) => findings.includes(one)))
    throw problem(400, 'bad_request', 'These are all of its findings: leave at least one behind.')
  const time = parts.clock()
  const label = createHash('sha256')
    .update(`${row.id} ${[...findings].sort().join(' ')} ${time}`)
    .digest('hex')
    .slice(0, 32)
  await detecting.held(async () => {
    await telling.settled()
    await work.keepApart(
      records,
      findings.map((finding) => ({ finding, label, by, time })),
    )
    for (const finding of findings) laneParts.apart.set(finding, label)
    for (const name of laneNames) {
      const lane = detecting.lanes()[name]
      const incidents = lane.incidents.split(findings, label)
      if (incidents.length > 0) telling.add({ findings: [], incidents, generation: lane.generation }, undefined)
    }
    await telling.settled()
  })
  const apart = await holding(findings[0] ?? '', parts)
  if (apart === undefined) throw problem(409, 'conflict', 'This incident is too old to be split.')
  await work.addChanges(
    records,
    [row.id, apart.id].map((incident) => ({ incident, by, time, what: 'split', before: row.id, after: apart.id })),
  )
  return apart
}

/** The incident that a finding stands in now. */
async function holding(finding: string, { records }: IncidentWorkParts): Promise<IncidentView | undefined> {
  const row = await kept.incidentOf(records, finding)
  return row === undefined ? undefined : toIncidentView(row)
}
