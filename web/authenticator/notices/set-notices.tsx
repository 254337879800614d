/** The switch for notices, and why it may not work here. */
import { useState } from 'react'
import type { Account } from '../accounts/kept.ts'
import { useSay } from '../text/use-say.ts'
import { noticesCan, switchOff, switchOn } from './notices.ts'

interface Props {
  readonly account: Account
  readonly isOn: boolean
  readonly canSwitchOff?: boolean
  changed(): void
}

export function SetNotices({ account, isOn, canSwitchOff = false, changed }: Props) {
  const { say } = useSay()
  const [state, setState] = useState<'idle' | 'busy' | 'refused' | 'failed'>('idle')
  const can = noticesCan()
  const isAllowed = can === 'yes' && Notification.permission === 'granted'
  if (isOn && isAllowed) {
    const off = (): void => {
      setState('busy')
      void switchOff(account).then((reply) => {
        setState(reply.ok ? 'idle' : 'failed')
        changed()
      })
    }
    return (
      <div className="set">
        <p className="yes">{say('finish.noticesOn')}</p>
        {canSwitchOff ? (
          <button type="button" className="link" onClick={off} disabled={state === 'busy'}>
            {say('account.noticesOff')}
          </button>
        ) : null}
      </div>
    )
  }
  if (can === 'home-screen') return <p className="note">{say('finish.noticesHome')}</p>
  if (can === 'no') return <p className="note">{say('finish.noticesNone')}</p>
  if (can === 'refused' || state === 'refused') return <p className="note">{say('finish.noticesRefused')}</p>
  const on = (): void => {
    setState('busy')
    void switchOn(account).then((what) => {
      setState(what === 'on' ? 'idle' : what)
      changed()
    })
  }
  return (
    <div className="set">
      <button type="button" className="button" onClick={on} disabled={state === 'busy'}>
        {say('finish.notices')}
      </button>
      <p className="soft">{say('finish.noticesWhat')}</p>
      {state === 'failed' ? (
        <p className="note bad" role="alert">
          {say('finish.noticesFailed')}
        </p>
      ) : null}
    </div>
  )
}
