/** One incident in the list: a link with everything needed to choose it. */
import { Link } from '@tanstack/react-router'
import type { IncidentView } from '../../../src/8-server/wire.ts'
import { LevelSign } from '../look/level-sign.tsx'
import { sourceText } from '../look/source.ts'
import { isLetIn } from '../look/stage.ts'
import { StageTag } from '../look/stage-tag.tsx'
import { clean } from '../text/clean.ts'
import { LogText } from '../text/log-text.tsx'
import { When } from '../text/when.tsx'
import { Counts } from './counts.tsx'
import classes from './incident-row.module.css'

interface IncidentRowProps {
  readonly incident: IncidentView
  readonly inCampaign: boolean
}

/** Nothing where nobody has looked yet. */
function stateText({ state, assignedTo, reopenedTime, status }: IncidentView): string | undefined {
  if (state === 'closed') return 'Closed'
  if (assignedTo !== undefined) return assignedTo
  return reopenedTime !== undefined ? 'Opened again' : status === 'active' ? 'In work' : undefined
}

export function IncidentRow({ incident, inCampaign }: IncidentRowProps) {
  const { person, apps, sources } = incident
  return (
    <Link
      to="/incidents/$id"
      params={{ id: incident.id }}
      className={classes['row']}
      data-row={incident.id}
      data-let-in={isLetIn(incident) || undefined}
      data-closed={incident.state === 'closed' || undefined}
      data-in-campaign={inCampaign || undefined}
    >
      <span className={classes['stage']}>
        <StageTag stage={incident.stage} level={incident.level} />
        {stateText(incident) !== undefined && (
          <span className={classes['state']}>
            <LogText max={24}>{stateText(incident) ?? ''}</LogText>
          </span>
        )}
      </span>
      <span className={classes['who']}>
        <span className={classes['name']}>
          <LogText max={90}>{incident.name}</LogText>
          {incident.subject.kind === 'person' && person.displayName !== undefined && person.displayName !== person.name && (
            <span className={classes['account']}>
              <LogText max={90}>{person.name}</LogText>
            </span>
          )}
          {incident.simulated && <span className={classes['simulated']}>Simulated</span>}
        </span>
        <span className={classes['title']} title={clean(incident.title)}>
          <LogText max={300}>{incident.title}</LogText>
        </span>
      </span>
      <span className={classes['counts']}>
        <Counts incident={incident} />
      </span>
      <span className={classes['where']}>
        <span>{sources.map(sourceText).join(', ')}</span>
        <span className={classes['apps']}>
          <LogText max={80}>{apps.join(', ')}</LogText>
        </span>
      </span>
      <span className={classes['when']}>
        <When time={incident.firstTime} stacked />
      </span>
      <span className={classes['level']}>
        <LevelSign level={incident.level} />
      </span>
    </Link>
  )
}
