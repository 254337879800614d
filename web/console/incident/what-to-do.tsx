/** The checklist for now. */
import type { IncidentDetail } from '../../../src/8-server/wire.ts'
import { Card } from '../look/card.tsx'
import { LogText } from '../text/log-text.tsx'
import classes from './what-to-do.module.css'

export function WhatToDo({ incident }: { readonly incident: IncidentDetail }) {
  return (
    <Card title="What to do now">
      <ol className={classes['steps']} data-stage={incident.stage}>
        {incident.nextSteps.map(({ what, why, where = [] }) => (
          <li key={what}>
            <strong>{what}</strong>
            <p>
              <LogText max={500}>{why}</LogText>
            </p>
            {where.length > 0 && (
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
