/** For which app, from where, on what, answered where, told by which provider. */
import type { Event } from '../../../src/0-event/event.ts'
import { sourceText } from '../look/source.ts'
import { LogText } from '../text/log-text.tsx'
import { deviceText } from '../text/place.ts'
import { From } from './from.tsx'
import classes from './timeline.module.css'

export function Detail({ event }: { readonly event: Event }) {
  const device = deviceText(event.src)
  return (
    <p className={classes['detail']}>
      {event.app?.name !== undefined && (
        <span>
          For <LogText max={90}>{event.app.name}</LogText>
        </span>
      )}
      <From endpoint={event.src} />
      {device !== undefined && <LogText max={90}>{device}</LogText>}
      {event.kind === 'prompt' && event.target !== undefined && (
        <span>
          Sent to <LogText max={60}>{event.target}</LogText>
        </span>
      )}
      {event.kind === 'prompt' && event.answeredFrom !== undefined && (
        <span>
          Phone: <From endpoint={event.answeredFrom} />
        </span>
      )}
      <span>{sourceText(event.source)}</span>
    </p>
  )
}
