/** After the words: the confirming passkey and notices are offered; neither is a must. */
import { useCallback, useEffect, useState } from 'react'
import { keep } from '../accounts/accounts.ts'
import type { Account } from '../accounts/kept.ts'
import { go } from '../frame/go.ts'
import { Screen } from '../frame/screen.tsx'
import { useAsked } from '../frame/use-asked.ts'
import { SetNotices } from '../notices/set-notices.tsx'
import { useSay } from '../text/use-say.ts'
import { serverNow } from '../wire/clock.ts'
import { phoneStatus, setConfirming } from '../wire/phone.ts'

export function FinishScreen({ account }: { readonly account: Account }) {
  const { say } = useSay()
  const [asked, again] = useAsked(useCallback(() => phoneStatus(account), [account]))
  const status = asked.state === 'there' ? asked.value : undefined
  const { name, organisation } = account.account
  return (
    <Screen title={say('finish.title')} tone="good" over={<span className="sign good" aria-hidden="true" />}>
      <p className="lead">{say('finish.who', { name, organisation })}</p>
      <h2>{say('finish.next')}</h2>
      <Confirming account={account} isOn={status?.confirming ?? false} changed={again} />
      <SetNotices account={account} isOn={status?.subscribed ?? false} changed={again} />
      <button type="button" className="main" onClick={() => go({ screen: 'account', account: account.id })}>
        {say('app.done')}
      </button>
    </Screen>
  )
}

interface Props {
  readonly account: Account
  readonly isOn: boolean
  changed(): void
}

function Confirming({ account, isOn, changed }: Props) {
  const { say } = useSay()
  const [can, setCan] = useState<boolean>()
  const [state, setState] = useState<'idle' | 'busy' | 'failed'>('idle')
  useEffect(() => {
    void import('../keys/confirm.ts').then(({ canConfirm }) => canConfirm()).then(setCan)
  }, [])
  if (isOn) return <p className="set yes">{say('finish.confirmOn')}</p>
  const { offer } = account
  if (can === false || offer === undefined || offer.expires < serverNow()) return <p className="note">{say('finish.confirmNone')}</p>
  const make = (): void => {
    setState('busy')
    void switchOn(account, offer.confirming).then((isDone) => {
      setState(isDone ? 'idle' : 'failed')
      changed()
    })
  }
  return (
    <div className="set">
      <button type="button" className="button" onClick={make} disabled={can === undefined || state === 'busy'}>
        {say('finish.confirm')}
      </button>
      <p className="soft">{say('finish.confirmWhat')}</p>
      {state === 'failed' ? (
        <p className="note bad" role="alert">
          {say('finish.confirmFailed')}
        </p>
      ) : null}
    </div>
  )
}

async function switchOn(account: Account, options: string): Promise<boolean> {
  try {
    const { makeConfirming } = await import('../keys/confirm.ts')
    const credential = await makeConfirming(options)
    const reply = await setConfirming(account, { credential })
    if (reply.ok) await keep({ ...account, offer: undefined })
    return reply.ok
  } catch {
    return false
  }
}
