/** The rows, each at its place by a transform, so that a new one slides in and the others glide instead of jumping. */
import type { CSSProperties } from 'react'
import type { IncidentView } from '../../../src/8-server/wire.ts'
import { CampaignRow } from './campaign-row.tsx'
import classes from './incident-list.module.css'
import { IncidentRow } from './incident-row.tsx'
import { layOut, type Place } from './lay-out.ts'

export const placeStyle = ({ rows, headings }: Place): CSSProperties => ({ ['--rows' as string]: rows, ['--headings' as string]: headings })

export function IncidentList({ incidents }: { readonly incidents: readonly IncidentView[] }) {
  const { rows, end } = layOut(incidents)
  return (
    <ul className={classes['list']} style={placeStyle(end)}>
      {rows.map((row) => (
        <li key={row.id} className={classes['item']} data-kind={row.kind} style={placeStyle(row.at)}>
          <div className={classes['arrive']}>
            {row.kind === 'campaign' ? (
              <CampaignRow incidents={row.incidents} />
            ) : (
              <IncidentRow incident={row.incident} inCampaign={row.inCampaign} />
            )}
          </div>
        </li>
      ))}
    </ul>
  )
}
