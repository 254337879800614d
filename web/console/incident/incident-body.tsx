/** The parts of an incident's page and their places. */
import type { IncidentDetail } from '../../../src/8-server/wire.ts'
import { Campaign } from './campaign.tsx'
import { Findings } from './findings.tsx'
import classes from './incident-page.module.css'
import { Note } from './note.tsx'
import { PersonCard } from './person-card.tsx'
import { Places } from './places.tsx'
import { Sentence } from './sentence.tsx'
import { Strip } from './strip.tsx'
import { Timeline } from './timeline.tsx'
import { WhatToDo } from './what-to-do.tsx'

export function IncidentBody({ incident }: { readonly incident: IncidentDetail }) {
  return (
    <article className={classes['page']}>
      <Sentence incident={incident} />
      <div className={classes['columns']}>
        <div className={classes['column']}>
          <Strip incident={incident} />
          <Timeline incident={incident} />
        </div>
        <div className={classes['column']}>
          <div className={classes['first']}>
            <WhatToDo incident={incident} />
          </div>
          <Places incident={incident} />
          <Findings findings={incident.evidence} />
          {incident.campaignIncidents.length > 0 && <Campaign incidents={incident.campaignIncidents} />}
          <PersonCard incident={incident} />
          <Note incident={incident} key={incident.id} />
        </div>
      </div>
    </article>
  )
}
