/** Says what went wrong and what can be done. */
import type { ReactNode } from 'react'
import type { Say } from '../text/say.ts'
import { useSay } from '../text/use-say.ts'
import type { Failure } from '../wire/call.ts'

export function failureText(failure: Failure, say: Say): string {
  switch (failure.kind) {
    case 'offline':
      return say('fail.offline')
    case 'gone':
      return say('fail.gone')
    case 'stranger':
      return `${say('fail.stranger')} ${say('fail.strangerWhat')}`
    case 'refused':
      return failure.status === 429 ? say('fail.busy') : say('fail.refused', { message: failure.message })
  }
}

interface Props {
  readonly failure: Failure
  readonly again?: (() => void) | undefined
  readonly children?: ReactNode
}

export function Failed({ failure, again, children }: Props) {
  const { say } = useSay()
  return (
    <div className="note bad" role="alert">
      <p>{failureText(failure, say)}</p>
      {again === undefined ? null : (
        <button type="button" className="quiet" onClick={again}>
          {say('app.tryAgain')}
        </button>
      )}
      {children}
    </div>
  )
}
