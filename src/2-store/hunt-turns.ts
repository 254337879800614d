/** Turns at something that only a few may do at once: the rest wait in a row of bounded length. */

export interface Turns {
  /** `go` when it may begin; then `release` must follow. `busy` where the row is full; `cancelled` where the signal came first. */
  take(signal: AbortSignal | undefined): Promise<'go' | 'busy' | 'cancelled'>
  release(): void
}

export function createTurns(runningMax: number, waitingMax: number): Turns {
  let running = 0
  const waiting: (() => void)[] = []
  return {
    async take(signal) {
      if (signal?.aborted === true) return 'cancelled'
      if (running < runningMax) {
        running++
        return 'go'
      }
      if (waiting.length >= waitingMax) return 'busy'
      return new Promise((resolve) => {
        const go = (): void => {
          signal?.removeEventListener('abort', leave)
          resolve('go')
        }
        const leave = (): void => {
          waiting.splice(waiting.indexOf(go), 1)
          resolve('cancelled')
        }
        waiting.push(go)
        signal?.addEventListener('abort', leave, { once: true })
      })
    },
    release() {
      const next = waiting.shift()
      // The place is handed on, so that nobody who came later takes it.
      if (next === undefined) running--
      else next()
    },
  }
}
