/** One account: asking for a prompt by oneself, its state, and the ways to its history, phones and removal. */
import { useCallback, useEffect } from 'react'
import { Failed } from '../frame/failed.tsx'
import { writeRoute } from '../frame/route.ts'
import { Screen } from '../frame/screen.tsx'
import { useAsked } from '../frame/use-asked.ts'
import { SetNotices } from '../notices/set-notices.tsx'
import { useSay } from '../text/use-say.ts'
import { phoneStatus } from '../wire/phone.ts'
import { keep } from './accounts.ts'
import type { Account } from './kept.ts'
import { State } from './state.tsx'

export function AccountScreen({ account }: { readonly account: Account }) {
  const { say } = useSay()
  const [asked, again] = useAsked(useCallback(() => phoneStatus(account), [account]))
  const status = asked.state === 'there' ? asked.value : undefined
  useFresh(account, status?.account)
  const { organisation, name, displayName, phone } = account.account
  return (
    <Screen
      title={displayName}
      back={{ screen: 'list' }}
      over={
        <p className="whose">
          <bdi>{organisation}</bdi> · <bdi>{name}</bdi>
        </p>
      }
    >
      {asked.state === 'failed' ? <Failed failure={asked.failure} again={again} /> : null}
      {status === undefined ? null : <State status={status} />}
      <a className="button main" href={writeRoute({ screen: 'prompt', account: account.id })} aria-describedby="quiet-what">
        {say('account.quiet')}
      </a>
      <p className="soft centre" id="quiet-what">
        {say('account.quietWhat')}
      </p>
      {status === undefined ? null : <SetNotices account={account} isOn={status.subscribed} changed={again} canSwitchOff />}
      <nav className="rows" aria-label={displayName}>
        <Way to={writeRoute({ screen: 'history', account: account.id })} text={say('account.history')} />
        <Way to={writeRoute({ screen: 'phones', account: account.id })} text={say('account.phones')} />
        {status === undefined || status.confirming || account.offer === undefined ? null : (
          <Way to={writeRoute({ screen: 'finish', account: account.id })} text={say('finish.confirm')} />
        )}
        <Way to={writeRoute({ screen: 'remove', account: account.id })} text={say('account.remove')} />
      </nav>
      <p className="soft">{say('account.onPhone', { phone })}</p>
    </Screen>
  )
}

function Way({ to, text }: { readonly to: string; readonly text: string }) {
  return (
    <a className="way" href={to}>
      {text}
      <span className="chevron" aria-hidden="true" />
    </a>
  )
}

/** Names change at the server; what is kept here follows. */
function useFresh(account: Account, told: Account['account'] | undefined): void {
  useEffect(() => {
    if (told !== undefined && JSON.stringify(told) !== JSON.stringify(account.account)) void keep({ ...account, account: told })
  }, [account, told])
}
