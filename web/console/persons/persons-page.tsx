/** Who is known, by which accounts; where two humans were taken for one, or one for two, it is put right here. */
import { Skeleton, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useKeys } from '../frame/keys.ts'
import { Page } from '../frame/page.tsx'
import { Failed } from '../look/failed.tsx'
import { personsRead } from '../wire/reads.ts'
import { PersonRow } from './person-row.tsx'
import classes from './persons-page.module.css'

export function PersonsPage() {
  const [search, setSearch] = useState('')
  const [settled] = useDebouncedValue(search, 250)
  const field = useRef<HTMLInputElement>(null)
  const persons = useQuery(personsRead(settled))
  useKeys({ '/': () => field.current?.focus() })
  return (
    <Page
      title="Persons"
      lead="One human has many accounts: an address in Entra ID, a name in Duo, a login in Okta. Tocsin joins them, so that an attack over several providers is one incident."
    >
      <search>
        <TextInput
          ref={field}
          type="search"
          aria-label="Search persons"
          placeholder="Name or account  ( / )"
          leftSection={<IconSearch size={18} aria-hidden />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
      </search>
      {persons.isError && <Failed what="The persons could not be read." error={persons.error} retry={() => void persons.refetch()} />}
      <div className={classes['list']} aria-busy={persons.isFetching}>
        {persons.isPending && [0, 1, 2, 3].map((each) => <Skeleton key={each} h={92} radius={10} />)}
        {persons.data?.map((person) => (
          <PersonRow key={person.id} person={person} />
        ))}
        {persons.data?.length === 0 && (
          <p className={classes['none']}>
            {settled === '' ? 'Nobody is known yet. Persons appear with the first records.' : 'Nobody fits the search.'}
          </p>
        )}
      </div>
    </Page>
  )
}
