/** Where each row of the list stands: incidents of one attacker together under a heading, the rest alone, newest first; pure. */
import type { IncidentView } from '../../../src/8-server/wire.ts'

export type Row =
  | { readonly kind: 'campaign'; readonly id: string; readonly at: Place; readonly incidents: readonly IncidentView[] }
  | { readonly kind: 'incident'; readonly id: string; readonly at: Place; readonly incident: IncidentView; readonly inCampaign: boolean }

/** How many rows and headings are above. */
export interface Place {
  readonly rows: number
  readonly headings: number
}

/** The order of the incidents handed in is kept within a campaign and between groups. `end`: how much there is in all. */
export function layOut(incidents: readonly IncidentView[]): { readonly rows: readonly Row[]; readonly end: Place } {
  const groups = new Map<string, IncidentView[]>()
  for (const incident of incidents) {
    const key = incident.campaign === undefined ? `one ${incident.id}` : `campaign ${incident.campaign}`
    groups.set(key, [...(groups.get(key) ?? []), incident])
  }
  const rows: Row[] = []
  let at: Place = { rows: 0, headings: 0 }
  for (const [id, members] of groups) {
    const inCampaign = members.length > 1
    if (inCampaign) {
      rows.push({ kind: 'campaign', id, at, incidents: members })
      at = { ...at, headings: at.headings + 1 }
    }
    for (const incident of members) {
      rows.push({ kind: 'incident', id: incident.id, at, incident, inCampaign })
      at = { ...at, rows: at.rows + 1 }
    }
  }
  return { rows, end: at }
}
