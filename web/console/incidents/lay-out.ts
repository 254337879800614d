/** Where each row of the list stands: incidents of one attacker together under a heading, the rest alone, newest first; pure. */
import type { IncidentView } from '../../../src/8-server/wire.ts'
import { isLetIn } from '../look/stage.ts'

/** How many rows and headings are above. */
export interface Place {
  readonly rows: number
  readonly headings: number
}

export type Row = { readonly id: string; readonly at: Place } & (
  | { readonly kind: 'campaign'; readonly incidents: readonly IncidentView[] }
  | { readonly kind: 'incident'; readonly incident: IncidentView; readonly inCampaign: boolean }
  /** In place of incidents of the campaign that are folded away; as high as a heading. */
  | { readonly kind: 'more'; readonly campaign: string; readonly folded: number }
)

/** So many of a campaign are shown until it is unfolded; hundreds of alike rows would hide the rest. */
const shownMax = 3

/** `unfolded`: campaigns shown whole. The order handed in is kept between groups; within one, those that let the attacker in come first. */
export function layOut(
  incidents: readonly IncidentView[],
  unfolded: ReadonlySet<string>,
): { readonly rows: readonly Row[]; readonly end: Place } {
  const rows: Row[] = []
  let at: Place = { rows: 0, headings: 0 }
  for (const [id, members] of groups(incidents)) {
    const inCampaign = members.length > 1
    if (inCampaign) {
      rows.push({ kind: 'campaign', id: `campaign ${id}`, at, incidents: members })
      at = { ...at, headings: at.headings + 1 }
    }
    const shown = unfolded.has(id) || members.length === shownMax + 1 ? members : worstFirst(members).slice(0, shownMax)
    for (const incident of shown) {
      rows.push({ kind: 'incident', id: incident.id, at, incident, inCampaign })
      at = { ...at, rows: at.rows + 1 }
    }
    if (shown.length < members.length) {
      rows.push({ kind: 'more', id: `more ${id}`, at, campaign: id, folded: members.length - shown.length })
      at = { ...at, headings: at.headings + 1 }
    }
  }
  return { rows, end: at }
}

function groups(incidents: readonly IncidentView[]): ReadonlyMap<string, readonly IncidentView[]> {
  const found = new Map<string, IncidentView[]>()
  for (const incident of incidents) {
    const id = incident.campaign ?? incident.id
    const members = found.get(id)
    if (members === undefined) found.set(id, [incident])
    else members.push(incident)
  }
  return found
}

export const worstFirst = (incidents: readonly IncidentView[]): readonly IncidentView[] =>
  [...incidents].sort((one, other) => Number(isLetIn(other)) - Number(isLetIn(one)))
