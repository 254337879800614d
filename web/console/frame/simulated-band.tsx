/** Says on every page that what is shown is simulated, how far the attack is, and how to stop and remove it. */
import { Button, Progress } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { count } from '../text/count.ts'
import { LogText } from '../text/log-text.tsx'
import { messageOf } from '../wire/problem.ts'
import { statusRead } from '../wire/reads.ts'
import { removeSimulated, stopPlaying } from '../wire/writes.ts'
import classes from './simulated-band.module.css'

export function SimulatedBand() {
  const client = useQueryClient()
  const status = useQuery(statusRead).data
  const again = { onSuccess: () => client.invalidateQueries() }
  const stop = useMutation({ mutationFn: stopPlaying, ...again })
  const remove = useMutation({ mutationFn: removeSimulated, ...again })
  if (status === undefined) return null

  const playing = status.playing
  if (playing === undefined && status.simulatedRecords === 0) return null
  const failed = stop.error ?? remove.error
  return (
    <section aria-label="Simulated attack" className={classes['band']}>
      <div className={classes['inner']}>
        <p className={classes['words']}>
          <strong>Simulated.</strong>{' '}
          {playing === undefined ? (
            `${count(status.simulatedRecords, 'record')} of people who do not exist.`
          ) : (
            <>
              Playing “<LogText max={80}>{playing.title}</LogText>”: {playing.done} of {count(playing.total, 'record')}
            </>
          )}
          {failed !== null && <span role="alert"> {messageOf(failed)}</span>}
        </p>
        {playing !== undefined && (
          <Progress
            value={(playing.done / Math.max(1, playing.total)) * 100}
            size={6}
            color="var(--amber)"
            aria-label="Attack played"
            className={classes['line'] ?? ''}
          />
        )}
        {playing !== undefined ? (
          <Button size="compact-sm" variant="default" loading={stop.isPending} onClick={() => stop.mutate()}>
            Stop
          </Button>
        ) : (
          <Button
            size="compact-sm"
            variant="default"
            aria-label="Remove simulated records"
            loading={remove.isPending}
            onClick={() => remove.mutate()}
          >
            Remove<span className={classes['wide']}>&nbsp;simulated records</span>
          </Button>
        )}
      </div>
    </section>
  )
}
