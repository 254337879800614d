/** Stands for the incidents of a campaign that are folded away. */
import { Button } from '@mantine/core'
import { count } from '../text/count.ts'
import classes from './campaign-row.module.css'

export function MoreRow({ folded, unfold }: { readonly folded: number; readonly unfold: () => void }) {
  return (
    <div className={classes['more']}>
      <Button size="compact-sm" variant="default" onClick={unfold}>
        Show {count(folded, 'more person', 'more persons')}
      </Button>
    </div>
  )
}
