/** The rows, each at its place by a transform, so that a new one slides in and the others glide instead of jumping. */
import { type CSSProperties, useState } from 'react'
import type { IncidentView } from '../../../src/8-server/wire.ts'
import { CampaignRow } from './campaign-row.tsx'
import classes from './incident-list.module.css'
import { IncidentRow } from './incident-row.tsx'
import { layOut, type Place, type Row } from './lay-out.ts'
import { MoreRow } from './more-row.tsx'

export const placeStyle = ({ rows, headings }: Place): CSSProperties => ({
  ['--rows' as string]: rows,
  ['--headings' as string]: headings,
})

export function IncidentList({ incidents }: { readonly incidents: readonly IncidentView[] }) {
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set())
  const { rows, end } = layOut(incidents, unfolded)
  const unfold = (campaign: string) => setUnfolded(new Set([...unfolded, campaign]))
  return (
    <ul className={classes['list']} style={placeStyle(end)}>
      {rows.map((row) => (
        <li key={row.id} className={classes['item']} data-kind={row.kind} style={placeStyle(row.at)}>
          <div className={classes['arrive']}>{content(row, unfold)}</div>
        </li>
      ))}
    </ul>
  )
}

function content(row: Row, unfold: (campaign: string) => void) {
  switch (row.kind) {
    case 'campaign':
      return <CampaignRow incidents={row.incidents} />
    case 'incident':
      return <IncidentRow incident={row.incident} inCampaign={row.inCampaign} />
    case 'more':
      return <MoreRow folded={row.folded} unfold={() => unfold(row.campaign)} />
  }
}
