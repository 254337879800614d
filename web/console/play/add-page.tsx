/** More logs, or another attack, with a store that is not empty. */
import { Page } from '../frame/page.tsx'
import { AddLogs } from './add-logs.tsx'
import { Scenarios } from './scenarios.tsx'
import classes from './welcome.module.css'

export function AddPage() {
  return (
    <Page title="Add logs" lead="Records that are known already are counted once, so sending a file again does no harm.">
      <div className={classes['ways']}>
        <AddLogs />
        <Scenarios />
      </div>
    </Page>
  )
}
