/** The quiet line under the bar: what is in the store, whether the page is live, and what is being worked on. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { count } from '../text/count.ts'
import { When } from '../text/when.tsx'
import { statusRead } from '../wire/reads.ts'
import { FeedSign } from './feed-sign.tsx'
import { SourceFaults } from './source-faults.tsx'
import classes from './status-strip.module.css'
import { Work } from './work.tsx'

export function StatusStrip() {
  const status = useQuery(statusRead).data
  return (
    <section aria-label="State of the store" className={classes['strip']}>
      <div className={classes['inner']}>
        <FeedSign />
        {status !== undefined && (
          <ul className={classes['facts']}>
            <li>{count(status.records, 'record')}</li>
            <li className={classes['wide']}>{count(status.persons, 'person', 'persons')}</li>
            {status.newestTime !== undefined && (
              <li className={classes['wide']}>
                newest <When time={status.newestTime} />
              </li>
            )}
            {status.refused > 0 && (
              <li>
                <Link to="/refused">{count(status.refused, 'record')} refused</Link>
              </li>
            )}
            <SourceFaults sources={status.sources} />
          </ul>
        )}
        {status?.catchingUp !== undefined && <Work what="Reading what was loaded" {...status.catchingUp} />}
      </div>
    </section>
  )
}
