/** Giving a person an access pass: shown once, to be read out or handed over. */
import { Button } from '@mantine/core'
import type { AccountDetail } from '../../../src/7-provider/directory/wire.ts'
import { Card } from '../look/card.tsx'
import { Failed } from '../look/failed.tsx'
import { Command } from '../play/command.tsx'
import { clockZoneText } from '../text/time.ts'
import { issuePass } from '../wire/writes.ts'
import classes from './accounts.module.css'
import { useAccountChange } from './use-account-change.ts'

export function AccessPass({ account }: { readonly account: AccountDetail }) {
  const issue = useAccountChange(account.id, () => issuePass(account.id))
  return (
    <Card title="Access pass">
      <p>
        A code that signs in once, within the hour, so that the person can add or replace their own methods. Be sure whom you give it to:
        call back on a number you know.
      </p>
      {issue.data !== undefined && (
        <div role="status" className={classes['form']}>
          <Command text={issue.data.code} what="the access pass" />
          <p>
            Good until {clockZoneText(issue.data.expires)}. It is shown this once; earlier passes are over. The person is told at every
            address.
          </p>
        </div>
      )}
      {issue.isError && <Failed what="No access pass was made." error={issue.error} />}
      <div>
        <Button variant="default" disabled={account.state === 'disabled'} loading={issue.isPending} onClick={() => issue.mutate(undefined)}>
          {issue.data === undefined ? 'Make an access pass' : 'Make another'}
        </Button>
      </div>
    </Card>
  )
}
