/** One event: when, what, for which app, from where, who answered, what was strange, and the record itself. */
import type { TimelineItem } from '../../../src/8-server/wire.ts'
import { MarkSign } from '../look/mark-sign.tsx'
import { markOf } from '../look/outcome.ts'
import { goTo } from '../look/scroll.ts'
import { sourceText } from '../look/source.ts'
import { LogText } from '../text/log-text.tsx'
import { deviceText } from '../text/place.ts'
import { clockText, fullText } from '../text/time.ts'
import { From } from './from.tsx'
import { RecordView } from './record-view.tsx'
import classes from './timeline.module.css'

interface TimelineEntryProps {
  readonly item: TimelineItem
  /** Said where another day begins. */
  readonly day: string | undefined
  /** The findings' titles by id. */
  readonly titles: ReadonlyMap<string, string>
}

export function TimelineEntry({ item, day, titles }: TimelineEntryProps) {
  const { event, sentence, strange } = item
  const findings = item.findings.flatMap((id) => (titles.has(id) ? [{ id, title: titles.get(id) ?? '' }] : []))
  const mark = markOf(event, item.findings.length > 0)
  const device = deviceText(event.src)
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
        <p className={classes['detail']}>
          {event.app?.name !== undefined && (
            <span>
              For <LogText max={90}>{event.app.name}</LogText>
            </span>
          )}
          <From endpoint={event.src} />
          {device !== undefined && <LogText max={90}>{device}</LogText>}
          {event.kind === 'prompt' && event.answeredFrom !== undefined && (
            <span>
              Phone: <From endpoint={event.answeredFrom} />
            </span>
          )}
          {event.kind === 'prompt' && event.target !== undefined && (
            <span>
              Sent to <LogText max={60}>{event.target}</LogText>
            </span>
          )}
          <span>{sourceText(event.source)}</span>
        </p>
        {(strange.length > 0 || findings.length > 0) && (
          <ul className={classes['chips']}>
            {strange.map((what) => (
              <li key={what} className={classes['strange']}>
                New {what}
              </li>
            ))}
            {findings.map(({ id, title }) => (
              <li key={id}>
                <a href={`#finding-${id}`} onClick={(click) => jump(click, id)} className={classes['finding']}>
                  Led to: {title}
                </a>
              </li>
            ))}
          </ul>
        )}
        <RecordView event={event} />
      </div>
    </li>
  )
}

/** By hand, because the part of the address behind `#` belongs to the router. */
function jump(click: React.MouseEvent, id: string): void {
  click.preventDefault()
  goTo(`finding-${id}`)
}
