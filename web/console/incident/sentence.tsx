/** The top of an incident: the way back, how far it came, and the sentence that says it all. */
import { IconArrowLeft } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { IncidentDetail } from '../../../src/8-server/wire.ts'
import { useWindowTitle } from '../frame/page.tsx'
import { Counts } from '../incidents/counts.tsx'
import { LevelSign } from '../look/level-sign.tsx'
import { sourceText } from '../look/source.ts'
import { doubtfulMeaning, isLetIn, stageMeaning } from '../look/stage.ts'
import { StageTag } from '../look/stage-tag.tsx'
import { clean } from '../text/clean.ts'
import { LogText } from '../text/log-text.tsx'
import { lasted } from '../text/time.ts'
import { When } from '../text/when.tsx'
import classes from './sentence.module.css'

export function Sentence({ incident }: { readonly incident: IncidentDetail }) {
  const { stage, level, firstTime, lastTime, sources, apps, title } = incident
  useWindowTitle(clean(title, 80))
  return (
    <header className={classes['head']} data-let-in={isLetIn(incident) || undefined}>
      <Link to="/" className={classes['back']}>
        <IconArrowLeft size={18} aria-hidden /> Incidents
      </Link>
      <div className={classes['tags']}>
        <StageTag stage={stage} level={level} large />
        <LevelSign level={level} />
        {incident.state === 'closed' && (
          <strong>Closed{incident.closedBy === undefined ? '' : ` by ${clean(incident.closedBy, 80)}`}</strong>
        )}
        {incident.state === 'open' && incident.assignedTo !== undefined && <span>With {clean(incident.assignedTo, 80)}</span>}
        {incident.state === 'open' && incident.reopenedTime !== undefined && <strong>Open again: new evidence came</strong>}
        {incident.simulated && <em>Simulated: nobody is in danger</em>}
      </div>
      <h1>
        <LogText max={400}>{title}</LogText>
      </h1>
      <p className={classes['meaning']}>{stage === 'approved' && !isLetIn(incident) ? doubtfulMeaning : stageMeaning[stage]}</p>
      <dl className={classes['facts']}>
        <div>
          <dt>{incident.prompts.sent > 0 ? 'Prompts' : incident.victimCount > 0 ? 'Tried on' : 'Noticed'}</dt>
          <dd>
            <Counts incident={incident} />
          </dd>
        </div>
        <div>
          <dt>Began</dt>
          <dd>
            <When time={firstTime} />
          </dd>
        </div>
        <div>
          <dt>Went on for</dt>
          <dd>{lasted(lastTime - firstTime)}</dd>
        </div>
        <div>
          <dt>Seen by</dt>
          <dd>{sources.map(sourceText).join(', ')}</dd>
        </div>
        <div>
          <dt>For</dt>
          <dd>
            <LogText max={160}>{apps.length === 0 ? 'an app the log does not name' : apps.join(', ')}</LogText>
          </dd>
        </div>
      </dl>
    </header>
  )
}
