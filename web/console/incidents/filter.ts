/** Which incidents are shown; kept while the page is open, and never put into an address. */
import type { Level } from '../../../src/3-detect/finding.ts'
import type { Stage } from '../../../src/4-risk/incident.ts'
import type { IncidentView } from '../../../src/8-server/wire.ts'
import type { StateFilter } from '../wire/reads.ts'
import { type Watched, watched } from '../wire/watched.ts'

export interface Filter {
  readonly state: StateFilter
  /** This level and above. */
  readonly level: Level
  readonly stage: Stage | undefined
  readonly search: string
}

export const everything: Filter = { state: 'open', level: 'low', stage: undefined, search: '' }

export const filter: Watched<Filter> = watched(everything)

export const change = (part: Partial<Filter>): void => filter.set({ ...filter.get(), ...part })

/** Whether each word of the search is somewhere in what the row tells. */
export function matches(incident: IncidentView, { stage, search }: Filter): boolean {
  if (stage !== undefined && incident.stage !== stage) return false
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  if (words.length === 0) return true
  const { person, name, title, addresses, apps, sources, campaign, victims, assignedTo } = incident
  const text = [
    ...[person.name, person.displayName, name, title, ...addresses, ...apps, ...sources, campaign, assignedTo],
    ...victims.map((victim) => victim.person.name),
  ]
    .join('\n')
    .toLowerCase()
  return words.every((word) => text.includes(word))
}
