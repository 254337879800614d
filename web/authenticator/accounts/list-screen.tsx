/** The first screen: the accounts on this phone, and which of them waits for an answer. */

import { writeRoute } from '../frame/route.ts'
import { Screen } from '../frame/screen.tsx'
import { useSay } from '../text/use-say.ts'
import { waiting } from './accounts.ts'
import type { Account } from './kept.ts'

export function ListScreen({ accounts }: { readonly accounts: readonly Account[] }) {
  const { say } = useSay()
  const open = waiting.use()
  return (
    <Screen title={accounts.length === 0 ? say('list.welcome') : say('list.title')}>
      {accounts.length === 0 ? (
        <div className="welcome">
          <p className="lead">{say('list.welcomeWhat')}</p>
          <p>{say('list.welcomeHow')}</p>
        </div>
      ) : (
        <ul className="accounts">
          {accounts.map((account) => (
            <li key={account.id}>
              <Row account={account} prompt={open.get(account.id)} />
            </li>
          ))}
        </ul>
      )}
      <nav className="more">
        <a className={accounts.length === 0 ? 'button main' : 'button'} href="#enrol">
          {say('list.add')}
        </a>
        <a className="button quiet" href="#help">
          {say('list.help')}
        </a>
      </nav>
    </Screen>
  )
}

function Row({ account, prompt }: { readonly account: Account; readonly prompt: string | undefined }) {
  const { say } = useSay()
  const { organisation, displayName, name } = account.account
  const to =
    account.state === 'claimed'
      ? writeRoute({ screen: 'words', account: account.id })
      : writeRoute(prompt === undefined ? { screen: 'account', account: account.id } : { screen: 'prompt', account: account.id, prompt })
  const mark = account.state === 'claimed' ? say('list.unfinished') : prompt === undefined ? undefined : say('list.waiting')
  return (
    <a className={prompt === undefined ? 'account' : 'account waits'} href={to}>
      <span className="letter" aria-hidden="true">
        {[...organisation.trim()][0]?.toUpperCase() ?? '•'}
      </span>
      <span className="names">
        <bdi className="organisation">{organisation}</bdi>
        <bdi>{displayName}</bdi>
        <bdi className="soft">{name}</bdi>
        {mark === undefined ? null : <span className="mark">{mark}</span>}
      </span>
      <span className="chevron" aria-hidden="true" />
    </a>
  )
}
