/** Adding an account: a code from a link, the camera or the keyboard, a name for the phone, and its new key. */
import { useState } from 'react'
import { accounts, keep } from '../accounts/accounts.ts'
import { accountsMax } from '../accounts/kept.ts'
import { failureText } from '../frame/failed.tsx'
import { goInstead } from '../frame/go.ts'
import { Screen } from '../frame/screen.tsx'
import { makeKey } from '../keys/phone-key.ts'
import { Scanner } from '../scan/scanner.tsx'
import type { Say } from '../text/say.ts'
import { useSay } from '../text/use-say.ts'
import type { Failure } from '../wire/call.ts'
import { claim } from '../wire/phone.ts'
import { readCode } from './code.ts'
import { phoneName } from './phone-name.ts'

const nameMax = 60

export function EnrolScreen({ linked }: { readonly linked: string | undefined }) {
  const { say } = useSay()
  const [typed, setTyped] = useState(linked ?? '')
  const [name, setName] = useState(() => phoneName(navigator.userAgent) ?? say('enrol.defaultPhone'))
  const [problem, setProblem] = useState<string>()
  const [isBusy, setBusy] = useState(false)
  const take = (text: string): boolean => {
    const read = readCode(text, location.origin)
    if (read.kind === 'code') {
      setTyped(read.code)
      setProblem(undefined)
    } else setProblem(codeProblem(read, say))
    return read.kind === 'code'
  }
  const submit = async (event: React.FormEvent): Promise<void> => {
    event.preventDefault()
    const read = readCode(typed, location.origin)
    if (read.kind !== 'code') return setProblem(codeProblem(read, say))
    setBusy(true)
    setProblem(undefined)
    const failure = await enrol(read.code, name.trim().slice(0, nameMax) || say('enrol.defaultPhone'))
    setBusy(false)
    if (failure !== undefined)
      setProblem(failure.kind === 'gone' || failure.kind === 'stranger' ? say('enrol.gone') : failureText(failure, say))
  }
  return (
    <Screen title={say('enrol.title')} back={{ screen: 'list' }}>
      <p className="lead">{say(linked === undefined ? 'enrol.how' : 'enrol.fromLink')}</p>
      {linked === undefined ? <Scanner start={say('scan.start')} none={say('scan.none')} found={take} /> : null}
      <form className="form" onSubmit={(event) => void submit(event)}>
        <label htmlFor="code">{say('enrol.code')}</label>
        <input
          id="code"
          className="mono"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          required
          maxLength={400}
          aria-describedby="code-hint code-problem"
          aria-invalid={problem !== undefined}
        />
        <p className="soft" id="code-hint">
          {say('enrol.codeHint')}
        </p>
        <p className={problem === undefined ? 'unseen' : 'note bad'} id="code-problem" role="alert">
          {problem ?? ''}
        </p>
        <label htmlFor="phone">{say('enrol.phoneName')}</label>
        <input
          id="phone"
          value={name}
          onChange={(event) => setName(event.target.value)}
          maxLength={nameMax}
          required
          aria-describedby="phone-hint"
        />
        <p className="soft" id="phone-hint">
          {say('enrol.phoneNameHint')}
        </p>
        <button type="submit" className="main" disabled={isBusy}>
          {isBusy ? say('app.loading') : say('enrol.go')}
        </button>
      </form>
    </Screen>
  )
}

function codeProblem(read: ReturnType<typeof readCode>, say: Say): string {
  return read.kind === 'other-server' ? say('enrol.otherServer', { address: read.address }) : say('enrol.codeWrong')
}

/** Answers what went wrong; else the next screen is open. */
async function enrol(code: string, name: string): Promise<Failure | undefined> {
  if ((accounts.get()?.length ?? 0) >= accountsMax)
    return { kind: 'refused', status: 0, code: 'full', message: `At most ${accountsMax} accounts.` }
  const key = await makeKey()
  const reply = await claim(code, name, key)
  if (!reply.ok) return reply.failure
  const { id, account, words, confirming, expires } = reply.value
  await keep({ id, key, account, words, state: 'claimed', offer: { confirming, expires }, created: Date.now() })
  goInstead({ screen: 'words', account: id })
  return undefined
}
