/** Keeps listening for prompts of all accounts while the app is looked at. */
import { useEffect } from 'react'
import { isOver, isWaiting, waiting } from '../accounts/accounts.ts'
import type { Account } from '../accounts/kept.ts'
import { askEveryMs, listen } from '../wire/live.ts'
import { openPrompt } from '../wire/phone.ts'

/** Browsers hold six connections to a server open without HTTP/2; the accounts beyond these are asked every few seconds. */
const streamsMax = 3

export function useLive(accounts: readonly Account[] | undefined): void {
  useEffect(() => {
    const active = accounts?.filter(({ state }) => state === 'active') ?? []
    let ending = new AbortController()
    const begin = (): void => {
      ending.abort()
      ending = new AbortController()
      if (document.hidden) return
      for (const [nth, account] of active.entries()) follow(account, nth < streamsMax, ending.signal)
    }
    begin()
    document.addEventListener('visibilitychange', begin)
    return () => {
      document.removeEventListener('visibilitychange', begin)
      ending.abort()
    }
  }, [accounts])
}

function follow(account: Account, hasStream: boolean, signal: AbortSignal): void {
  let isAsking = false
  let isAskedAgain = false
  const ask = (): void => {
    isAskedAgain = isAsking
    if (isAsking) return
    isAsking = true
    // One that comes while the answer is on its way is not over because the answer does not know it.
    const before = waiting.get().get(account.id)
    void openPrompt(account).then((reply) => {
      isAsking = false
      if (signal.aborted) return
      if (isAskedAgain) ask()
      if (!reply.ok) return
      if (reply.value !== undefined) isWaiting(account.id, reply.value.id)
      else if (before !== undefined) isOver(account.id, before)
    })
  }
  ask()
  if (hasStream) {
    const heard = (line: { readonly type: string; readonly id?: string }): void => {
      // What happened while there was no stream is not told again.
      if (line.type === 'hello') ask()
      if (line.type === 'prompt' && line.id !== undefined) isWaiting(account.id, line.id)
      if (line.type === 'over') isOver(account.id, line.id)
    }
    listen(account, heard, ask, signal)
    return
  }
  const timer = setInterval(ask, askEveryMs)
  signal.addEventListener('abort', () => clearInterval(timer))
}
