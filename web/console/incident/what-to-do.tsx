/** The checklist for now. */
import type { IncidentDetail } from '../../../src/8-server/wire.ts'
import { Card } from '../look/card.tsx'
import { revokeWhere, steps } from './steps.ts'
import classes from './what-to-do.module.css'

export function WhatToDo({ incident }: { readonly incident: IncidentDetail }) {
  const where = [...new Set(incident.sources.flatMap((source) => revokeWhere[source] ?? []))]
  return (
    <Card title="What to do now">
      <ol className={classes['steps']} data-stage={incident.stage}>
        {steps[incident.stage].map(({ what, why }) => (
          <li key={what}>
            <strong>{what}</strong>
            <p>{why}</p>
            {what.startsWith('End all') && where.length > 0 && (
              <ul className={classes['where']}>
                {where.map((place) => (
                  <li key={place}>{place}</li>
                ))}
              </ul>
            )}
          </li>
        ))}
      </ol>
    </Card>
  )
}
