/** How far a long piece of work is. */
import { Progress } from '@mantine/core'
import { numberText } from '../text/count.ts'
import classes from './work.module.css'

export function Work({ what, done, total }: { readonly what: string; readonly done: number; readonly total: number }) {
  const percent = total === 0 ? 0 : Math.min(100, (done / total) * 100)
  return (
    <span className={classes['work']}>
      <span className={classes['words']}>
        {what}: {numberText(done)} of {numberText(total)}
      </span>
      <Progress value={percent} w={120} size={6} color="var(--amber)" aria-label={what} className={classes['line'] ?? ''} />
    </span>
  )
}
