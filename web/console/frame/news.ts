/** Which messages of the feed are news worth saying aloud; pure, so that it can be tried without a page. */
import type { IncidentView } from '../../../src/8-server/wire.ts'
import { isLetIn } from '../look/stage.ts'

export type Known = 'known' | 'let in'

export interface News {
  /** `alarm` interrupts, `notice` waits for a pause. */
  readonly kind: 'alarm' | 'notice'
  readonly incident: IncidentView
}

/** Tells what is new in `incident` against what is known so far, and remembers it. `silent` only remembers. */
export function news(known: Map<string, Known>, incident: IncidentView, silent: boolean): News | undefined {
  const before = known.get(incident.id)
  const now = isLetIn(incident) ? 'let in' : 'known'
  known.set(incident.id, now)
  if (silent || incident.state === 'closed' || before === now) return undefined
  if (now === 'let in') return { kind: 'alarm', incident }
  return before === undefined ? { kind: 'notice', incident } : undefined
}
