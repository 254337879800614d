/** Whom a source went after, and how far it came with each. */
import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Reached } from '../../../src/4-risk/incident.ts'
import type { IncidentDetail } from '../../../src/8-server/wire.ts'
import { Card } from '../look/card.tsx'
import { LogText } from '../text/log-text.tsx'
import classes from './victims.module.css'

const firstMax = 8
const words: Readonly<Record<Reached, string>> = {
  entered: 'Entered',
  prompted: 'Prompted',
  password: 'Password was right',
  tried: 'Tried',
}

export function Victims({ victims }: Pick<IncidentDetail, 'victims'>) {
  const [all, setAll] = useState(false)
  const shown = all ? victims : victims.slice(0, firstMax)
  return (
    <Card title="Victims">
      <ul className={classes['list']}>
        {shown.map(({ person, reached }) => (
          <li key={person.id} className={classes['victim']} data-reached={reached}>
            <Link to="/persons/$id" params={{ id: person.id }}>
              <LogText max={90}>{person.displayName ?? person.name}</LogText>
            </Link>
            <span className={classes['reached']}>{words[reached]}</span>
          </li>
        ))}
      </ul>
      {shown.length < victims.length && (
        <div>
          <Button variant="default" onClick={() => setAll(true)}>
            Show all {victims.length}
          </Button>
        </div>
      )}
    </Card>
  )
}
