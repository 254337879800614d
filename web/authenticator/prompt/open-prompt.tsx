/** A prompt that waits: what it is about, the number, and three ways to say no. There is no way to say yes without the number. */
import { useEffect, useState } from 'react'
import type { Answered, PhonePrompt } from '../../../src/7-provider/wire.ts'
import type { Account } from '../accounts/kept.ts'
import { Failed } from '../frame/failed.tsx'
import { Screen } from '../frame/screen.tsx'
import { fits } from '../keys/answer.ts'
import { useArmed } from '../number/armed.ts'
import { Keypad } from '../number/keypad.tsx'
import { Scanner } from '../scan/scanner.tsx'
import { useSay } from '../text/use-say.ts'
import type { Failure } from '../wire/call.ts'
import { serverNow } from '../wire/clock.ts'
import { type Answer, answerPrompt } from './answering.ts'
import { ContextCard, Unusual } from './context-card.tsx'
import { readScanned } from './scanned.ts'

interface Props {
  readonly account: Account
  readonly prompt: PhonePrompt
  answered(outcome: Answered['outcome'] | 'gone'): void
}

export function OpenPrompt({ account, prompt, answered }: Props) {
  const { say } = useSay()
  const isArmed = useArmed()
  const doesFit = useFits(prompt)
  const { state, send, last } = useSending(account, prompt, answered)
  const isHeld = !isArmed || state.kind === 'sending'
  return (
    <Screen
      title={titleOf(prompt, say)}
      over={
        <p className="whose">
          <bdi>{account.account.organisation}</bdi> · <bdi>{account.account.name}</bdi>
        </p>
      }
    >
      <div className="prompt">
        <div className="about">
          <Unusual prompt={prompt} />
          <ContextCard prompt={prompt} />
          <NotMe isHeld={isHeld} send={send} />
        </div>
        <div className="answers">
          <Left expires={prompt.expires} />
          {state.kind === 'failed' ? <Failed failure={state.failure} again={last === undefined ? undefined : () => send(last)} /> : null}
          {state.kind === 'not-confirmed' ? (
            <p className="note bad" role="alert">
              {say('prompt.confirmFailed')}
            </p>
          ) : null}
          {doesFit === false ? (
            <p className="note bad" role="alert">
              {say('prompt.unsure')}
            </p>
          ) : null}
          {doesFit === true ? <NumberOrCode prompt={prompt} isHeld={isHeld} isSending={state.kind === 'sending'} send={send} /> : null}
          <Cancel isHeld={isHeld} send={send} />
        </div>
      </div>
    </Screen>
  )
}

type Sending =
  | { readonly kind: 'idle' }
  | { readonly kind: 'sending' }
  | { readonly kind: 'not-confirmed' }
  | { readonly kind: 'failed'; readonly failure: Failure }

function useSending(account: Account, prompt: PhonePrompt, answered: Props['answered']) {
  const [state, setState] = useState<Sending>({ kind: 'idle' })
  const [last, setLast] = useState<Answer>()
  const send = (answer: Answer): void => {
    setState({ kind: 'sending' })
    setLast(answer)
    void answerPrompt(account, prompt, answer).then((outcome) => {
      if (outcome.kind === 'answered') return answered(outcome.outcome)
      // The server says the same of a wrong number and of one that came too late.
      if (outcome.kind === 'failed' && outcome.failure.kind === 'gone') return answered(answer.decision === 'approve' ? 'wrong' : 'gone')
      setState(outcome)
    })
  }
  return { state, send, last }
}

/** Undefined while it is being computed. */
function useFits(prompt: PhonePrompt): boolean | undefined {
  const [doesFit, setFit] = useState<boolean>()
  useEffect(() => {
    void fits(prompt).then(setFit)
  }, [prompt])
  return doesFit
}

interface NumberProps {
  readonly prompt: PhonePrompt
  readonly isHeld: boolean
  readonly isSending: boolean
  send(answer: Answer): void
}

function NumberOrCode({ prompt, isHeld, isSending, send }: NumberProps) {
  const { say } = useSay()
  const [isWrongCode, setWrongCode] = useState(false)
  const { numberLength } = prompt
  const take = (text: string): boolean => {
    const number = readScanned(text)
    setWrongCode(number === undefined)
    if (number !== undefined && !isHeld) send({ decision: 'approve', number })
    return number !== undefined
  }
  return (
    <section className="number" aria-labelledby="enter">
      <h2 id="enter">{say(numberLength === 'qr' ? 'prompt.qr' : 'prompt.enter')}</h2>
      {numberLength === 'qr' ? null : <p className="soft">{say('prompt.neverTold')}</p>}
      {numberLength === 'qr' ? (
        <>
          <Scanner start={say('scan.start')} none={say('prompt.qrNone')} found={take} />
          {isWrongCode ? (
            <p className="note bad" role="alert">
              {say('prompt.qrWrong')}
            </p>
          ) : null}
        </>
      ) : (
        <Keypad length={numberLength} isHeld={isHeld} isSending={isSending} send={(number) => send({ decision: 'approve', number })} />
      )}
    </section>
  )
}

interface NoProps {
  readonly isHeld: boolean
  send(answer: Answer): void
}

/** Above the number, so that nobody has to scroll to say no. */
function NotMe({ isHeld, send }: NoProps) {
  const { say } = useSay()
  return (
    <section className="not-me" aria-label={say('prompt.isIt')}>
      <div className="two">
        <button type="button" className="deny" disabled={isHeld} onClick={() => send({ decision: 'deny' })}>
          {say('prompt.deny')}
        </button>
        <button
          type="button"
          className="report"
          disabled={isHeld}
          onClick={() => send({ decision: 'report' })}
          aria-describedby="report-what"
        >
          {say('prompt.report')}
        </button>
      </div>
      <p className="soft" id="report-what">
        {say('prompt.reportWhat')}
      </p>
    </section>
  )
}

function Cancel({ isHeld, send }: NoProps) {
  const { say } = useSay()
  return (
    <section className="cancel">
      <button
        type="button"
        className="quiet"
        disabled={isHeld}
        onClick={() => send({ decision: 'mistyped' })}
        aria-describedby="mistyped-what"
      >
        {say('prompt.mistyped')}
      </button>
      <p className="soft centre" id="mistyped-what">
        {say('prompt.mistypedWhat')}
      </p>
    </section>
  )
}

/** Seconds left: seen all the time, said only at the end. */
function Left({ expires }: { readonly expires: number }) {
  const { say } = useSay()
  const [now, setNow] = useState(serverNow)
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), 1000)
    return () => clearInterval(timer)
  }, [])
  const seconds = Math.max(0, Math.ceil((expires - now) / 1000))
  return (
    <p className={seconds <= 20 ? 'left soon' : 'left'} role={seconds === 20 ? 'status' : undefined}>
      {say('prompt.left', { count: seconds })}
    </p>
  )
}

function titleOf({ kind }: PhonePrompt, say: ReturnType<typeof useSay>['say']): string {
  switch (kind) {
    case 'sign-in':
    case 'drill':
      return say('prompt.title')
    case 'step-up':
      return say('prompt.titleStepUp')
    case 'help-desk':
      return say('prompt.titleHelpDesk')
    case 'ciba':
      return say('prompt.titleCiba')
  }
}
