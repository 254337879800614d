/** Queries under way, so that they end when whoever asked goes away or says so. */
import type { FastifyReply } from 'fastify'

export interface Running {
  /** Runs `work` with a signal that aborts when the connection closes or `cancel` is called with the id. */
  run<T>(reply: FastifyReply, id: string | undefined, work: (signal: AbortSignal) => Promise<T>): Promise<T>
  /** False where no such query runs. */
  cancel(id: string): boolean
}

/** As many as the hunter lets run and wait. A second query with the same id takes the place of the first in `cancel`. */
export function createRunning(): Running {
  const running = new Map<string, AbortController>()
  return {
    run: async (reply, id, work) => {
      const aborted = new AbortController()
      const gone = (): void => {
        if (!reply.raw.writableEnded) aborted.abort()
      }
      reply.raw.once('close', gone)
      if (id !== undefined) running.set(id, aborted)
      try {
        return await work(aborted.signal)
      } finally {
        reply.raw.off('close', gone)
        if (id !== undefined && running.get(id) === aborted) running.delete(id)
      }
    },
    cancel: (id) => {
      const found = running.get(id)
      found?.abort()
      return found !== undefined
    },
  }
}
