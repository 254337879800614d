/** The prompts over time; the chart itself is loaded only here. */
import { SegmentedControl, Skeleton, useComputedColorScheme } from '@mantine/core'
import { lazy, Suspense, useState } from 'react'
import type { IncidentDetail } from '../../../src/8-server/wire.ts'
import { countsText } from '../incidents/counts.tsx'
import { Card } from '../look/card.tsx'
import { isLetIn } from '../look/stage.ts'
import { clockZoneText } from '../text/time.ts'
import classes from './strip.module.css'

const StripChart = lazy(() => import('../chart/strip-chart.tsx').then(({ StripChart }) => ({ default: StripChart })))

type Zoom = 'attack' | 'all'
const zooms: { readonly value: Zoom; readonly label: string }[] = [
  { value: 'attack', label: 'The attack' },
  { value: 'all', label: 'All that is known' },
]

export function Strip({ incident }: { readonly incident: IncidentDetail }) {
  const [zoom, setZoom] = useState<Zoom>('attack')
  const scheme = useComputedColorScheme('light')
  const label = `${countsText(incident)}, from ${clockZoneText(incident.firstTime)} to ${clockZoneText(incident.lastTime)}. The list below tells the same.`
  return (
    <Card
      title="Over time"
      aside={<SegmentedControl size="xs" aria-label="Span" data={zooms} value={zoom} onChange={(value) => setZoom(value as Zoom)} />}
    >
      <div className={classes['place']}>
        <Suspense fallback={<Skeleton h="100%" />}>
          <StripChart
            key={`${scheme} ${zoom}`}
            zoom={zoom}
            letIn={isLetIn(incident)}
            timeline={incident.timeline}
            from={incident.firstTime}
            to={incident.lastTime}
            label={label}
          />
        </Suspense>
      </div>
    </Card>
  )
}
