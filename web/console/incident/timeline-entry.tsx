/** One event: when, what, the details that are other than before, and the record itself. */
import { VisuallyHidden } from '@mantine/core'
import { useId, useState } from 'react'
import type { TimelineItem } from '../../../src/8-server/wire.ts'
import { MarkSign } from '../look/mark-sign.tsx'
import { markOf } from '../look/outcome.ts'
import { LogText } from '../text/log-text.tsx'
import { clockText, fullText } from '../text/time.ts'
import { Chips } from './chips.tsx'
import { Detail } from './detail.tsx'
import { RecordView } from './record-view.tsx'
import { sameDetail } from './same.ts'
import classes from './timeline.module.css'

interface TimelineEntryProps {
  readonly item: TimelineItem
  /** Whether the incident's approval let the attacker in. */
  readonly letIn: boolean
  readonly before: TimelineItem | undefined
  /** Said where another day begins. */
  readonly day: string | undefined
  /** The findings' titles by id. */
  readonly titles: ReadonlyMap<string, string>
}

export function TimelineEntry({ item, letIn, before, day, titles }: TimelineEntryProps) {
  const { event, sentence } = item
  const [open, setOpen] = useState(false)
  const record = useId()
  const mark = markOf(event, letIn && item.findings.length > 0)
  const same = before !== undefined && sameDetail(item, before)
  return (
    <li id={`event-${event.id}`} tabIndex={-1} className={classes['entry']} data-mark={mark} data-kind={event.kind}>
      {day !== undefined && <p className={classes['day']}>{day}</p>}
      <time className={classes['time']} dateTime={new Date(event.time).toISOString()} title={fullText(event.time)}>
        {clockText(event.time)}
      </time>
      <span className={classes['mark']}>
        <MarkSign mark={mark} />
      </span>
      <div className={classes['what']}>
        <div className={classes['head']}>
          <p className={classes['sentence']}>
            <LogText max={400}>{sentence}</LogText>
          </p>
          <button type="button" className={classes['toggle']} aria-expanded={open} aria-controls={record} onClick={() => setOpen(!open)}>
            Record<VisuallyHidden component="span"> of {clockText(event.time)}</VisuallyHidden>
          </button>
        </div>
        {/* From the same place for the same app, it need not be said again. */}
        {!same && <Detail event={event} />}
        <Chips
          strange={same ? [] : item.strange}
          findings={item.findings.filter((id) => before?.findings.includes(id) !== true)}
          titles={titles}
        />
        {open && <RecordView event={event} id={record} />}
      </div>
    </li>
  )
}
