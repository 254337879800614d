/** Asks the server for something when a screen opens, and again when told to. */
import { useCallback, useEffect, useRef, useState } from 'react'
import type { Failure, Reply } from '../wire/call.ts'

export type Asked<T> =
  | { readonly state: 'waiting' }
  | { readonly state: 'failed'; readonly failure: Failure }
  | { readonly state: 'there'; readonly value: T }

/** `ask` has to stay the same between renderings, or it is asked anew. What was there stays until the new answer is; an older answer never replaces a newer. */
export function useAsked<T>(ask: () => Promise<Reply<T>>): readonly [Asked<T>, () => void] {
  const [asked, setAsked] = useState<Asked<T>>({ state: 'waiting' })
  const turn = useRef(0)
  const again = useCallback(() => {
    turn.current += 1
    const mine = turn.current
    void ask().then((reply) => {
      if (mine !== turn.current) return
      setAsked(reply.ok ? { state: 'there', value: reply.value } : { state: 'failed', failure: reply.failure })
    })
  }, [ask])
  useEffect(() => {
    again()
    return () => {
      turn.current += 1
    }
  }, [again])
  return [asked, again]
}
