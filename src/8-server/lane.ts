/** A lane: detections with a state and incidents of their own. The simulated organisation has one apart, so that it can be removed whole. */
import type { Event } from '../0-event/event.ts'
import type { Locate } from '../1-ingest/locate.ts'
import type { Leaked, Networks } from '../1-ingest/networks.ts'
import { simulatedNetworks } from '../1-ingest/simulate-lists.ts'
import type { Records, StateAccess } from '../2-store/records.ts'
import { keepSetting, setting } from '../2-store/records-access.ts'
import { recentIncidents } from '../2-store/records-findings.ts'
import { keepStates, type Lane as LaneName, type StateChange } from '../2-store/records-states.ts'
import { createEngine } from '../3-detect/engine.ts'
import { type Finding, simulatedTenant } from '../3-detect/finding.ts'
import type { Engine } from '../3-detect/stream.ts'
import type { Incidents } from '../4-risk/incident.ts'
import { createIncidents } from '../4-risk/incidents.ts'
import { mayProve, proofOf } from '../4-risk/proofs.ts'
import type { ServerConfig } from './config.ts'
import { toIncident } from './found.ts'
import type { Counts } from './risk.ts'
import type { Found } from './telling.ts'

export interface Lane {
  readonly name: LaneName
  /** Which reading of the logs from the start its state is of. */
  readonly generation: number
  readonly engine: Engine
  readonly incidents: Incidents
  /** Milliseconds since 1970: the newest event taken; 0 where there was none. */
  newest: number
  /** Changes that are not known to be on disk; the detections may ask for one of them meanwhile. */
  readonly unsaved: Map<string, string | undefined>
}

export type Lanes = Readonly<Record<LaneName, Lane>>
export const laneNames: readonly LaneName[] = ['real', 'simulated']

export interface LaneParts {
  readonly config: Pick<ServerConfig, 'detections' | 'homeDomains'>
  readonly corrections: ReadonlyMap<string, string>
  /** Lower case. */
  readonly privileged: Readonly<Record<LaneName, ReadonlySet<string>>>
  readonly locate: Locate
  readonly networks?: Networks | undefined
  readonly leaked?: Leaked | undefined
  readonly states: StateAccess
  /** What administrators put into incidents of their own: finding id → label. */
  readonly apart: ReadonlyMap<string, string>
}

const loadFindings =
  ({ states }: LaneParts) =>
  (ids: readonly string[]): readonly Finding[] =>
    states.findings(ids).map((body) => JSON.parse(body) as Finding)

/** A lane that has read nothing. */
export function newLane(name: LaneName, generation: number, parts: LaneParts): Lane {
  const unsaved = new Map<string, string | undefined>()
  const engine = createEngine({
    settings: parts.config.detections,
    corrections: parts.corrections,
    privileged: parts.privileged[name],
    locate: parts.locate,
    networks: name === 'simulated' ? simulatedNetworks() : parts.networks,
    leaked: parts.leaked,
    homeDomains: parts.config.homeDomains,
    load: (key) => (unsaved.has(key) ? unsaved.get(key) : parts.states.load(name, generation, key)),
  })
  return { name, generation, engine, incidents: createIncidents({ load: loadFindings(parts), apart: parts.apart }), newest: 0, unsaved }
}

/** Incidents the grouping goes on with after a restart: it holds as many itself. */
const restoredMax = 20_000

/** A lane as it was kept. */
export async function restoreLane(name: LaneName, records: Records, parts: LaneParts): Promise<Lane> {
  const [generation = 0, newest = 0] = ((await setting(records, `lane ${name}`)) ?? '0 0').split(' ').map(Number)
  const lane = newLane(name, generation, parts)
  lane.newest = newest
  lane.incidents.restore((await recentIncidents(records, name === 'simulated', restoredMax)).map(toIncident))
  return lane
}

export const laneOf = (event: Event): LaneName => (event.tenant === simulatedTenant ? 'simulated' : 'real')

/** Takes one event; undefined where nothing was found. `arrived`: the lane's time when it came, ms; left out where it is read again or in bulk. */
export function step(lane: Lane, event: Event, arrived?: number): Found | undefined {
  lane.newest = Math.max(lane.newest, Math.min(event.time, arrived ?? event.time))
  const proofs = mayProve(event) ? proofsIn(lane, event) : []
  return grouped(lane, lane.engine.step(event, arrived), proofs)
}

/** Only of persons who had findings: of the others nothing is there to be lowered. */
function proofsIn(lane: Lane, event: Event): Counts[] {
  const moment = lane.engine.look(event)
  if (moment.person.raised.length === 0) return []
  const happening = proofOf(event, moment)
  const { id, name, displayName } = moment.person
  return happening === undefined ? [] : [{ lane: lane.name, person: { id, name, displayName, uid: event.user.uid }, happening }]
}

/** Says what time it is. */
export const advance = (lane: Lane, time: number): Found | undefined => grouped(lane, lane.engine.advance(time))

function grouped(lane: Lane, findings: readonly Finding[], proofs: readonly Counts[] = []): Found | undefined {
  if (findings.length === 0 && proofs.length === 0) return undefined
  const incidents = lane.incidents.add(...findings)
  return { findings, incidents, proofs, generation: lane.generation }
}

/** What a lane has to be kept of at one instant. */
export interface LaneChanges {
  readonly lane: Lane
  readonly newest: number
  readonly changes: readonly StateChange[]
}

/** Takes the changes out of the detections. They stay in `unsaved` until `settleChanges`. */
export function takeChanges(lane: Lane): LaneChanges {
  for (const { key, state } of lane.engine.changes()) lane.unsaved.set(key, state)
  return { lane, newest: lane.newest, changes: [...lane.unsaved].map(([key, state]) => ({ key, state })) }
}

/** Within the caller's transaction. */
export async function keepChanges(records: Records, states: StateAccess, { lane, newest, changes }: LaneChanges): Promise<void> {
  await keepStates(states, lane.name, lane.generation, changes)
  await keepSetting(records, `lane ${lane.name}`, `${lane.generation} ${newest}`)
}

/** They are on disk: lets go of those that did not change again. */
export function settleChanges({ lane, changes }: LaneChanges): void {
  for (const { key, state } of changes) if (lane.unsaved.get(key) === state) lane.unsaved.delete(key)
}
