/** What an API is: routes on our HTTP server, given the parts of the product they need. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyBaseLogger, FastifyInstance, RawReplyDefaultExpression, RawRequestDefaultExpression, RawServerDefault } from 'fastify'
import type { Logger } from 'pino'
import Type, { type TUnsafe } from 'typebox'
import type { Records } from '../2-store/records.ts'
import type { ServerConfig } from './config.ts'
import type { Feed } from './feed.ts'
import type { Metrics } from './metrics.ts'
import type { Passwords } from './passwords.ts'
import type { Product } from './product.ts'
import type { ProviderServer } from './provider.ts'

export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression<RawServerDefault>,
  RawReplyDefaultExpression<RawServerDefault>,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>

export interface ServerParts {
  readonly config: ServerConfig
  readonly records: Records
  readonly passwords: Passwords
  readonly metrics: Metrics
  readonly feed: Feed
  readonly log: Logger
  /** Milliseconds since 1970. */
  readonly clock: () => number
  readonly runToken: string
  /** The store and the detections. Throws 503 while they are still opening. */
  readonly product: () => Product
  /** The MFA provider. Throws 503 while it is still opening. */
  readonly provider: () => ProviderServer
}

/** One entry of the shelf: how others ask us. */
export interface Api {
  readonly name: string
  /** One sentence for the API's own description. */
  readonly summary: string
  routes(app: App, parts: ServerParts): void
}

/** A schema for the description, of a type that TypeScript knows better than JSON Schema could say. */
export const told = <T>(description: string): TUnsafe<T> => Type.Unsafe<T>({ description })
