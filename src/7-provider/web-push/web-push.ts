/** Wakes phones whose authenticator is closed, by web push: beside the sign-in, never before its answer, and never more than a wake-up. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { ProviderParts } from '../parts.ts'
import { inState } from '../push/challenges.ts'
import { createDeliverer, type Deliverer, type DeliverOptions, type Delivery } from './deliver.ts'
import { encrypt } from './encrypt.ts'
import { type KeyPair, newKeyPair } from './key-pair.ts'
import { countFailure, countSuccess, dropSubscription, pushMessage, type Target, targetOf } from './subscriptions.ts'
import { vapidHeader, vapidKey } from './vapid.ts'

export interface WebPush {
  /** VAPID's public key in base64url, for `pushManager.subscribe`. */
  publicKey(): Promise<string>
  /** Sends notices of a prompt to the account's phones. Returns at once. */
  wake(challenge: string, account: string): void
  /** The prompt is over: what waits for it is not sent any more. */
  over(challenge: string): void
  /** Resolves when nothing is under way or waiting. */
  settled(): Promise<void>
  close(): void
}

export interface WebPushOptions extends DeliverOptions {
  /** Rejects where the signal ends it. */
  readonly pause?: ((ms: number, signal: AbortSignal) => Promise<void>) | undefined
  /** Notices that wait; beyond it the one that waits longest is given up, since its prompt is the nearest to its end. */
  readonly waitingMax?: number | undefined
}

const waitingMaxDefault = 5000
const atOnceMax = 8
/** A notice is handed over at most three times; the pauses between. */
const pausesMs = [1000, 5000]

interface Job {
  readonly challenge: string
  readonly method: string
  readonly tries: number
}

interface State {
  readonly parts: ProviderParts
  readonly deliverer: Deliverer
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>
  readonly waitingMax: number
  readonly ended: AbortController
  waiting: Job[]
  /** Jobs and look-ups under way, and retries that pause. */
  readonly running: Set<Promise<void>>
  atOnce: number
  pausing: number
  /** It was said that some were given up; said anew after all were sent. */
  isFull: boolean
  key: Promise<KeyPair> | undefined
}

export function createWebPush(parts: ProviderParts, options: WebPushOptions = {}): WebPush {
  const state: State = {
    parts,
    deliverer: createDeliverer(options),
    pause: options.pause ?? ((ms, signal) => sleep(ms, undefined, { signal, ref: false })),
    waitingMax: options.waitingMax ?? waitingMaxDefault,
    ended: new AbortController(),
    waiting: [],
    running: new Set(),
    atOnce: 0,
    pausing: 0,
    isFull: false,
    key: undefined,
  }
  return {
    publicKey: async () => (await keyOf(state)).publicKey.toString('base64url'),
    wake: (challenge, account) => run(state, () => enqueueAll(state, challenge, account)),
    over: (challenge) => {
      state.waiting = state.waiting.filter((job) => job.challenge !== challenge)
    },
    settled: async () => {
      while (state.running.size > 0) await Promise.all(state.running)
    },
    close: () => {
      state.ended.abort()
      state.waiting = []
      state.deliverer.close()
    },
  }
}

/** Read once; where that failed, the next one tries again. */
function keyOf(state: State): Promise<KeyPair> {
  state.key ??= vapidKey(state.parts).catch((error: unknown) => {
    state.key = undefined
    throw error
  })
  return state.key
}

function run(state: State, work: () => Promise<void>): void {
  const running = work()
    .catch((error: unknown) => {
      if (!state.ended.signal.aborted) state.parts.fault(error, 'sending a notice to a phone')
    })
    .finally(() => state.running.delete(running))
  state.running.add(running)
}

async function enqueueAll(state: State, challenge: string, account: string): Promise<void> {
  const phones = await state.parts.identity.records
    .selectFrom('subscription')
    .innerJoin('method', 'method.id', 'subscription.method_id')
    .select('method.id')
    .where('method.account_id', '=', account)
    .where('method.kind', '=', 'push')
    .where('method.state', '=', 'active')
    .execute()
  for (const { id } of phones) enqueue(state, { challenge, method: id, tries: 0 })
}

function enqueue(state: State, job: Job): void {
  if (state.ended.signal.aborted) return
  if (state.waiting.length + state.pausing >= state.waitingMax) {
    state.waiting.shift()
    if (!state.isFull)
      state.parts.fault(new Error(`More than ${state.waitingMax} notices to phones wait; the oldest are given up.`), 'waking phones')
    state.isFull = true
    if (state.pausing >= state.waitingMax) return
  }
  state.waiting.push(job)
  next(state)
}

function next(state: State): void {
  while (state.atOnce < atOnceMax) {
    const job = state.waiting.shift()
    if (job === undefined) {
      state.isFull = false
      return
    }
    state.atOnce++
    run(state, async () => {
      try {
        await attempt(state, job)
      } finally {
        state.atOnce--
        next(state)
      }
    })
  }
}

async function attempt(state: State, job: Job): Promise<void> {
  const { parts } = state
  const leftMs = await leftOf(parts, job.challenge)
  const target = leftMs <= 0 ? undefined : await targetOf(parts, job.method)
  if (target === undefined) return
  const delivery = await state.deliverer.deliver({
    url: target.url,
    authorization: await vapidHeader(await keyOf(state), target.url.href, contactOf(parts), parts.clock()),
    body: encrypt(
      Buffer.from(JSON.stringify(pushMessage(job.challenge, job.method))),
      target.keys,
      newKeyPair(parts.chance),
      parts.chance.bytes(16),
    ),
    ttlSeconds: Math.ceil(leftMs / 1000),
  })
  if (state.ended.signal.aborted) return
  await settle(state, job, target, delivery, leftMs)
}

/** How long the prompt still waits, by the database's clock; 0 where it is over. */
async function leftOf({ identity }: ProviderParts, challenge: string): Promise<number> {
  const row = await identity.records
    .selectFrom('challenge')
    .select('expires')
    .where('id', '=', challenge)
    .where('state', '=', inState('pending'))
    .where('quiet', '=', 0)
    .executeTakeFirst()
  return row === undefined ? 0 : Number(row.expires) - (await identity.now())
}

/** RFC 8292 §2.1 wants a way to reach us; Apple's and Mozilla's servers refuse another kind. */
const contactOf = ({ settings }: ProviderParts): string =>
  settings.origin.startsWith('https:') ? settings.origin : `mailto:tocsin@${new URL(settings.origin).hostname}`

async function settle(state: State, job: Job, { row }: Target, delivery: Delivery, leftMs: number): Promise<void> {
  const { identity } = state.parts
  switch (delivery.outcome) {
    case 'delivered':
      return countSuccess(identity, row, job.challenge)
    case 'gone':
      return dropSubscription(identity, row)
    case 'refused':
      return countFailure(identity, row)
    case 'later': {
      await countFailure(identity, row)
      const pauseMs = pausesMs[job.tries]
      const waitMs = Math.max(pauseMs ?? 0, delivery.afterMs ?? 0)
      if (pauseMs !== undefined && waitMs < leftMs) run(state, () => again(state, job, waitMs))
      return undefined
    }
  }
}

async function again(state: State, job: Job, waitMs: number): Promise<void> {
  if (state.waiting.length + state.pausing >= state.waitingMax) return
  state.pausing++
  try {
    await state.pause(waitMs, state.ended.signal)
  } finally {
    state.pausing--
  }
  enqueue(state, { ...job, tries: job.tries + 1 })
}
