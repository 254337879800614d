/** The parts of an incident's page and their places. */
import type { IncidentDetail } from '../../../src/8-server/wire.ts'
import { Ask } from './ask.tsx'
import { Campaign } from './campaign.tsx'
import { EntitiesCard } from './entities-card.tsx'
import { Findings } from './findings.tsx'
import classes from './incident-page.module.css'
import { Log } from './log.tsx'
import { PersonCard } from './person-card.tsx'
import { Places } from './places.tsx'
import { Reasons } from './reasons.tsx'
import { Sentence } from './sentence.tsx'
import { Strip } from './strip.tsx'
import { Techniques } from './techniques.tsx'
import { Timeline } from './timeline.tsx'
import { Victims } from './victims.tsx'
import { WhatToDo } from './what-to-do.tsx'
import { Work } from './work.tsx'

export function IncidentBody({ incident }: { readonly incident: IncidentDetail }) {
  return (
    <article className={classes['page']}>
      <Sentence incident={incident} />
      <div className={classes['columns']}>
        <div className={classes['column']}>
          <Strip incident={incident} />
          <Timeline incident={incident} />
          <div className={classes['more']}>
            <Findings incident={incident} />
            <Places incident={incident} />
            <EntitiesCard entities={incident.entities} />
          </div>
        </div>
        <div className={classes['column']}>
          <div className={classes['first']}>
            <WhatToDo incident={incident} />
            <Ask question={incident.question} />
          </div>
          <Work incident={incident} key={incident.id} />
          <Log incident={incident} />
          {incident.victims.length > 0 && <Victims victims={incident.victims} />}
          <Reasons reasons={incident.reasons} />
          <Techniques techniques={incident.techniqueNames} />
          {incident.campaignIncidents.length > 0 && <Campaign incidents={incident.campaignIncidents} />}
          {incident.subject.kind === 'person' && <PersonCard incident={incident} />}
        </div>
      </div>
    </article>
  )
}
