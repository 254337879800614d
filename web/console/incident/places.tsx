/** Where it came from and where the person usually is: a map, its legend, and the same as a table. */
import { Skeleton } from '@mantine/core'
import { lazy, Suspense } from 'react'
import type { IncidentDetail } from '../../../src/8-server/wire.ts'
import { Card } from '../look/card.tsx'
import { places } from '../map/places.ts'
import classes from './places.module.css'
import { PlacesTable } from './places-table.tsx'

const WorldMap = lazy(() => import('../map/world-map.tsx').then(({ WorldMap }) => ({ default: WorldMap })))
const Legend = lazy(() => import('../map/legend.tsx').then(({ Legend }) => ({ default: Legend })))

export function Places({ incident }: { readonly incident: IncidentDetail }) {
  const found = places(incident)
  return (
    <Card title="From where">
      {found.length === 0 ? (
        <p>The log tells no address and no place for this.</p>
      ) : (
        <>
          <div className={classes['map']}>
            <Suspense fallback={<Skeleton h="100%" />}>
              <WorldMap places={found} label="Map of the places in the table below." />
              <Legend roles={[...new Set(found.map(({ role }) => role))]} />
            </Suspense>
          </div>
          <PlacesTable places={found} />
        </>
      )}
    </Card>
  )
}
