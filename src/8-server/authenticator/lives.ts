/** The live channel of open authenticators: lines of JSON while the app is looked at, told of prompts from this node at once and from others within two seconds. */
import type { ServerResponse } from 'node:http'
import type { Identity } from '../../2-store/identity/identity.ts'
import { inState } from '../../7-provider/push/challenges.ts'
import type { LiveLine } from '../../7-provider/wire.ts'
import { problem } from '../problem.ts'

export interface Told {
  readonly type: 'prompt' | 'over'
  readonly challenge: string
  readonly account: string
}

export interface Lives {
  readonly count: number
  /** Rejects with 503 at the bound, before it writes anything; the phone asks for prompts by itself then. */
  open(response: ServerResponse, phone: { readonly id: string; readonly account: string }): Promise<void>
  tell(told: Told): void
  /** Ends the streams of a phone that may not be asked any more. */
  drop(phone: string): void
  /** Looks for prompts that another node sent, and that are over. */
  poll(): Promise<void>
  /** A line to everybody, and an end to streams of phones that were removed or suspended elsewhere. */
  beat(): Promise<void>
  close(): void
}

export interface LiveOptions {
  /** Streams on this node. */
  readonly allMax?: number | undefined
  /** Streams of one phone: beyond it the oldest ends, since a phone that changes networks leaves dead ones behind. */
  readonly phoneMax?: number | undefined
  /** A stream ends after so long, and the phone proves itself anew. */
  readonly lifeMs?: number | undefined
  readonly clock: () => number
  readonly fault: (error: unknown, doing: string) => void
}

/** A line at least every 20 s is the promise. */
const beatMs = 15_000
/** Nodes share nothing but the database: how late a prompt of another node may be. */
const pollMs = 2000
/** A phone that reads slower than this is let go. */
const behindBytesMax = 64 * 1024
const idsMax = 500

interface Stream {
  readonly response: ServerResponse
  readonly phone: string
  readonly account: string
  readonly opened: number
  /** The prompt it was last told of. */
  shown: string | undefined
}

export function createLives(identity: Identity, options: LiveOptions): Lives {
  const { allMax = 5000, phoneMax = 3, lifeMs = 15 * 60_000, clock, fault } = options
  const streams = new Set<Stream>()
  const guarded = (work: () => Promise<void>, doing: string) => () => {
    if (streams.size > 0) work().catch((error: unknown) => fault(error, doing))
  }

  function leave(stream: Stream): void {
    if (streams.delete(stream)) stream.response.end()
  }

  function write(stream: Stream, line: LiveLine): void {
    if (stream.response.writableLength <= behindBytesMax) stream.response.write(`${JSON.stringify(line)}\n`)
    else if (streams.delete(stream)) stream.response.destroy()
  }

  function show(stream: Stream, id: string | undefined): void {
    if (stream.shown === id) return
    if (stream.shown !== undefined) write(stream, { type: 'over', id: stream.shown })
    stream.shown = id
    if (id !== undefined) write(stream, { type: 'prompt', id })
  }

  async function look(some: readonly Stream[]): Promise<void> {
    const pending = await pendingOf(identity, some.length === 1 ? some[0]?.account : undefined)
    for (const stream of some) if (streams.has(stream)) show(stream, pending.get(stream.account))
  }

  async function beat(): Promise<void> {
    const active = await activeOf(identity, [...new Set([...streams].map(({ phone }) => phone))])
    for (const stream of streams) {
      if (!active.has(stream.phone) || clock() - stream.opened > lifeMs) leave(stream)
      else write(stream, { type: 'hello' })
    }
  }

  const poll = (): Promise<void> => look([...streams])
  const beating = setInterval(guarded(beat, 'keeping live channels of phones'), beatMs).unref()
  // One process alone hears of everything at once.
  const polling = identity.kind === 'postgres' ? setInterval(guarded(poll, 'looking for prompts'), pollMs).unref() : undefined

  return {
    get count() {
      return streams.size
    },
    open: async (response, { id, account }) => {
      if (streams.size >= allMax) throw problem(503, 'busy', 'Too many phones are connected just now. Try again.', 30)
      const own = [...streams].filter(({ phone }) => phone === id)
      for (const stream of own.slice(0, Math.max(0, own.length - phoneMax + 1))) leave(stream)
      const stream: Stream = { response, phone: id, account, opened: clock(), shown: undefined }
      response.writeHead(200, {
        'content-type': 'application/x-ndjson; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      })
      response.on('close', () => streams.delete(stream))
      response.on('error', () => streams.delete(stream))
      streams.add(stream)
      write(stream, { type: 'hello' })
      // After it is listed: what is sent meanwhile is not missed.
      await look([stream]).catch((error: unknown) => fault(error, 'looking for prompts'))
    },
    tell: ({ type, challenge, account }) => {
      for (const stream of streams) {
        if (stream.account !== account) continue
        if (type === 'prompt') show(stream, challenge)
        else if (stream.shown === challenge) show(stream, undefined)
      }
    },
    drop: (phone) => {
      for (const stream of streams) if (stream.phone === phone) leave(stream)
    },
    poll,
    beat,
    close: () => {
      clearInterval(beating)
      clearInterval(polling)
      for (const stream of streams) leave(stream)
    },
  }
}

/** Prompts that wait and that phones may be told of, by account; of one account where it is given. */
async function pendingOf(identity: Identity, account: string | undefined): Promise<ReadonlyMap<string, string>> {
  const rows = await identity.records
    .selectFrom('challenge')
    .select(['id', 'account_id'])
    .where('state', '=', inState('pending'))
    .where('quiet', '=', 0)
    .where('expires', '>', await identity.now())
    .$if(account !== undefined, (query) => query.where('account_id', '=', account ?? ''))
    .execute()
  return new Map(rows.map(({ id, account_id }) => [account_id, id]))
}

async function activeOf({ records }: Identity, phones: readonly string[]): Promise<ReadonlySet<string>> {
  const active = new Set<string>()
  for (let at = 0; at < phones.length; at += idsMax) {
    const rows = await records
      .selectFrom('method')
      .innerJoin('account', 'account.id', 'method.account_id')
      .select('method.id')
      .where('method.id', 'in', phones.slice(at, at + idsMax))
      .where('method.state', '=', 'active')
      .where('account.state', '=', 'active')
      .execute()
    for (const { id } of rows) active.add(id)
  }
  return active
}
