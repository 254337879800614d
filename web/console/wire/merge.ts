/** Puts what the feed tells into what was read before; pure, and the same objects come back where nothing changed. */
import type { Level } from '../../../src/3-detect/finding.ts'
import type { IncidentDetail, IncidentPage, IncidentView, TimelineItem } from '../../../src/8-server/wire.ts'
import type { StateFilter } from './reads.ts'

const rank: Readonly<Record<Level, number>> = { low: 0, medium: 1, high: 2 }

const atLeast = (level: Level, bound: Level): boolean => rank[level] >= rank[bound]

const fits = (incident: IncidentView, state: StateFilter, level: Level): boolean =>
  incident.mergedInto === undefined && (state === 'all' || incident.state === state) && atLeast(incident.level, level)

/** Newest first; ties by id, so that the order never jumps. */
export const newestFirst = (a: IncidentView, b: IncidentView): number =>
  b.firstTime - a.firstTime || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)

/** The pages with `incident` put in place, replaced, or taken out where it no longer fits the filter. */
export function mergeIncident(
  pages: readonly IncidentPage[],
  incident: IncidentView,
  state: StateFilter,
  level: Level,
): readonly IncidentPage[] {
  const wanted = fits(incident, state, level)
  if (pages.some((page) => page.incidents.some((kept) => kept.id === incident.id))) {
    return pages.map((page) => ({
      ...page,
      incidents: page.incidents.flatMap((kept) => (kept.id !== incident.id ? [kept] : wanted ? [incident] : [])).sort(newestFirst),
    }))
  }
  if (!wanted) return pages
  // Beyond the last page read there may be others between; the next read brings it.
  const index = pages.findIndex((page) => page.next === undefined || incident.firstTime >= page.next)
  return pages.map((page, at) => (at === index ? { ...page, incidents: [...page.incidents, incident].sort(newestFirst) } : page))
}

export const withoutIncidents = (pages: readonly IncidentPage[], gone: readonly string[]): readonly IncidentPage[] =>
  pages.map((page) => ({ ...page, incidents: page.incidents.filter((incident) => !gone.includes(incident.id)) }))

/** As the server bounds it. */
const timelineMax = 500

/** The incident with one more event, in its place in time; an event told again replaces what was known. */
export function mergeTimeline(detail: IncidentDetail, item: TimelineItem): IncidentDetail {
  const others = detail.timeline.filter((kept) => kept.event.id !== item.event.id)
  const timeline = [...others, item].sort((a, b) => a.event.time - b.event.time).slice(-timelineMax)
  return { ...detail, timeline }
}
