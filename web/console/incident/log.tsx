/** Who said and did what about the incident, oldest first. */
import type { IncidentDetail } from '../../../src/8-server/wire.ts'
import { Card } from '../look/card.tsx'
import { LogText } from '../text/log-text.tsx'
import { When } from '../text/when.tsx'
import classes from './log.module.css'
import { changeText, logOf } from './log-of.ts'

export function Log({ incident }: { readonly incident: IncidentDetail }) {
  const entries = logOf(incident)
  return (
    <Card title="Comments and history">
      {entries.length === 0 && <p>Nobody has said or done anything about it yet.</p>}
      <ol className={classes['list']}>
        {entries.map((entry) => (
          <li key={entry.key} className={classes['entry']}>
            <p className={classes['who']}>
              <LogText max={80}>{entry.by ?? 'New evidence'}</LogText>
              <When time={entry.time} />
            </p>
            {entry.kind === 'comment' ? (
              <p className={classes['text']}>
                <LogText max={10_000}>{entry.text}</LogText>
              </p>
            ) : (
              entry.changes.map((change) => (
                <p key={`${change.what} ${change.after}`} className={classes['change']}>
                  <LogText max={200}>{changeText(change)}</LogText>
                </p>
              ))
            )}
          </li>
        ))}
      </ol>
    </Card>
  )
}
