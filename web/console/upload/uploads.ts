/** The files on their way to the server: sent one after the other, as they are, without reading them into memory. */
import type { IngestAnswer } from '../../../src/8-server/wire.ts'
import { csrfHeader } from '../wire/call.ts'
import { failureOf, unreachable } from '../wire/problem.ts'
import { type Watched, watched } from '../wire/watched.ts'

export type Progress =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'sending'; readonly sent: number }
  /** All bytes are there; the server still reads them. */
  | { readonly kind: 'reading' }
  | { readonly kind: 'done'; readonly answer: IngestAnswer }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'stopped' }

export interface Upload {
  readonly id: number
  readonly file: File
  readonly progress: Progress
}

/** Finished ones beyond this many are forgotten, oldest first. */
const uploadsMax = 200

export const uploads: Watched<readonly Upload[]> = watched<readonly Upload[]>([])

let next = 1
let running: { readonly id: number; readonly request: XMLHttpRequest } | undefined
let onDone: () => void = () => undefined

/** `done` is called after each file, so that the page reads again what changed. */
export function whenDone(done: () => void): void {
  onDone = done
}

export function send(files: readonly File[]): void {
  const added = files.map((file): Upload => ({ id: next++, file, progress: { kind: 'waiting' } }))
  uploads.set([...uploads.get(), ...added].slice(-uploadsMax))
  proceed()
}

export const underWay = ({ progress: { kind } }: Upload): boolean => kind === 'waiting' || kind === 'sending' || kind === 'reading'

export function clearFinished(): void {
  uploads.set(uploads.get().filter(underWay))
}

export function stop(id: number): void {
  if (running?.id === id) running.request.abort()
  else progress(id, { kind: 'stopped' })
}

function progress(id: number, now: Progress): void {
  uploads.set(uploads.get().map((upload) => (upload.id === id ? { ...upload, progress: now } : upload)))
}

function proceed(): void {
  if (running !== undefined) return
  const upload = uploads.get().find((each) => each.progress.kind === 'waiting')
  if (upload !== undefined) start(upload)
}

/** `fetch` cannot tell how much is sent, so this is the older way. */
function start({ id, file }: Upload): void {
  const request = new XMLHttpRequest()
  running = { id, request }
  const finish = (now: Progress): void => {
    running = undefined
    progress(id, now)
    onDone()
    proceed()
  }
  request.open('POST', 'ingest/auto')
  request.setRequestHeader('content-type', 'application/octet-stream')
  request.setRequestHeader('x-file-name', encodeURIComponent(file.name))
  for (const [name, value] of Object.entries(csrfHeader())) request.setRequestHeader(name, value)
  request.upload.onprogress = ({ loaded }) => progress(id, { kind: 'sending', sent: loaded })
  request.upload.onload = () => progress(id, { kind: 'reading' })
  request.onload = () => finish(settled(request))
  request.onerror = () => finish({ kind: 'failed', message: unreachable().message })
  request.onabort = () => finish({ kind: 'stopped' })
  progress(id, { kind: 'sending', sent: 0 })
  request.send(file)
}

function settled(request: XMLHttpRequest): Progress {
  if (request.status < 200 || request.status > 299)
    return { kind: 'failed', message: failureOf(request.status, request.responseText).message }
  try {
    return { kind: 'done', answer: JSON.parse(request.responseText) as IngestAnswer }
  } catch {
    return { kind: 'failed', message: 'The server’s answer could not be read. The records may be there: look at the count above.' }
  }
}
