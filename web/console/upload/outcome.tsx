/** What became of one file, in words. */
import { Link } from '@tanstack/react-router'
import type { IngestAnswer } from '../../../src/8-server/wire.ts'
import { count, numberText } from '../text/count.ts'
import { LogText } from '../text/log-text.tsx'
import classes from './upload-line.module.css'
import type { Progress } from './uploads.ts'

export function Outcome({ progress }: { readonly progress: Progress }) {
  switch (progress.kind) {
    case 'waiting':
      return <p>Waiting for its turn.</p>
    case 'sending':
      return <p>Sending…</p>
    case 'reading':
      return <p>Sent. The server is reading it…</p>
    case 'stopped':
      return <p>Stopped. What was read before that is kept.</p>
    case 'failed':
      return <p className={classes['failed']}>Not read: {progress.message}</p>
    case 'done':
      return <Done answer={progress.answer} />
  }
}

const shownMax = 5

function Done({ answer }: { readonly answer: IngestAnswer }) {
  const { accepted, duplicates, refused, refusedTotal } = answer
  const parts = [
    `${count(accepted, 'record')} accepted`,
    duplicates > 0 ? `${numberText(duplicates)} known already` : undefined,
    refusedTotal > 0 ? `${numberText(refusedTotal)} refused` : undefined,
  ]
  return (
    <div>
      <p>{parts.filter((part) => part !== undefined).join(', ')}.</p>
      {refusedTotal > 0 && (
        <ul className={classes['refused']}>
          {refused.slice(0, shownMax).map(({ line, why }) => (
            <li key={`${line} ${why}`}>
              Line {numberText(line)}: <LogText max={200}>{why}</LogText>
            </li>
          ))}
          <li>
            <Link to="/refused">See the refused records</Link>
          </li>
        </ul>
      )}
    </div>
  )
}
