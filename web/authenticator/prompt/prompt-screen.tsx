/** One prompt from first sight to its end: fetched once and never swapped for another while somebody looks at it. */
import { useCallback, useEffect, useState } from 'react'
import type { Answered, PhonePrompt } from '../../../src/7-provider/wire.ts'
import { ended, hasEnded, isOver } from '../accounts/accounts.ts'
import type { Account } from '../accounts/kept.ts'
import { Failed } from '../frame/failed.tsx'
import { Screen } from '../frame/screen.tsx'
import { useAsked } from '../frame/use-asked.ts'
import { useSay } from '../text/use-say.ts'
import { serverNow } from '../wire/clock.ts'
import { askEveryMs } from '../wire/live.ts'
import { openPrompt } from '../wire/phone.ts'
import { OpenPrompt } from './open-prompt.tsx'
import { Over, Result } from './result.tsx'

interface Props {
  readonly account: Account
  /** The one whose notice was tapped; undefined where the person asks for whatever waits. */
  readonly id: string | undefined
}

export function PromptScreen({ account, id }: Props) {
  const [asked, again] = useAsked(useCallback(() => openPrompt(account, id === undefined ? { quiet: true } : { id }), [account, id]))
  const [first, setFirst] = useState<PhonePrompt>()
  const [outcome, setOutcome] = useState<Answered['outcome']>()
  const found = asked.state === 'there' ? asked.value : undefined
  const shown = first ?? found
  const isEnded = useIsEnded(shown)
  useEffect(() => {
    if (found !== undefined) setFirst((before) => before ?? found)
  }, [found])
  const isNothing = shown === undefined && asked.state === 'there'
  useEffect(() => {
    if (isNothing && id !== undefined) isOver(account.id, id)
  }, [isNothing, account.id, id])
  const isSeeking = isNothing && id === undefined
  useEffect(() => {
    if (!isSeeking) return
    const timer = setInterval(again, askEveryMs)
    return () => clearInterval(timer)
  }, [isSeeking, again])

  if (shown !== undefined && outcome !== undefined) return <Result outcome={outcome} prompt={shown} account={account.id} />
  if (shown !== undefined && isEnded) return <Over />
  if (shown !== undefined) return <OpenPrompt account={account} prompt={shown} answered={(what) => end(account, shown, what, setOutcome)} />
  if (asked.state === 'there' && id !== undefined) return <Over />
  if (asked.state === 'failed' && asked.failure.kind === 'gone') return <Over />
  return <Seeking asked={asked} again={again} account={account} />
}

function end(
  account: Account,
  { id }: PhonePrompt,
  outcome: Answered['outcome'] | 'gone',
  set: (outcome: Answered['outcome']) => void,
): void {
  if (outcome !== 'gone') set(outcome)
  isOver(account.id, id)
  hasEnded(id)
}

interface SeekingProps {
  readonly asked: ReturnType<typeof useAsked<PhonePrompt | undefined>>[0]
  again(): void
  readonly account: Account
}

function Seeking({ asked, again, account }: SeekingProps) {
  const { say } = useSay()
  return (
    <Screen title={say('account.quietWaiting')} back={{ screen: 'account', account: account.id }}>
      {asked.state === 'failed' ? <Failed failure={asked.failure} again={again} /> : null}
      {asked.state === 'waiting' ? <p role="status">{say('app.loading')}</p> : null}
      {asked.state === 'there' ? (
        <p className="lead" role="status">
          {say('account.quietNone')}
        </p>
      ) : null}
    </Screen>
  )
}

/** By the server's word, or by its clock. */
function useIsEnded(prompt: PhonePrompt | undefined): boolean {
  const all = ended.use()
  const [expired, setExpired] = useState<string>()
  useEffect(() => {
    if (prompt === undefined) return
    const timer = setTimeout(() => setExpired(prompt.id), Math.max(0, prompt.expires - serverNow()))
    return () => clearTimeout(timer)
  }, [prompt])
  return prompt !== undefined && (all.has(prompt.id) || expired === prompt.id)
}
