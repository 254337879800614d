/** Starts the server: records first, then the port, then, with the port open already, the store and the detections. */
import { join } from 'node:path'
import type { Logger } from 'pino'
import { openRecords } from '../2-store/records.ts'
import type { App, ServerParts } from './api.ts'
import type { ServerConfig } from './config.ts'
import { diskTrouble, prepareFolder } from './disk.ts'
import { createFeed } from './feed.ts'
import { createHttp } from './http.ts'
import { createMetrics } from './metrics.ts'
import { createPasswords } from './passwords.ts'
import { problem } from './problem.ts'
import type { Product } from './product.ts'
import type { ProviderServer } from './provider.ts'
import { newToken } from './secrets.ts'
import { removeServerFile, writeServerFile } from './server-file.ts'
import { newSetupLink } from './setup.ts'

export interface RunningServer {
  /** Where browsers find it. */
  readonly url: string
  /** The same with the one-time link, until an administrator was made. */
  readonly link: string
  /** The token of this run: may send logs, read findings and ask the logs. */
  readonly runToken: string
  /** Settles when logs are taken; rejects with a sentence where the store cannot be opened. */
  readonly ready: Promise<Product>
  /** Takes no more requests, writes what is open, and ends; at the latest after ten seconds. */
  close(): Promise<void>
}

export interface World {
  readonly log: Logger
  /** Milliseconds since 1970. */
  readonly clock: () => number
  readonly pid: number
}

const closeMaxMs = 10_000
/** What is being answered may be finished in so long; a connection that says nothing would hold the end up for over a minute. */
const requestsMaxMs = 2000

/** Rejects with a sentence where the folder, the port or the certificate cannot be had. */
export async function startServer(config: ServerConfig, world: World): Promise<RunningServer> {
  prepareFolder(config.data)
  const opened = attempt(config, () => openRecords(join(config.data, 'records.sqlite')))
  const metrics = createMetrics()
  const feed = createFeed(config.limits.feedsMax, (watchers) => metrics.feeds.set(watchers))
  const runToken = newToken()
  let product: Product | undefined
  let provider: ProviderServer | undefined
  const parts: ServerParts = {
    config,
    records: opened.records,
    passwords: createPasswords(),
    metrics,
    feed,
    log: world.log,
    clock: world.clock,
    runToken,
    product: () => {
      if (product === undefined) throw problem(503, 'starting', 'Tocsin is opening its store. Try again in a moment.', 1)
      return product
    },
    provider: () => {
      if (provider === undefined) throw problem(503, 'starting', 'Tocsin is starting. Try again in a moment.', 1)
      return provider
    },
  }
  const app = await createHttp(parts)
  const setup = await newSetupLink(opened.records, world.clock())
  await listen(app, config)
  const local = localUrl(app, config)
  const url = config.publicUrl?.replace(/\/$/, '') ?? local

  // Loaded only now: reading the code of the store and the detections would keep the first answer waiting.
  const people = import('./provider.ts')
    .then(({ openProvider }) => openProvider({ ...parts, origin: config.publicUrl?.replace(/\/$/, '') ?? namedUrl(local) }))
    .then((open) => {
      provider = open
    })
  people.catch(() => {})
  const ready = import('./product.ts')
    .then(({ openProduct }) => openProduct({ ...parts, states: opened.states }))
    .then(async (open) => {
      product = open
      await people
      return open
    })
    .then(
      (open) => {
        writeServerFile(config.data, { url: local, token: runToken, pid: world.pid })
        return open
      },
      (error: unknown) => {
        throw new Error(diskTrouble(error, config.data) ?? (error instanceof Error ? error.message : String(error)), { cause: error })
      },
    )
  ready.catch(() => {})

  const close = async (): Promise<void> => {
    removeServerFile(config.data, world.pid)
    feed.close()
    const cut = setTimeout(() => app.server.closeAllConnections(), requestsMaxMs)
    await app.close()
    clearTimeout(cut)
    await ready.catch(() => undefined)
    await people.catch(() => undefined)
    await provider?.close()
    await product?.close()
    await opened.close()
  }
  return {
    url,
    link: setup === undefined ? url : `${url}/#/setup?token=${setup}`,
    runToken,
    ready,
    close: () => within(closeMaxMs, close()),
  }
}

function attempt<T>(config: ServerConfig, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw new Error(diskTrouble(error, config.data) ?? (error instanceof Error ? error.message : String(error)), { cause: error })
  }
}

async function listen(app: App, { host, port }: ServerConfig): Promise<void> {
  try {
    await app.listen({ host, port })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : ''
    if (code === 'EADDRINUSE') throw new Error(`Port ${port} is taken. Does Tocsin run already? Choose another with --port.`)
    if (code === 'EACCES') throw new Error(`Port ${port} may not be used by this user. Choose one above 1023 with --port.`)
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      throw new Error(`This machine has no address ${host} to listen on. Choose another with --host.`)
    throw error
  }
}

function localUrl(app: App, { host, tls }: ServerConfig): string {
  const address = app.server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host
  return `${tls === undefined ? 'http' : 'https'}://${name}:${port}`
}

/** Passkeys belong to a name, never to an address: browsers on this machine know us as localhost. */
const namedUrl = (local: string): string => local.replace(/^(https?:\/\/)(?:127\.\d+\.\d+\.\d+|\[::1\])(?=:|$)/, '$1localhost')

async function within(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Tocsin did not close within ${ms / 1000} seconds. What was acknowledged is on disk.`)), ms)
  })
  try {
    await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
