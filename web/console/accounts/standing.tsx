/** Letting prompts through again, privilege, disabling and removing. */
import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { AccountDetail } from '../../../src/7-provider/directory/wire.ts'
import { Card } from '../look/card.tsx'
import { Failed } from '../look/failed.tsx'
import { fullText } from '../text/time.ts'
import { changeAccount, liftSuppression, removeAccount } from '../wire/writes.ts'
import classes from './accounts.module.css'
import { Confirm } from './confirm.tsx'
import { useAccountChange } from './use-account-change.ts'

export function Standing({ account }: { readonly account: AccountDetail }) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const lift = useAccountChange(account.id, () => liftSuppression(account.id))
  const change = useAccountChange(account.id, (given: Parameters<typeof changeAccount>[1]) => changeAccount(account.id, given))
  const remove = useMutation({
    mutationFn: () => removeAccount(account.id),
    onSuccess: async () => {
      await navigate({ to: '/accounts' })
      await client.invalidateQueries({ queryKey: ['accounts'] })
    },
  })
  const isOff = account.state === 'disabled'
  return (
    <Card title="Standing">
      {account.suppressedUntil !== undefined && (
        <>
          <p>
            Prompts do not pop up on the phone until {fullText(account.suppressedUntil)}: there were too many, or the person reported one.
            Let them through only when you have spoken with the person and their password is a new one.
          </p>
          <div>
            <Confirm ask="Let prompts through" sure="Let them through" pending={lift.isPending} act={() => lift.mutate(undefined)} />
          </div>
        </>
      )}
      <div className={classes['buttons']}>
        <Button variant="default" loading={change.isPending} onClick={() => change.mutate({ privileged: !account.privileged })}>
          {account.privileged ? 'Not privileged any more' : 'Make privileged'}
        </Button>
        {isOff ? (
          <Button variant="default" loading={change.isPending} onClick={() => change.mutate({ state: 'active' })}>
            Enable
          </Button>
        ) : (
          <Confirm ask="Disable" sure="Disable and sign out" pending={change.isPending} act={() => change.mutate({ state: 'disabled' })} />
        )}
        <Confirm ask="Remove the account" sure="Remove it for good" pending={remove.isPending} act={() => remove.mutate()} />
      </div>
      {[lift, change, remove].map(
        (each, at) => each.isError && <Failed key={['lift', 'change', 'remove'][at]} what="It was not done." error={each.error} />,
      )}
    </Card>
  )
}
