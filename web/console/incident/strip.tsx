/** The prompts over time; the chart itself is loaded only here. */
import { Skeleton, useComputedColorScheme } from '@mantine/core'
import { lazy, Suspense } from 'react'
import type { IncidentDetail } from '../../../src/8-server/wire.ts'
import { countsText } from '../incidents/counts.tsx'
import { Card } from '../look/card.tsx'
import { clockZoneText } from '../text/time.ts'
import classes from './strip.module.css'

const StripChart = lazy(() => import('../chart/strip-chart.tsx').then(({ StripChart }) => ({ default: StripChart })))

export function Strip({ incident }: { readonly incident: IncidentDetail }) {
  const scheme = useComputedColorScheme('light')
  const label = `${countsText(incident)}, from ${clockZoneText(incident.firstTime)} to ${clockZoneText(incident.lastTime)}. The list below tells the same.`
  return (
    <Card title="Over time">
      <div className={classes['place']}>
        <Suspense fallback={<Skeleton h="100%" />}>
          <StripChart key={scheme} timeline={incident.timeline} from={incident.firstTime} to={incident.lastTime} label={label} />
        </Suspense>
      </div>
    </Card>
  )
}
