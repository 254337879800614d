/** The people who sign in with Tocsin: looking for one, making one, importing many. */
import { Button, Skeleton, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconPlus, IconSearch, IconUpload } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Page } from '../frame/page.tsx'
import { Failed } from '../look/failed.tsx'
import { accountsRead } from '../wire/reads.ts'
import { AccountRow } from './account-row.tsx'
import classes from './accounts.module.css'
import { ImportPeople } from './import-people.tsx'
import { MakeAccount } from './make-account.tsx'

export function AccountsPage() {
  const [search, setSearch] = useState('')
  const [settled] = useDebouncedValue(search, 250)
  const [making, setMaking] = useState(false)
  const [importing, setImporting] = useState(false)
  const read = useInfiniteQuery(accountsRead(settled))
  const accounts = read.data?.pages.flatMap((page) => page.accounts)
  const total = read.data?.pages[0]?.total ?? 0
  return (
    <Page
      title="Accounts"
      lead="The people who sign in to your applications with Tocsin, and how they do. Whom the logs of all providers name stands under Persons."
      aside={
        <div className={classes['buttons']}>
          <Button variant="default" leftSection={<IconUpload size={18} aria-hidden />} onClick={() => setImporting(true)}>
            Import
          </Button>
          <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setMaking(true)}>
            Make an account
          </Button>
        </div>
      }
    >
      <search>
        <TextInput
          type="search"
          aria-label="Search accounts"
          placeholder="Part of a name or an address"
          leftSection={<IconSearch size={18} aria-hidden />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
      </search>
      {read.isError && <Failed what="The accounts could not be read." error={read.error} retry={() => void read.refetch()} />}
      {read.isPending && [0, 1, 2].map((each) => <Skeleton key={each} h={66} radius={10} />)}
      {accounts?.length === 0 && (
        <p className={classes['none']}>
          {settled === '' ? 'Nobody signs in here yet. Make an account, or import a file of people.' : 'Nobody fits the search.'}
        </p>
      )}
      {total > 0 && (
        <p className={classes['small']} role="status">
          {total === 1 ? 'One account' : `${total.toLocaleString('en')} accounts`}
        </p>
      )}
      <ul className={classes['list']} aria-busy={read.isFetching}>
        {accounts?.map((account) => (
          <AccountRow key={account.id} account={account} />
        ))}
      </ul>
      {read.hasNextPage && (
        <Button variant="default" loading={read.isFetchingNextPage} onClick={() => void read.fetchNextPage()}>
          More
        </Button>
      )}
      <MakeAccount open={making} close={() => setMaking(false)} />
      <ImportPeople open={importing} close={() => setImporting(false)} />
    </Page>
  )
}
