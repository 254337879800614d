/** One token: what for, what it may do, when it was last used, and revoking it. */
import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { TokenView } from '../../../src/8-server/wire.ts'
import { Failed } from '../look/failed.tsx'
import { LogText } from '../text/log-text.tsx'
import { When } from '../text/when.tsx'
import { tokensRead } from '../wire/reads.ts'
import { revokeToken } from '../wire/writes.ts'
import classes from './tokens-page.module.css'

export function TokenRow({ token }: { readonly token: TokenView }) {
  const client = useQueryClient()
  const [asked, setAsked] = useState(false)
  const revoke = useMutation({
    mutationFn: () => revokeToken(token.id),
    onSuccess: () => client.invalidateQueries({ queryKey: tokensRead.queryKey }),
  })
  return (
    <li className={classes['token']}>
      <div>
        <h2>
          <LogText max={200}>{token.label}</LogText>
        </h2>
        <p className={classes['small']}>
          May {token.scopes.join(', ')} · made <When time={token.created} />
        </p>
        <p className={classes['small']}>
          {token.lastUsed === undefined ? (
            'Never used'
          ) : (
            <>
              Last used <When time={token.lastUsed} />
            </>
          )}
        </p>
        {revoke.isError && <Failed what="The token was not revoked." error={revoke.error} />}
      </div>
      <div className={classes['buttons']}>
        {asked ? (
          <>
            <Button color="red" loading={revoke.isPending} onClick={() => revoke.mutate()}>
              Revoke {token.label.slice(0, 24)}
            </Button>
            <Button variant="default" onClick={() => setAsked(false)}>
              Keep it
            </Button>
          </>
        ) : (
          <Button variant="default" onClick={() => setAsked(true)} aria-label={`Revoke ${token.label}`}>
            Revoke
          </Button>
        )}
      </div>
    </li>
  )
}
