/** Records that could not be read: where they came from, why, and their text. */
import { Button, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { Page } from '../frame/page.tsx'
import { Failed } from '../look/failed.tsx'
import { numberText } from '../text/count.ts'
import { quarantineRead } from '../wire/reads.ts'
import classes from './refused-page.module.css'
import { RefusedRecord } from './refused-record.tsx'

const step = 100

export function RefusedPage() {
  const [limit, setLimit] = useState(step)
  const read = useQuery({ ...quarantineRead(limit), placeholderData: (before) => before })
  const items = read.data?.items ?? []
  return (
    <Page
      title="Refused records"
      lead="What Tocsin could not read is kept here with the reason, newest first. Nothing of it counted. Mend the source or the file and send it again; what was accepted is not counted twice."
    >
      {read.isError && <Failed what="The refused records could not be read." error={read.error} retry={() => void read.refetch()} />}
      {read.isPending && [0, 1, 2].map((each) => <Skeleton key={each} h={112} radius={10} />)}
      {read.data !== undefined && items.length === 0 && (
        <p className={classes['none']}>
          Nothing was refused. <Link to="/add">Add logs</Link>
        </p>
      )}
      {items.length > 0 && (
        <p role="status">
          {numberText(items.length)} of {numberText(read.data?.total ?? 0)}
        </p>
      )}
      <ul className={classes['list']}>
        {items.map((item) => (
          <RefusedRecord key={`${item.time} ${item.from} ${item.line} ${item.why}`} item={item} />
        ))}
      </ul>
      {read.data !== undefined && items.length < read.data.total && items.length >= limit && (
        <div>
          <Button variant="default" loading={read.isFetching} onClick={() => setLimit(limit + step)}>
            Show more
          </Button>
        </div>
      )}
    </Page>
  )
}
