/** The other incidents of the same attacker. */
import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { IncidentView } from '../../../src/8-server/wire.ts'
import { Counts } from '../incidents/counts.tsx'
import { worstFirst } from '../incidents/lay-out.ts'
import { Card } from '../look/card.tsx'
import { StageTag } from '../look/stage-tag.tsx'
import { LogText } from '../text/log-text.tsx'
import classes from './campaign.module.css'

const firstMax = 6

export function Campaign({ incidents }: { readonly incidents: readonly IncidentView[] }) {
  const [all, setAll] = useState(false)
  const shown = worstFirst(incidents).slice(0, all ? undefined : firstMax)
  return (
    <Card title="The same attacker, other incidents">
      <ul className={classes['list']}>
        {shown.map((incident) => (
          <li key={incident.id}>
            <Link to="/incidents/$id" params={{ id: incident.id }} className={classes['link']}>
              <span className={classes['name']}>
                <LogText max={80}>{incident.name}</LogText>
              </span>
              <StageTag stage={incident.stage} level={incident.level} />
              <Counts incident={incident} />
            </Link>
          </li>
        ))}
      </ul>
      {shown.length < incidents.length && (
        <div>
          <Button variant="default" onClick={() => setAll(true)}>
            Show all {incidents.length}
          </Button>
        </div>
      )}
    </Card>
  )
}
