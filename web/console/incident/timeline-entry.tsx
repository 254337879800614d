/** One event: when, what, the details that are other than before, and the record itself. */
import { VisuallyHidden } from '@mantine/core'
import { useId, useState } from 'react'
import { MarkSign } from '../look/mark-sign.tsx'
import { markOf } from '../look/outcome.ts'
import { LogText } from '../text/log-text.tsx'
import { clockText, fullText } from '../text/time.ts'
import { Chips } from './chips.tsx'
import { Detail } from './detail.tsx'
import { RecordView } from './record-view.tsx'
import type { Told } from './tell.ts'
import classes from './timeline.module.css'

interface TimelineEntryProps {
  readonly told: Told
  /** Whether the incident's approval let the attacker in. */
  readonly letIn: boolean
  /** Said where another day begins. */
  readonly day: string | undefined
  /** The findings' titles by id. */
  readonly titles: ReadonlyMap<string, string>
}

export function TimelineEntry({ told, letIn, day, titles }: TimelineEntryProps) {
  const { event, sentence, findings } = told.item
  const [open, setOpen] = useState(false)
  const record = useId()
  const mark = markOf(event, letIn && findings.length > 0)
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
        <Detail told={told} />
        <Chips strange={told.strange} findings={told.findings} titles={titles} />
        {open && <RecordView event={event} id={record} />}
      </div>
    </li>
  )
}
