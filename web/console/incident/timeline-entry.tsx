/** One event: when, what, the details that are other than before, and the record itself. */
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
  readonly before: TimelineItem | undefined
  /** Said where another day begins. */
  readonly day: string | undefined
  /** The findings' titles by id. */
  readonly titles: ReadonlyMap<string, string>
}

export function TimelineEntry({ item, before, day, titles }: TimelineEntryProps) {
  const { event, sentence } = item
  const mark = markOf(event, item.findings.length > 0)
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
        <p className={classes['sentence']}>
          <LogText max={400}>{sentence}</LogText>
        </p>
        {same ? <p className={classes['detail']}>For the same app, from the same place as the one before</p> : <Detail event={event} />}
        <Chips
          strange={same ? [] : item.strange}
          findings={item.findings.filter((id) => before?.findings.includes(id) !== true)}
          titles={titles}
        />
        <RecordView event={event} />
      </div>
    </li>
  )
}
