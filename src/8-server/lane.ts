/** A lane: detections with a state and incidents of their own. The simulated organisation has one apart, so that it can be removed whole. */
import type { Event } from '../0-event/event.ts'
import type { Lane as LaneName, StateChange } from '../2-store/records-states.ts'
import { createEngine } from '../3-detect/engine.ts'
import { type Finding, simulatedTenant } from '../3-detect/finding.ts'
import type { Engine } from '../3-detect/stream.ts'
import type { Incident, Incidents } from '../4-risk/incident.ts'
import { createIncidents } from '../4-risk/incidents.ts'
import type { ServerConfig } from './config.ts'

export interface Lane {
  readonly name: LaneName
  /** Which reading of the logs its state is of. */
  readonly generation: number
  readonly engine: Engine
  readonly incidents: Incidents
  /** Milliseconds since 1970: the newest event taken. */
  newest: number
  /** Changes of state since they were last kept; the detections may ask for one again before it is on disk. */
  readonly unsaved: Map<string, string | undefined>
}

export interface LaneParts {
  readonly config: Pick<ServerConfig, 'detections' | 'homeDomains'>
  readonly corrections: ReadonlyMap<string, string>
  /** Lower case. */
  readonly privileged: ReadonlySet<string>
  loadState(lane: LaneName, generation: number, key: string): string | undefined
}

export function createLane(name: LaneName, generation: number, newest: number, kept: readonly Incident[], parts: LaneParts): Lane {
  const unsaved = new Map<string, string | undefined>()
  const incidents = createIncidents()
  incidents.restore(kept)
  const engine = createEngine({
    settings: parts.config.detections,
    corrections: parts.corrections,
    privileged: parts.privileged,
    homeDomains: parts.config.homeDomains,
    load: (key) => (unsaved.has(key) ? unsaved.get(key) : parts.loadState(name, generation, key)),
  })
  return { name, generation, engine, incidents, newest, unsaved }
}

export const laneOf = (event: Event): LaneName => (event.tenant === simulatedTenant ? 'simulated' : 'real')

export function step(lane: Lane, event: Event): readonly Finding[] {
  if (event.time > lane.newest) lane.newest = event.time
  return lane.engine.step(event)
}

/** Takes the changes out of the detections. They stay in `unsaved` until `saved` is told of them. */
export function takeChanges(lane: Lane): readonly StateChange[] {
  for (const { key, state } of lane.engine.changes()) lane.unsaved.set(key, state)
  return [...lane.unsaved].map(([key, state]) => ({ key, state }))
}

/** Lets go of what is on disk now, but for keys that changed again meanwhile. */
export function saved(lane: Lane, changes: readonly StateChange[]): void {
  for (const { key, state } of changes) if (lane.unsaved.get(key) === state) lane.unsaved.delete(key)
}
