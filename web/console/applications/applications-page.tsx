/** The applications that sign people in with Tocsin: registering one, its secret once, where it may send people back to. */
import { Button, Skeleton } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ClientMade } from '../../../src/7-provider/oidc/wire.ts'
import classes from '../accounts/accounts.module.css'
import { Page } from '../frame/page.tsx'
import { Failed } from '../look/failed.tsx'
import { applicationsRead } from '../wire/reads.ts'
import { ApplicationCard } from './application-card.tsx'
import { MadeApplication } from './made-application.tsx'
import { MakeApplication } from './make-application.tsx'

export function ApplicationsPage() {
  const read = useQuery(applicationsRead)
  const [making, setMaking] = useState(false)
  const [made, setMade] = useState<ClientMade>()
  return (
    <Page
      title="Applications"
      lead="Whatever signs people in with Tocsin by OpenID Connect. Register each by itself, with the exact addresses it sends people back to."
      aside={
        <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setMaking(true)}>
          Register an application
        </Button>
      }
    >
      {made !== undefined && <MadeApplication made={made} done={() => setMade(undefined)} />}
      {read.isError && <Failed what="The applications could not be read." error={read.error} retry={() => void read.refetch()} />}
      {read.isPending && [0, 1].map((each) => <Skeleton key={each} h={120} radius={10} />)}
      {read.data?.length === 0 && (
        <p className={classes['none']}>There are no applications yet. Nobody can sign in anywhere but to their own account.</p>
      )}
      {read.data?.map((application) => (
        <ApplicationCard key={application.id} application={application} made={setMade} />
      ))}
      <MakeApplication
        open={making}
        close={() => setMaking(false)}
        made={(each) => {
          setMaking(false)
          setMade(each)
        }}
      />
    </Page>
  )
}
