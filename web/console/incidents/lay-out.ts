/** Where each row of the list stands: incidents of one attacker together under a heading, the rest alone, newest first; pure. */
import type { IncidentView } from '../../../src/8-server/wire.ts'

export type Row =
  | { readonly kind: 'campaign'; readonly id: string; readonly at: number; readonly incidents: readonly IncidentView[] }
  | { readonly kind: 'incident'; readonly id: string; readonly at: number; readonly incident: IncidentView; readonly inCampaign: boolean }

/** A heading takes this part of a row's height. */
export const headingHeight = 0.55

/** `at` counts in rows from the top. The order of the incidents handed in is kept within a campaign and between groups. */
export function layOut(incidents: readonly IncidentView[]): { readonly rows: readonly Row[]; readonly height: number } {
  const groups = new Map<string, IncidentView[]>()
  for (const incident of incidents) {
    const key = incident.campaign === undefined ? `one ${incident.id}` : `campaign ${incident.campaign}`
    groups.set(key, [...(groups.get(key) ?? []), incident])
  }
  const rows: Row[] = []
  let at = 0
  for (const [id, members] of groups) {
    const inCampaign = members.length > 1
    if (inCampaign) {
      rows.push({ kind: 'campaign', id, at, incidents: members })
      at += headingHeight
    }
    for (const incident of members) {
      rows.push({ kind: 'incident', id: incident.id, at, incident, inCampaign })
      at += 1
    }
  }
  return { rows, height: at }
}
