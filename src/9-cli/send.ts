/** Sends a log file to the running server: as it is where it is small enough, else its records in bodies the server takes. */
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { SourceName } from '../0-event/event.ts'
import { type Input, read } from '../1-ingest/read.ts'
import { sources } from '../1-ingest/sources/index.ts'
import type { IngestAnswer } from '../8-server/wire.ts'
import { failure } from './command.ts'

export interface Server {
  readonly url: string
  readonly token: string
}

export interface SendOptions {
  readonly only: SourceName | undefined
  /** What `-` reads. */
  readonly stdin: Readable
  readonly signal: AbortSignal
  readonly onProgress: (read: number, total: number | undefined) => void
}

export type Sent = Pick<IngestAnswer, 'accepted' | 'duplicates' | 'refusedTotal'>

export interface SendLimits {
  /** A larger file is not sent whole: the server may refuse it, and would have to keep it until it is loaded. */
  readonly wholeMax: number
  /** The text of the records in one body. */
  readonly bodyMax: number
}

const sendLimits: SendLimits = { wholeMax: 512 * 1024 * 1024, bodyMax: 64 * 1024 * 1024 }
/** How often a server that has no room is asked again, and how long it is waited for each time if it does not say. */
const triesMax = 100
const waitMs = 5000

/** Rejects with a failure where the server cannot be reached or says that it will take nothing; with a sentence where it will not take this file. */
export async function sendFile(server: Server, path: string, options: SendOptions, limits: SendLimits = sendLimits): Promise<Sent> {
  if (path === '-') return sendRecords(server, { kind: 'stream', name: 'standard input', stream: options.stdin }, options, limits)
  const { size } = await stat(path)
  if (size > limits.wholeMax) return sendRecords(server, { kind: 'path', path }, options, limits)
  return post(server, options.only ?? 'auto', path, options, () => counted(path, size, options))
}

function counted(path: string, size: number, { onProgress }: SendOptions): Readable {
  let sent = 0
  const file = createReadStream(path, { highWaterMark: 1024 * 1024 })
  file.on('data', (chunk) => {
    sent += chunk.length
    onProgress(sent, size)
  })
  return file
}

/** Every record in a body of its source; what cannot be read goes along as text, so that the server refuses and keeps it. */
async function sendRecords(server: Server, input: Input, options: SendOptions, { bodyMax }: SendLimits): Promise<Sent> {
  const total = { accepted: 0, duplicates: 0, refusedTotal: 0 }
  const bodies = new Map<string, { lines: string[]; length: number }>()
  const flush = async (source: string): Promise<void> => {
    const body = bodies.get(source)
    bodies.delete(source)
    if (body === undefined) return
    const text = body.lines.join('\n')
    const sent = await post(server, source, input.kind === 'path' ? input.path : input.name, options, () =>
      Readable.from([Buffer.from(text)]),
    )
    total.accepted += sent.accepted
    total.duplicates += sent.duplicates
    total.refusedTotal += sent.refusedTotal
  }
  const add = async (source: string, line: string): Promise<void> => {
    const body = bodies.get(source) ?? { lines: [], length: 0 }
    bodies.set(source, body)
    body.lines.push(line)
    body.length += line.length
    if (body.length >= bodyMax) await flush(source)
  }
  for await (const batch of read([input], { sources, only: options.only, signal: options.signal })) {
    for (const { source, record } of batch.found) await add(source.name, JSON.stringify(record))
    for (const { text } of batch.refused) await add(options.only ?? 'auto', text.replaceAll('\n', ' '))
    options.onProgress(batch.bytesRead, batch.bytesTotal)
  }
  for (const source of [...bodies.keys()]) await flush(source)
  return total
}

async function post(server: Server, source: string, name: string, options: SendOptions, body: () => Readable): Promise<Sent> {
  for (let tries = 1; ; tries++) {
    const response = await fetch(`${server.url}/ingest/${source}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${server.token}`, 'x-file-name': encodeURIComponent(name) },
      body: Readable.toWeb(body()) as ReadableStream,
      duplex: 'half',
      signal: options.signal,
    }).catch((error: unknown) => {
      options.signal.throwIfAborted()
      throw failure(`The server at ${server.url} cannot be reached (${reason(error)}): start it, or stop it and run this again.`)
    })
    if (response.ok) return (await response.json()) as IngestAnswer
    const told = await messageOf(response)
    if (!isBusy(response.status) || tries === triesMax) throw refusal(response.status, told)
    const seconds = Number(response.headers.get('retry-after'))
    await sleep(seconds > 0 && seconds <= 60 ? seconds * 1000 : waitMs, undefined, { signal: options.signal })
  }
}

const isBusy = (status: number): boolean => status === 429 || status === 503

/** A full disk or a token that is no good stops everything; what is said of one file does not. */
const refusal = (status: number, told: string): Error =>
  status === 400 || status === 413 || status === 415 || status === 422 ? new Error(told) : failure(`The server answered ${status}: ${told}`)

async function messageOf(response: Response): Promise<string> {
  const text = await response.text()
  try {
    const { error } = JSON.parse(text) as { error?: { message?: string } }
    return error?.message ?? text.slice(0, 200)
  } catch {
    return text.slice(0, 200)
  }
}

function reason(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof Error ? cause.message : error instanceof Error ? error.message : String(error)
}
