/** The live list with its filters and its keys. */
import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useRef } from 'react'
import { useKeys } from '../frame/keys.ts'
import { Page } from '../frame/page.tsx'
import { Failed } from '../look/failed.tsx'
import { incidentsRead } from '../wire/reads.ts'
import { filter, matches } from './filter.ts'
import { Filters } from './filters.tsx'
import { useHeld } from './held.ts'
import { IncidentList } from './incident-list.tsx'
import classes from './incidents-view.module.css'
import { ListSkeleton } from './list-skeleton.tsx'
import { NoIncidents } from './no-incidents.tsx'
import { StageTiles } from './stage-tiles.tsx'
import { useClose } from './use-close.tsx'
import { useEngaged } from './use-engaged.ts'
import { Waiting } from './waiting.tsx'
import { leaveRow, rowInFocus, walk } from './walk.ts'

export function IncidentsView() {
  const chosen = filter.use()
  const read = useInfiniteQuery(incidentsRead(chosen.state, chosen.level))
  const list = useRef<HTMLElement>(null)
  const search = useRef<HTMLInputElement>(null)
  const turn = useClose()

  const all = read.data?.pages.flatMap((page) => page.incidents) ?? []
  const matching = all.filter((incident) => matches(incident, chosen))
  const held = useHeld(matching, useEngaged(list), JSON.stringify(chosen))

  // Arrows scroll the page unless a row has the focus.
  const down = () => (rowInFocus() === undefined ? false : walk(list.current, 1))
  const up = () => (rowInFocus() === undefined ? false : walk(list.current, -1))
  useKeys({
    j: () => walk(list.current, 1),
    k: () => walk(list.current, -1),
    ArrowDown: down,
    ArrowUp: up,
    '/': () => search.current?.focus(),
    n: held.release,
    e: () => {
      const incident = all.find(({ id }) => id === rowInFocus())
      if (incident === undefined) return false
      if (chosen.state !== 'all') leaveRow(list.current)
      return turn(incident)
    },
  })

  return (
    <Page title="Incidents" aside={<Waiting incidents={held.waiting} release={held.release} />}>
      <StageTiles incidents={all} more={read.hasNextPage} />
      <Filters search={search} />
      {read.isError && <Failed what="The incidents could not be read." error={read.error} retry={() => void read.refetch()} />}
      <section ref={list} aria-label="List of incidents" className={classes['list']}>
        {read.isPending ? <ListSkeleton /> : held.shown.length === 0 ? <NoIncidents /> : <IncidentList incidents={held.shown} />}
      </section>
      {read.hasNextPage && (
        <div className={classes['older']}>
          <Button variant="default" loading={read.isFetchingNextPage} onClick={() => void read.fetchNextPage()}>
            Load older incidents
          </Button>
        </div>
      )}
    </Page>
  )
}
