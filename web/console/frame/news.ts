/** Which messages of the feed are news worth saying aloud; pure, so that it can be tried without a page. */
import type { Stage } from '../../../src/4-risk/incident.ts'
import type { IncidentView } from '../../../src/8-server/wire.ts'

export interface News {
  /** `alarm` interrupts, `notice` waits for a pause. */
  readonly kind: 'alarm' | 'notice'
  readonly incident: IncidentView
}

/** Tells what is new in `incident` against the stages known so far, and remembers it. `silent` only remembers. */
export function news(known: Map<string, Stage>, incident: IncidentView, silent: boolean): News | undefined {
  const before = known.get(incident.id)
  known.set(incident.id, incident.stage)
  if (silent || incident.state === 'closed' || before === incident.stage) return undefined
  if (incident.stage === 'approved') return { kind: 'alarm', incident }
  return before === undefined ? { kind: 'notice', incident } : undefined
}
