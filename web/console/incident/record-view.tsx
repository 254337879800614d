/** The event as Tocsin keeps it, to read and to copy. */
import type { Event } from '../../../src/0-event/event.ts'
import { clean } from '../text/clean.ts'
import { Copy } from '../text/copy.tsx'
import classes from './record-view.module.css'

const recordMax = 20_000

export function RecordView({ event, id }: { readonly event: Event; readonly id: string }) {
  const text = JSON.stringify(event, null, 2)
  return (
    <div id={id} className={classes['record']}>
      <Copy text={text} what="the record" />
      <textarea readOnly dir="ltr" rows={14} spellCheck={false} aria-label="Record" value={lines(text)} />
    </div>
  )
}

/** Line breaks of the layout stay; every other steering character is shown. */
const lines = (text: string): string =>
  text
    .slice(0, recordMax)
    .split('\n')
    .map((line) => clean(line, recordMax))
    .join('\n')
