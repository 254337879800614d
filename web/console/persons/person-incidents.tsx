/** The incidents with findings about a person, open and closed, newest first. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Card } from '../look/card.tsx'
import { Failed } from '../look/failed.tsx'
import { StageTag } from '../look/stage-tag.tsx'
import { LogText } from '../text/log-text.tsx'
import { When } from '../text/when.tsx'
import { incidentsOfRead } from '../wire/reads.ts'
import classes from './person-page.module.css'

export function PersonIncidents({ person }: { readonly person: string }) {
  const read = useQuery(incidentsOfRead(person))
  const { incidents = [], next } = read.data ?? {}
  return (
    <Card title="Incidents">
      {read.isError && <Failed what="The incidents could not be read." error={read.error} retry={() => void read.refetch()} />}
      {read.isSuccess && incidents.length === 0 && <p>None is about this person.</p>}
      <ul className={classes['plain']}>
        {incidents.map(({ id, title, stage, level, state, firstTime }) => (
          <li key={id} className={classes['incident']}>
            <Link to="/incidents/$id" params={{ id }}>
              <LogText max={200}>{title}</LogText>
            </Link>
            <span className={classes['small']}>
              <StageTag stage={stage} level={level} /> {state === 'closed' && 'Closed. '}
              <When time={firstTime} />
            </span>
          </li>
        ))}
      </ul>
      {next !== undefined && <p className={classes['small']}>These are the newest; there are more.</p>}
    </Card>
  )
}
