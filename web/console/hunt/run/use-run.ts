/** Running one query at a time: asking, cancelling, and what came of it. */
import { useCallback, useEffect, useRef, useState } from 'react'
import type { HuntQuestion, HuntReply } from '../../../../src/8-server/hunting/wire.ts'
import { call } from '../../wire/call.ts'
import { parseReply } from '../text/reply.ts'

export interface Asked {
  readonly text: string
  /** Where the query begins in the editor's text. */
  readonly start: number
  readonly rowsMax: number
  readonly began: number
}

export type Run =
  | { readonly state: 'none' }
  | { readonly state: 'running'; readonly asked: Asked; readonly before: Run }
  | { readonly state: 'answered'; readonly asked: Asked; readonly reply: HuntReply }
  | { readonly state: 'failed'; readonly asked: Asked; readonly error: unknown }

export interface Runner {
  readonly run: Run
  ask(question: HuntQuestion & { readonly rowsMax: number }, start: number, done: (reply: HuntReply) => void): void
  cancel(): void
}

/** Kept while other pages are looked at, so that an answer that took a minute is still there. */
let kept: Run = { state: 'none' }

export function useRun(): Runner {
  const [run, setRun] = useState<Run>(() => (kept.state === 'running' ? kept.before : kept))
  const current = useRef<string>(undefined)
  const tell = useCallback((next: Run): void => {
    kept = next
    setRun(next)
  }, [])
  const cancel = useCallback((): void => {
    const id = current.current
    // One that has just ended is not there any more; its answer comes.
    if (id !== undefined) call<void>('POST', 'api/hunt/cancel', { id }).catch(() => {})
  }, [])
  useEffect(() => cancel, [cancel])
  const ask = useCallback<Runner['ask']>(
    (question, start, done) => {
      cancel()
      const id = newId()
      current.current = id
      const asked = { text: question.text, start, rowsMax: question.rowsMax, began: Date.now() }
      const isCurrent = (): boolean => current.current === id
      tell({ state: 'running', asked, before: kept.state === 'running' ? kept.before : kept })
      call<HuntReply>('POST', 'api/hunt/query', { ...question, id }, parseReply).then(
        (reply) => {
          if (!isCurrent()) return
          current.current = undefined
          tell({ state: 'answered', asked, reply })
          done(reply)
        },
        (error: unknown) => {
          if (!isCurrent()) return
          current.current = undefined
          tell({ state: 'failed', asked, error })
        },
      )
    },
    [cancel, tell],
  )
  return { run, ask, cancel }
}

export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
