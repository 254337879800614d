/** The threads that read: gives them tasks, and takes their parts back in the order of the tasks. */
import { getCompileCacheDir } from 'node:module'
import { dirname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { SourceName } from '../0-event/event.ts'
import type { EventBatch } from './parallel.ts'
import { unpack } from './transfer.ts'
import type { FromWorker, Part, Setup, Task, ToWorker } from './worker.ts'

export interface WorkersOptions {
  readonly count: number
  /** Exports `sources`. */
  readonly module: URL
  readonly only: SourceName | undefined
  readonly signal: AbortSignal | undefined
}

export interface Workers {
  /** One call at a time. */
  readAll(tasks: AsyncGenerator<Task>): AsyncGenerator<EventBatch>
  /** Ends the threads, whatever they are doing. */
  close(): Promise<void>
}

/** What a thread works on, and what it does next: it never waits for us to give it something. */
const tasksPerThread = 2
/** Parts that wait to be taken, over all threads: each holds the events of a megabyte of text, in a quarter of it. */
const partsMax = 128

interface Thread {
  readonly worker: Worker
  /** Tasks that were given to it and are not done. */
  open: number
}

interface Job {
  readonly number: number
  readonly task: Task
  readonly thread: Thread
  readonly parts: Part[]
  /** Set when all parts have come: how many lines the range had. */
  lines: number | undefined
}

interface State {
  readonly threads: readonly Thread[]
  readonly signal: AbortSignal | undefined
  readonly jobs: Map<number, Job>
  number: number
  failure: Error | undefined
  closed: boolean
  wake: () => void
}

export function openWorkers({ count, module, only, signal }: WorkersOptions): Workers {
  const cache = getCompileCacheDir()
  const setup: Setup = {
    module: module.href,
    only,
    partsMax: Math.max(4, Math.floor(partsMax / (count * tasksPerThread))),
    // Node gives the folder it made inside the one it was told.
    compileCache: cache === undefined ? undefined : dirname(cache),
  }
  const threads = Array.from({ length: count }, () => ({
    worker: new Worker(new URL('./worker.ts', import.meta.url), { workerData: setup }),
    open: 0,
  }))
  const state: State = { threads, signal, jobs: new Map(), number: 0, failure: undefined, closed: false, wake: () => {} }
  for (const { worker } of threads) listen(state, worker)
  const onAbort = () => state.wake()
  signal?.addEventListener('abort', onAbort)
  return {
    readAll: (tasks) => readAll(state, tasks),
    async close() {
      state.closed = true
      signal?.removeEventListener('abort', onAbort)
      await Promise.all(threads.map(({ worker }) => worker.terminate()))
    },
  }
}

function listen(state: State, worker: Worker): void {
  const fail = (why: string, cause?: unknown) => {
    state.failure ??= new Error(`a reading thread failed: ${why}`, { cause })
    state.wake()
  }
  worker.on('error', (error: unknown) => fail(error instanceof Error ? error.message : String(error), error))
  worker.on('exit', (code) => {
    if (!state.closed) fail(`it ended by itself, with code ${code}`)
  })
  worker.on('message', (message: FromWorker) => {
    const job = state.jobs.get(message.number)
    if (job === undefined) return
    if (message.say === 'part') job.parts.push(message)
    else {
      job.lines = message.lines
      job.thread.open--
    }
    state.wake()
  })
}

/** Tasks are given in order, and each thread works in the order given: so the first that is not done is always being worked on. */
async function* readAll(state: State, tasks: AsyncGenerator<Task>): AsyncGenerator<EventBatch> {
  const window: Job[] = []
  const refill = async () => {
    while (window.length < state.threads.length * tasksPerThread) {
      const next = await tasks.next()
      if (next.done) return
      window.push(give(state, next.value))
    }
  }
  let linesBefore = 0
  for (await refill(); window[0] !== undefined; await refill()) {
    const [job] = window
    if (job.task.range === undefined || job.task.range.start === job.task.range.first) linesBefore = 0
    yield* partsOf(state, job, linesBefore)
    linesBefore += job.lines ?? 0
    state.jobs.delete(job.number)
    window.shift()
  }
}

async function* partsOf(state: State, job: Job, linesBefore: number): AsyncGenerator<EventBatch> {
  for (;;) {
    state.signal?.throwIfAborted()
    if (state.failure !== undefined) throw state.failure
    const part = job.parts.shift()
    if (part !== undefined) {
      tell(job.thread, { say: 'taken', number: job.number })
      yield opened(part, job.task.path, linesBefore)
    } else if (job.lines !== undefined) return
    else await news(state)
  }
}

function give(state: State, task: Task): Job {
  const thread = state.threads.reduce((least, one) => (one.open < least.open ? one : least))
  const job: Job = { number: state.number++, task, thread, parts: [], lines: undefined }
  thread.open++
  state.jobs.set(job.number, job)
  tell(thread, { say: 'read', number: job.number, task })
  return job
}

const tell = ({ worker }: Thread, message: ToWorker): void => worker.postMessage(message)

/** The part with its lines counted from the beginning of the file; 0, which is the file as a whole, stays. */
function opened({ packed, refused, records, bytesRead, bytesTotal }: Part, file: string, linesBefore: number): EventBatch {
  const counted = linesBefore === 0 ? refused : refused.map((one) => (one.line === 0 ? one : { ...one, line: one.line + linesBefore }))
  return { file, events: unpack(packed), refused: counted, records, bytesRead, bytesTotal }
}

/** Resolves when a thread has said something, or failed, or all was called off. */
const news = (state: State): Promise<void> =>
  new Promise((resolve) => {
    state.wake = resolve
  })
