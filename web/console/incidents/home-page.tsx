/** The first page: the incidents as they come, or, with nothing in the store, the two ways to begin. */
import { useQuery } from '@tanstack/react-query'
import { Page } from '../frame/page.tsx'
import { Failed } from '../look/failed.tsx'
import { Welcome } from '../play/welcome.tsx'
import { statusRead } from '../wire/reads.ts'
import { IncidentsView } from './incidents-view.tsx'
import { ListSkeleton } from './list-skeleton.tsx'

export function HomePage() {
  const status = useQuery(statusRead)
  if (status.data === undefined) {
    return (
      <Page title="Incidents">
        {status.isError ? (
          <Failed what="The state of the store could not be read." error={status.error} retry={() => void status.refetch()} />
        ) : (
          <ListSkeleton />
        )}
      </Page>
    )
  }
  const empty = status.data.records === 0 && status.data.playing === undefined && status.data.openIncidents === 0
  return empty ? <Welcome /> : <IncidentsView />
}
