/** Everything about one incident: what happened in a sentence, what to do now, each prompt, the places, the findings. */
import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useKeys } from '../frame/keys.ts'
import { Page } from '../frame/page.tsx'
import { useClose } from '../incidents/use-close.tsx'
import { Failed } from '../look/failed.tsx'
import { isFailure } from '../wire/problem.ts'
import { incidentRead } from '../wire/reads.ts'
import { IncidentBody } from './incident-body.tsx'
import classes from './incident-page.module.css'

export function IncidentPage() {
  const { id } = useParams({ from: '/inside/incidents/$id' })
  const read = useQuery(incidentRead(id))
  const navigate = useNavigate()
  const turn = useClose()
  useKeys({
    u: () => void navigate({ to: '/' }),
    e: () => (read.data === undefined ? false : turn(read.data)),
  })

  // The name of an incident that went into another leads there.
  const standing = read.data?.id
  useEffect(() => {
    if (standing !== undefined && standing !== id) void navigate({ to: '/incidents/$id', params: { id: standing }, replace: true })
  }, [standing, id, navigate])

  if (read.data !== undefined) return <IncidentBody incident={read.data} key={id} />
  if (!read.isError) return <Waiting />
  const gone = isFailure(read.error) && read.error.status === 404
  return (
    <Page title={gone ? 'This incident is gone' : 'Incident'}>
      {gone ? (
        <p>
          It may have been of a simulated attack that was removed, or older than what is kept. <Link to="/">Go to the incidents</Link>.
        </p>
      ) : (
        <Failed what="The incident could not be read." error={read.error} retry={() => void read.refetch()} />
      )}
    </Page>
  )
}

function Waiting() {
  return (
    <div className={classes['waiting']} role="status" aria-label="Reading the incident">
      <Skeleton h={28} w={110} />
      <Skeleton h={96} />
      <Skeleton h={330} />
      <Skeleton h={420} />
    </div>
  )
}
