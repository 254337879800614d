/** The rows, each at its place by a transform, so that a new one slides in and the others glide instead of jumping. */
import type { CSSProperties } from 'react'
import type { IncidentView } from '../../../src/8-server/wire.ts'
import { CampaignRow } from './campaign-row.tsx'
import classes from './incident-list.module.css'
import { IncidentRow } from './incident-row.tsx'
import { layOut } from './lay-out.ts'

const place = (at: number): CSSProperties => ({ ['--at' as string]: at })

export function IncidentList({ incidents }: { readonly incidents: readonly IncidentView[] }) {
  const { rows, height } = layOut(incidents)
  return (
    <ul className={classes['list']} style={{ ['--rows' as string]: height }}>
      {rows.map((row) => (
        <li key={row.id} className={classes['item']} data-kind={row.kind} style={place(row.at)}>
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
