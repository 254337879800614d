/** Four words on both screens: the person says on the computer whether they are the same, and this phone waits for it. */
import { useCallback, useEffect } from 'react'
import { forget, keep } from '../accounts/accounts.ts'
import type { Account } from '../accounts/kept.ts'
import { Failed } from '../frame/failed.tsx'
import { goInstead } from '../frame/go.ts'
import { Screen } from '../frame/screen.tsx'
import { useAsked } from '../frame/use-asked.ts'
import { useSay } from '../text/use-say.ts'
import { enrolmentState } from '../wire/phone.ts'

const askEveryMs = 2000

export function WordsScreen({ account }: { readonly account: Account }) {
  const { say } = useSay()
  const [asked, again] = useAsked(useCallback(() => enrolmentState(account), [account]))
  const state = asked.state === 'there' ? asked.value.state : undefined
  const isRefused =
    state === 'refused' || (asked.state === 'failed' && (asked.failure.kind === 'gone' || asked.failure.kind === 'stranger'))
  useEffect(() => {
    if (isRefused) return
    const timer = setInterval(again, askEveryMs)
    return () => clearInterval(timer)
  }, [again, isRefused])
  useEffect(() => {
    if (state === 'confirmed')
      void keep({ ...account, state: 'active', words: [] }).then(() => goInstead({ screen: 'finish', account: account.id }))
  }, [state, account])

  if (isRefused) return <Refused account={account} />
  return (
    <Screen
      title={say('words.title')}
      back={{ screen: 'list' }}
      over={
        <p className="whose">
          <bdi>{account.account.organisation}</bdi> · <bdi>{account.account.name}</bdi>
        </p>
      }
    >
      <p className="lead">{say('words.how')}</p>
      <ol className="words">
        {Object.entries(account.words).map(([place, word]) => (
          <li key={place} lang="en">
            {word}
          </li>
        ))}
      </ol>
      <p>{say('words.same')}</p>
      <p>{say('words.other')}</p>
      {asked.state === 'failed' ? (
        <Failed failure={asked.failure} />
      ) : (
        <p className="soft busy" role="status">
          {say('words.waiting')}
        </p>
      )}
    </Screen>
  )
}

function Refused({ account }: { readonly account: Account }) {
  const { say } = useSay()
  const leave = async (): Promise<void> => {
    await forget(account.id)
    goInstead({ screen: 'list' })
  }
  return (
    <Screen title={say('words.refused')} tone="bad" over={<span className="sign bad" aria-hidden="true" />}>
      <p className="lead" role="status">
        {say('words.refusedWhat')}
      </p>
      <button type="button" className="main" onClick={() => void leave()}>
        {say('result.toAccounts')}
      </button>
    </Screen>
  )
}
