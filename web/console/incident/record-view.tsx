/** The event as Tocsin keeps it, shown on request. */
import { useState } from 'react'
import type { Event } from '../../../src/0-event/event.ts'
import { clean } from '../text/clean.ts'
import { Copy } from '../text/copy.tsx'
import classes from './record-view.module.css'

const recordMax = 20_000

export function RecordView({ event }: { readonly event: Event }) {
  const [open, setOpen] = useState(false)
  const text = open ? JSON.stringify(event, null, 2) : ''
  return (
    <details className={classes['record']} onToggle={(toggle) => setOpen(toggle.currentTarget.open)}>
      <summary>Record</summary>
      {open && (
        <div className={classes['inside']}>
          <Copy text={text} what="the record" />
          <textarea readOnly dir="ltr" rows={14} spellCheck={false} aria-label="Record" value={lines(text)} />
        </div>
      )}
    </details>
  )
}

/** Line breaks of the layout stay; every other steering character is shown. */
const lines = (text: string): string =>
  text
    .slice(0, recordMax)
    .split('\n')
    .map((line) => clean(line, recordMax))
    .join('\n')
