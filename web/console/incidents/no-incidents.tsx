/** An empty list, and why it is empty. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Bell } from '../look/bell.tsx'
import { count } from '../text/count.ts'
import { statusRead } from '../wire/reads.ts'
import { change, everything, filter } from './filter.ts'
import classes from './no-incidents.module.css'

export function NoIncidents() {
  const chosen = filter.use()
  const status = useQuery(statusRead).data
  const narrowed = chosen.search !== '' || chosen.stage !== undefined || chosen.level !== 'low'
  if (narrowed) {
    return (
      <div className={classes['none']}>
        <h2>No incident fits the filter</h2>
        <Button variant="default" onClick={() => change({ ...everything, state: chosen.state })}>
          Show all of them
        </Button>
      </div>
    )
  }
  if (chosen.state === 'closed') {
    return (
      <div className={classes['none']}>
        <h2>No incident has been closed yet</h2>
        <p>Close one with the key e, or at the end of its page, when it is dealt with.</p>
      </div>
    )
  }
  return (
    <div className={classes['none']}>
      <Bell size={44} />
      <h2>{status?.playing === undefined ? 'Nobody is being worn down' : 'The attack has begun; nothing is found yet'}</h2>
      <p>
        {count(status?.records ?? 0, 'record')} of {count(status?.persons ?? 0, 'person', 'persons')} were read and hold no sign of it. New
        incidents appear here by themselves.
      </p>
      <p>
        <Link to="/add">Add more logs, or play a simulated attack</Link>
      </p>
    </div>
  )
}
