/** A result as a chart, a map or cards; what draws it is loaded when it is needed. */
import { Skeleton } from '@mantine/core'
import { lazy, Suspense } from 'react'
import type { HuntTable } from '../../../../src/8-server/hunting/wire.ts'
import { clean } from '../../text/clean.ts'
import { count } from '../../text/count.ts'
import { CardView } from '../chart/card-view.tsx'
import type { Properties } from '../chart/chart-data.ts'
import classes from './results.module.css'
import type { Shown } from './shown.ts'

const ChartView = lazy(() => import('../chart/chart-view.tsx').then(({ ChartView }) => ({ default: ChartView })))
const MapView = lazy(() => import('../chart/map-view.tsx').then(({ MapView }) => ({ default: MapView })))

const none: Properties = {}

export function Drawing({ table, shown }: { readonly table: HuntTable; readonly shown: Exclude<Shown, { as: 'table' }> }) {
  const properties = table.render?.kind === 'stackedareachart' ? stacked(table) : (table.render?.properties ?? none)
  const title = clean(properties['title'] ?? '', 200)
  const label = `${title === '' ? 'Chart' : title}: ${count(table.rows.length, 'row')}. The table tells the same.`
  return (
    <div className={classes['drawing']}>
      {title !== '' && <h2>{title}</h2>}
      <Suspense fallback={<Skeleton h={320} />}>
        {shown.as === 'chart' && <ChartView kind={shown.kind} data={shown.data} properties={properties} label={label} />}
        {shown.as === 'map' && <MapView data={shown.data} isPie={shown.isPie} label={label} />}
      </Suspense>
      {shown.as === 'card' && <CardView table={table} />}
      {shown.as === 'chart' && shown.data.left > 0 && <p>{count(shown.data.left, 'more series', 'more series')} are not drawn.</p>}
    </div>
  )
}

const stacked = ({ render }: HuntTable): Properties => ({ kind: 'stacked', ...render?.properties })
