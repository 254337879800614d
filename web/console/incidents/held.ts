/** New incidents wait while somebody points at or walks through the list, so that no row moves away under the hand. */
import { useEffect, useMemo, useRef, useState } from 'react'
import type { IncidentView } from '../../../src/8-server/wire.ts'

export interface Held {
  readonly shown: readonly IncidentView[]
  readonly waiting: readonly IncidentView[]
  /** Shows those that wait. */
  readonly release: () => void
}

/** `engaged`: somebody is at the list. `key`: another filter begins anew. */
export function useHeld(incidents: readonly IncidentView[], engaged: boolean, key: string): Held {
  const [released, setReleased] = useState<{ readonly key: string; readonly ids: ReadonlySet<string> }>()
  const latest = useRef(incidents)
  latest.current = incidents

  const ids = useMemo(() => new Set(incidents.map(({ id }) => id)), [incidents])
  // An empty list has nothing that could move away.
  const holding = engaged && released !== undefined && released.key === key && released.ids.size > 0

  useEffect(() => {
    if (!holding) setReleased({ key, ids })
  }, [holding, key, ids])

  const oldestShown = holding ? Math.min(...incidents.filter(({ id }) => released.ids.has(id)).map(({ firstTime }) => firstTime)) : 0
  // Older pages go under what is shown and move nothing.
  const waits = (incident: IncidentView): boolean => holding && !released.ids.has(incident.id) && incident.firstTime >= oldestShown
  return {
    shown: incidents.filter((incident) => !waits(incident)),
    waiting: incidents.filter(waits),
    release: () => setReleased({ key, ids: new Set(latest.current.map(({ id }) => id)) }),
  }
}
