/** An instant: how long ago, and the clock time in the reader's zone; the full date on hover and for screen readers. */
import { useNow } from './clock.ts'
import { ago, clockZoneText, dayText, fullText, shortText } from './time.ts'
import classes from './when.module.css'

export function When({ time, stacked = false }: { readonly time: number; readonly stacked?: boolean }) {
  const now = useNow()
  const today = dayText(time) === dayText(now)
  return (
    <time dateTime={new Date(time).toISOString()} title={fullText(time)} className={stacked ? classes['stacked'] : undefined}>
      <span>{ago(Math.min(time, now), now)}</span>
      <span className={classes['exact']}>{today ? clockZoneText(time) : shortText(time, now)}</span>
    </time>
  )
}
