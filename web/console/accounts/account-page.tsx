/** One account: how the person signs in, where they are signed in, and what an administrator can do for them. */
import { Skeleton } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { AccountDetail } from '../../../src/7-provider/directory/wire.ts'
import { Page } from '../frame/page.tsx'
import { Card } from '../look/card.tsx'
import { Failed } from '../look/failed.tsx'
import { clean } from '../text/clean.ts'
import { When } from '../text/when.tsx'
import { accountRead } from '../wire/reads.ts'
import { endSessions, removeMethod } from '../wire/writes.ts'
import { AccessPass } from './access-pass.tsx'
import { AccountTags } from './account-row.tsx'
import classes from './accounts.module.css'
import { Confirm } from './confirm.tsx'
import { MethodSign, methodLabel } from './methods.tsx'
import { Standing } from './standing.tsx'
import { useAccountChange } from './use-account-change.ts'

export function AccountPage() {
  const { id } = useParams({ from: '/inside/accounts/$id' })
  const read = useQuery(accountRead(id))
  return (
    <Page
      title={clean(read.data?.displayName ?? 'Account', 120)}
      lead={
        <Link to="/accounts" className={classes['back']}>
          <IconArrowLeft size={18} aria-hidden /> Accounts
        </Link>
      }
    >
      {read.isError && <Failed what="The account could not be read." error={read.error} retry={() => void read.refetch()} />}
      {read.isPending && <Skeleton h={320} radius={10} />}
      {read.data !== undefined && (
        <div className={classes['columns']}>
          <div className={classes['column']}>
            <Facts account={read.data} />
            <AccessPass account={read.data} />
            <Standing account={read.data} />
          </div>
          <div className={classes['column']}>
            <Methods account={read.data} />
            <Sessions account={read.data} />
            <Told account={read.data} />
          </div>
        </div>
      )}
    </Page>
  )
}

function Facts({ account }: { readonly account: AccountDetail }) {
  return (
    <Card title="Account" aside={<AccountTags account={account} />}>
      <dl className={classes['facts']}>
        <dt>Signs in as</dt>
        <dd>{clean(account.name, 256)}</dd>
        <dt>E-mail</dt>
        <dd>{account.emails.length === 0 ? 'None: notices reach nobody' : account.emails.join(', ')}</dd>
        <dt>Groups</dt>
        <dd>{account.groups.length === 0 ? 'None' : account.groups.map(({ name }) => clean(name, 120)).join(', ')}</dd>
        <dt>Password</dt>
        <dd>{account.hasPassword ? 'Chosen' : 'None yet'}</dd>
        <dt>Here since</dt>
        <dd>
          <When time={account.created} />
        </dd>
      </dl>
    </Card>
  )
}

function Methods({ account }: { readonly account: AccountDetail }) {
  const remove = useAccountChange(account.id, (method: string) => removeMethod(account.id, method))
  return (
    <Card title="Ways to sign in">
      {account.allMethods.length === 0 && <p>None yet. Give an access pass; the person adds their own.</p>}
      <ul className={classes['list']}>
        {account.allMethods.map((method) => (
          <li key={method.id} className={classes['entry']}>
            <div>
              <p className={classes['named']}>
                <MethodSign kind={method.kind} /> {clean(method.name, 120)}
              </p>
              <p className={classes['small']}>
                {methodLabel(method.kind)}
                {method.state === 'active' ? '' : ` · ${method.state}`} · added <When time={method.created} />
                {method.used === undefined ? ' · never used' : ' · last used '}
                {method.used !== undefined && <When time={method.used} />}
              </p>
            </div>
            <Confirm
              ask="Remove"
              label={`Remove ${method.name}`}
              sure="Remove it"
              pending={remove.isPending && remove.variables === method.id}
              act={() => remove.mutate(method.id)}
            />
          </li>
        ))}
      </ul>
      {remove.isError && <Failed what="It was not removed." error={remove.error} />}
    </Card>
  )
}

function Sessions({ account }: { readonly account: AccountDetail }) {
  const end = useAccountChange(account.id, () => endSessions(account.id))
  return (
    <Card title="Signed in">
      {account.sessions.length === 0 && <p>Nowhere.</p>}
      <ul className={classes['list']} hidden={account.sessions.length === 0}>
        {account.sessions.map((session) => (
          <li key={`${session.created} ${session.seen}`} className={classes['entry']}>
            <div>
              <p title={clean(session.userAgent ?? '', 300)}>{clean(session.browser ?? 'An unknown browser', 160)}</p>
              <p className={classes['small']}>
                {session.ip ?? ''} · seen <When time={session.seen} />
              </p>
            </div>
          </li>
        ))}
      </ul>
      {account.sessions.length > 0 && (
        <div>
          <Confirm ask="Sign out everywhere" sure="Sign out everywhere" pending={end.isPending} act={() => end.mutate(undefined)} />
        </div>
      )}
      {end.isError && <Failed what="The sessions were not ended." error={end.error} />}
    </Card>
  )
}

const kindWords = (kind: string): string => kind.replaceAll('-', ' ').replace(/^./, (letter) => letter.toUpperCase())

function Told({ account }: { readonly account: AccountDetail }) {
  if (account.notices.length === 0) return null
  return (
    <Card title="What the person was told">
      <ul className={classes['list']}>
        {account.notices.slice(0, 10).map((notice) => (
          <li key={`${notice.created} ${notice.kind} ${notice.to}`}>
            {kindWords(notice.kind)}
            <p className={classes['small']}>
              {notice.to === '' ? '' : `${notice.to} · `}
              {notice.error ?? (notice.sent === undefined ? 'waits to be sent' : 'sent')} · <When time={notice.created} />
            </p>
          </li>
        ))}
      </ul>
    </Card>
  )
}
