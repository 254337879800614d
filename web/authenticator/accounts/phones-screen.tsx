/** The person's phones, and the way to suspend one that is lost. */
import { useCallback, useState } from 'react'
import type { PhoneListed } from '../../../src/7-provider/wire.ts'
import { clean } from '../../console/text/clean.ts'
import { Failed } from '../frame/failed.tsx'
import { Screen } from '../frame/screen.tsx'
import { useAsked } from '../frame/use-asked.ts'
import { useSay } from '../text/use-say.ts'
import type { Failure } from '../wire/call.ts'
import { lost, phones } from '../wire/phone.ts'
import type { Account } from './kept.ts'

export function PhonesScreen({ account }: { readonly account: Account }) {
  const { say } = useSay()
  const [asked, again] = useAsked(useCallback(() => phones(account), [account]))
  const [done, setDone] = useState<string>()
  const suspended = (phone: string): void => {
    setDone(phone)
    again()
  }
  return (
    <Screen title={say('phones.title')} back={{ screen: 'account', account: account.id }}>
      <p className={done === undefined ? 'unseen' : 'note'} role="status">
        {done === undefined ? '' : say('phones.lostDone', { phone: done })}
      </p>
      {asked.state === 'waiting' ? <p role="status">{say('app.loading')}</p> : null}
      {asked.state === 'failed' ? <Failed failure={asked.failure} again={again} /> : null}
      {asked.state === 'there' ? (
        <ul className="phones">
          {asked.value.map((phone) => (
            <Phone key={phone.id} account={account} phone={phone} suspended={suspended} />
          ))}
        </ul>
      ) : null}
      <p className="soft">{say('phones.thisLost')}</p>
    </Screen>
  )
}

interface Props {
  readonly account: Account
  readonly phone: PhoneListed
  suspended(name: string): void
}

function Phone({ account, phone, suspended }: Props) {
  const { say, write } = useSay()
  const [isSure, setSure] = useState(false)
  const [failure, setFailure] = useState<Failure>()
  const name = clean(phone.name, 60)
  const suspend = (): void => {
    void lost(account, phone.id).then((reply) => {
      setSure(false)
      setFailure(reply.ok ? undefined : reply.failure)
      if (reply.ok) suspended(name)
    })
  }
  return (
    <li className="card phone">
      <h2>
        <bdi>{name}</bdi>
      </h2>
      <p className="soft">
        {say(`phones.${phone.state}`)} · {say('phones.since', { day: write.date(phone.created) })}
      </p>
      {phone.isThis ? <p className="mark">{say('phones.this')}</p> : null}
      {phone.isThis || phone.state !== 'active' || isSure ? null : (
        <button type="button" className="quiet" onClick={() => setSure(true)}>
          {say('phones.lost')}
        </button>
      )}
      {isSure ? (
        <div className="note warn">
          <p role="alert">
            <strong>{say('phones.lostSure', { phone: name })}</strong> {say('phones.lostWhat')}
          </p>
          <div className="two">
            <button type="button" className="deny" onClick={suspend}>
              {say('phones.lostYes')}
            </button>
            <button type="button" onClick={() => setSure(false)}>
              {say('phones.no')}
            </button>
          </div>
        </div>
      ) : null}
      {failure === undefined ? null : <Failed failure={failure} />}
    </li>
  )
}
