/** The other persons the same attacker went after. */
import { Link } from '@tanstack/react-router'
import type { IncidentView } from '../../../src/8-server/wire.ts'
import { Counts } from '../incidents/counts.tsx'
import { Card } from '../look/card.tsx'
import { StageTag } from '../look/stage-tag.tsx'
import { LogText } from '../text/log-text.tsx'
import classes from './campaign.module.css'

export function Campaign({ incidents }: { readonly incidents: readonly IncidentView[] }) {
  return (
    <Card title="The same attacker, others">
      <ul className={classes['list']}>
        {incidents.map((incident) => (
          <li key={incident.id}>
            <Link to="/incidents/$id" params={{ id: incident.id }} className={classes['link']}>
              <span className={classes['name']}>
                <LogText max={80}>{incident.person.displayName ?? incident.person.name}</LogText>
              </span>
              <StageTag stage={incident.stage} level={incident.level} />
              <Counts incident={incident} />
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  )
}
