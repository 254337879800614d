/** Each thing that happened, oldest first: prompts alone, or everything around them. */
import { Button, SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import type { IncidentDetail } from '../../../src/8-server/wire.ts'
import { Card } from '../look/card.tsx'
import { isLetIn } from '../look/stage.ts'
import { count } from '../text/count.ts'
import { dayText, zoneName } from '../text/time.ts'
import { tell } from './tell.ts'
import classes from './timeline.module.css'
import { TimelineEntry } from './timeline-entry.tsx'

type Shown = 'prompts' | 'all'
const choices: { readonly value: Shown; readonly label: string }[] = [
  { value: 'prompts', label: 'Prompts' },
  { value: 'all', label: 'Everything' },
]
/** So many are drawn at first; earlier ones come with a click. */
const firstMax = 120

export function Timeline({ incident }: { readonly incident: IncidentDetail }) {
  const { timeline } = incident
  const [shown, setShown] = useState<Shown>('all')
  const fitting = timeline.filter(({ event }) => shown === 'all' || event.kind === 'prompt' || event.kind === 'report')
  // Set once, so that what comes in live is added below and nothing above moves.
  const [from, setFrom] = useState(() => timeline[timeline.length - firstMax]?.event.time ?? Number.NEGATIVE_INFINITY)
  const visible = tell(fitting).filter(({ item: { event } }) => event.time >= from)
  const earlier = fitting.length - visible.length
  const titles = new Map(incident.evidence.map(({ id, title }) => [id, title]))

  return (
    <Card
      title="What happened"
      aside={<SegmentedControl size="xs" aria-label="Shown" data={choices} value={shown} onChange={(value) => setShown(value as Shown)} />}
    >
      <p className={classes['zone']}>Oldest first. Times in {zoneName(incident.lastTime)}.</p>
      {earlier > 0 && (
        <Button variant="default" onClick={() => setFrom(Number.NEGATIVE_INFINITY)}>
          Show {count(earlier, 'earlier event')}
        </Button>
      )}
      {visible.length === 0 && <p>Nothing of this is kept any more.</p>}
      <ol className={classes['list']}>
        {visible.map((told, index) => {
          const before = visible[index - 1]
          const newDay = before === undefined || dayText(before.item.event.time) !== dayText(told.item.event.time)
          return (
            <TimelineEntry
              key={told.item.event.id}
              told={told}
              letIn={isLetIn(incident)}
              day={newDay ? dayText(told.item.event.time) : undefined}
              titles={titles}
            />
          )
        })}
      </ol>
    </Card>
  )
}
