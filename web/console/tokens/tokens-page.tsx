/** Tokens for programs: making, seeing once, revoking. */
import { Button, Skeleton } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { TokenView } from '../../../src/8-server/wire.ts'
import { Page } from '../frame/page.tsx'
import { Failed } from '../look/failed.tsx'
import { tokensRead } from '../wire/reads.ts'
import { MadeToken } from './made-token.tsx'
import { MakeToken } from './make-token.tsx'
import { TokenRow } from './token-row.tsx'
import classes from './tokens-page.module.css'

export function TokensPage() {
  const read = useQuery(tokensRead)
  const [making, setMaking] = useState(false)
  const [made, setMade] = useState<TokenView>()
  return (
    <Page
      title="Tokens"
      lead="A token lets a program in: a log shipper, a script, a notebook. Give each its own, with no more scopes than it needs."
      aside={
        <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setMaking(true)}>
          Make a token
        </Button>
      }
    >
      {made !== undefined && <MadeToken token={made} done={() => setMade(undefined)} />}
      {read.isError && <Failed what="The tokens could not be read." error={read.error} retry={() => void read.refetch()} />}
      {read.isPending && [0, 1].map((each) => <Skeleton key={each} h={76} radius={10} />)}
      {read.data?.length === 0 && <p className={classes['none']}>There are no tokens. Programs cannot send or read anything yet.</p>}
      <ul className={classes['list']}>
        {read.data?.map((token) => (
          <TokenRow key={token.id} token={token} />
        ))}
      </ul>
      <MakeToken
        open={making}
        close={() => setMaking(false)}
        made={(token) => {
          setMaking(false)
          setMade(token)
        }}
      />
    </Page>
  )
}
