/** What was done with the account, newest first; of what may have been somebody else, it asks. */
import { useCallback, useState } from 'react'
import type { HistoryItem } from '../../../src/7-provider/wire.ts'
import { clean } from '../../console/text/clean.ts'
import { Failed } from '../frame/failed.tsx'
import { Screen } from '../frame/screen.tsx'
import { useAsked } from '../frame/use-asked.ts'
import { useSay } from '../text/use-say.ts'
import type { Failure } from '../wire/call.ts'
import { history, sayVerdict } from '../wire/phone.ts'
import type { Account } from './kept.ts'

/** The server's page; a shorter one is the last. */
const pageMax = 50
/** More is not shown: older history stands on the account page. */
const shownMax = 500

export function HistoryScreen({ account }: { readonly account: Account }) {
  const { say } = useSay()
  const [asked, again] = useAsked(useCallback(() => history(account), [account]))
  return (
    <Screen title={say('history.title')} back={{ screen: 'account', account: account.id }}>
      {asked.state === 'waiting' ? <p role="status">{say('app.loading')}</p> : null}
      {asked.state === 'failed' ? <Failed failure={asked.failure} again={again} /> : null}
      {asked.state === 'there' ? <Items account={account} first={asked.value} /> : null}
    </Screen>
  )
}

function Items({ account, first }: { readonly account: Account; readonly first: readonly HistoryItem[] }) {
  const { say, write } = useSay()
  const [older, setOlder] = useState<readonly HistoryItem[]>([])
  const [isLast, setLast] = useState(first.length < pageMax)
  const [failure, setFailure] = useState<Failure>()
  const all = [...first, ...older]
  const oldest = all.at(-1)
  const more = (): void => {
    void history(account, oldest?.time).then((reply) => {
      setFailure(reply.ok ? undefined : reply.failure)
      if (!reply.ok) return
      setOlder([...older, ...reply.value])
      setLast(reply.value.length < pageMax || all.length + reply.value.length >= shownMax)
    })
  }
  if (oldest === undefined) return <p className="lead">{say('history.empty')}</p>
  return (
    <>
      {byDay(all, write.day).map(({ day, items }) => (
        <section key={day} className="day" aria-label={day}>
          <h2>{day}</h2>
          <ul className="history">
            {items.map((item) => (
              <Item key={item.id} account={account} item={item} />
            ))}
          </ul>
        </section>
      ))}
      {failure === undefined ? null : <Failed failure={failure} />}
      {isLast ? null : (
        <button type="button" className="button" onClick={more}>
          {say('history.more')}
        </button>
      )}
    </>
  )
}

function byDay(items: readonly HistoryItem[], dayOf: (time: number) => string): { day: string; items: HistoryItem[] }[] {
  const days: { day: string; items: HistoryItem[] }[] = []
  for (const item of items) {
    const day = dayOf(item.time)
    const last = days.at(-1)
    if (last?.day === day) last.items.push(item)
    else days.push({ day, items: [item] })
  }
  return days
}

function Item({ account, item }: { readonly account: Account; readonly item: HistoryItem }) {
  const { say, write } = useSay()
  const [verdict, setVerdict] = useState(item.verdict)
  const [failure, setFailure] = useState<Failure>()
  const [isBusy, setBusy] = useState(false)
  const answer = (given: 'me' | 'not-me'): void => {
    setBusy(true)
    void sayVerdict(account, item.id, { verdict: given }).then((reply) => {
      setBusy(false)
      setFailure(reply.ok ? undefined : reply.failure)
      if (reply.ok) setVerdict(given)
    })
  }
  const details = [write.time(item.time), item.where, item.device].filter((part) => part !== undefined).map((part) => clean(part, 100))
  return (
    <li className={`event ${item.outcome}`}>
      <p className="what">
        <bdi>{clean(item.what, 200)}</bdi> <span className="unseen">({say(`history.${item.outcome}`)})</span>
      </p>
      <p className="soft">
        <bdi>{details.join(' · ')}</bdi>
      </p>
      {item.askable && verdict === undefined ? <Ask isBusy={isBusy} answer={answer} what={item.what} /> : null}
      <p className="verdict" role="status">
        {verdict === 'me' ? say('history.me') : verdict === 'not-me' ? `${say('history.notMe')}. ${say('history.reported')}` : ''}
      </p>
      {failure === undefined ? null : <Failed failure={failure} />}
    </li>
  )
}

function Ask({ isBusy, answer, what }: { readonly isBusy: boolean; answer(verdict: 'me' | 'not-me'): void; readonly what: string }) {
  const { say } = useSay()
  return (
    <fieldset className="ask">
      <legend>
        {say('history.ask')}
        <span className="unseen"> {clean(what, 200)}</span>
      </legend>
      <button type="button" disabled={isBusy} onClick={() => answer('me')}>
        {say('history.yes')}
      </button>
      <button type="button" disabled={isBusy} onClick={() => answer('not-me')}>
        {say('history.no')}
      </button>
    </fieldset>
  )
}
