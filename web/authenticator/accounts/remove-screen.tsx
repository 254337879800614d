/** Giving up an account on this phone: the server first, then the key here. */
import { useState } from 'react'
import { Failed } from '../frame/failed.tsx'
import { go, goInstead } from '../frame/go.ts'
import { Screen } from '../frame/screen.tsx'
import { useSay } from '../text/use-say.ts'
import type { Failure } from '../wire/call.ts'
import { remove } from '../wire/phone.ts'
import { forget } from './accounts.ts'
import type { Account } from './kept.ts'

export function RemoveScreen({ account }: { readonly account: Account }) {
  const { say } = useSay()
  const [failure, setFailure] = useState<Failure>()
  const [isBusy, setBusy] = useState(false)
  const { name, organisation } = account.account
  const forgetHere = async (): Promise<void> => {
    await forget(account.id)
    goInstead({ screen: 'list' })
  }
  const removeBoth = async (): Promise<void> => {
    setBusy(true)
    const reply = await remove(account)
    setBusy(false)
    // A server that no longer knows the phone has nothing left to remove.
    if (reply.ok || reply.failure.kind === 'stranger' || reply.failure.kind === 'gone') await forgetHere()
    else setFailure(reply.failure)
  }
  return (
    <Screen title={say('remove.title')} back={{ screen: 'account', account: account.id }}>
      <p className="lead">{say('remove.what', { name, organisation })}</p>
      {failure === undefined ? null : (
        <Failed failure={failure}>
          <p>{say('remove.offline')}</p>
          <button type="button" className="quiet" onClick={() => void forgetHere()}>
            {say('remove.here')}
          </button>
        </Failed>
      )}
      <button type="button" className="deny" disabled={isBusy} onClick={() => void removeBoth()}>
        {say('remove.yes')}
      </button>
      <button type="button" className="quiet" onClick={() => go({ screen: 'account', account: account.id })}>
        {say('remove.no')}
      </button>
    </Screen>
  )
}
