/** The HTTP frame around all APIs: who may speak, what is refused before any work, and how errors are told. */
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import cookie from '@fastify/cookie'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import swagger, { type SwaggerTransform } from '@fastify/swagger'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import fastify, { type FastifyBaseLogger, type FastifyPluginAsync, type FastifyReply, type FastifyRequest, LogController } from 'fastify'
import { admit, identify } from './access.ts'
import type { App, ServerParts } from './api.ts'
import { apis } from './apis/index.ts'
import { isEncrypted, type ServerConfig } from './config.ts'
import { answerTo } from './errors.ts'
import { hostCheck } from './hosts.ts'
import { problem } from './problem.ts'
import { cookieName } from './sessions.ts'

/** JSON bodies of our own API. Logs come by `/ingest`, which has limits of its own. */
const jsonBytesMax = 64 * 1024
/** A connection that says nothing for so long is closed; the feed and uploads say something more often. */
const idleConnectionMs = 120_000

/** Not listening yet: `app.listen` or, in tests, `app.inject`. */
export async function createHttp(parts: ServerParts): Promise<App> {
  const { config } = parts
  const logger: FastifyBaseLogger = parts.log
  const app: App = fastify({
    ...tlsOf(config),
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    bodyLimit: jsonBytesMax,
    connectionTimeout: idleConnectionMs,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 500 },
    trustProxy: config.trustedProxies.length === 0 ? false : [...config.trustedProxies],
    ajv: { customOptions: { removeAdditional: false, coerceTypes: true } },
  }).withTypeProvider<TypeBoxTypeProvider>()
  // Answers are typed where they are made; the schemas describe them to others.
  app.setSerializerCompiler(() => (value) => JSON.stringify(value))
  app.setErrorHandler((error, request, reply) => answerTo(error, request, reply, parts))
  await guard(app, parts)
  await app.register(swagger, { openapi: description(config), transform: withScope })
  for (const api of apis) {
    // A scope for each, so that what one API says about bodies or errors stays with it.
    const own: FastifyPluginAsync = async (scope) => api.routes(scope.withTypeProvider<TypeBoxTypeProvider>(), parts)
    await app.register(own)
  }
  return app
}

/** Throws, naming the file, where a certificate cannot be read. */
function tlsOf({ tls }: ServerConfig): object {
  return tls === undefined ? {} : { https: { cert: readFileSync(tls.cert), key: readFileSync(tls.key), minVersion: 'TLSv1.2' } }
}

async function guard(app: App, parts: ServerParts): Promise<void> {
  const isOurs = hostCheck(parts.config)
  const access = { records: parts.records, clock: parts.clock, runToken: parts.runToken, cookieName: cookieName(parts.config) }
  app.addHook('onRoute', ({ config, url }) => {
    if (config?.scope === undefined) throw new Error(`The route ${url} does not say who may use it`)
  })
  app.decorateRequest('who', undefined)
  app.addHook('onRequest', async (request) => {
    if (!isOurs(request.headers.host)) {
      throw problem(
        421,
        'wrong_host',
        `This server is not called "${request.headers.host ?? ''}". Add the name to the setting hosts if it should be.`,
      )
    }
  })
  await app.register(cookie)
  await app.register(helmet, headers(parts.config))
  await app.register(rateLimit, { global: false, errorResponseBuilder: (_, context) => tooMany(context.ttl) })
  app.addHook('onRequest', async (request: FastifyRequest) => {
    if (request.is404) return
    const { scope } = request.routeOptions.config
    if (scope !== 'people' && scope !== 'protocol') request.who = await identify(request, access)
    admit(request)
  })
  app.addHook('onSend', async (request: FastifyRequest, reply: FastifyReply) => {
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
    if (!reply.hasHeader('permissions-policy'))
      reply.header('permissions-policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()')
    if (request.method !== 'GET')
      request.log.debug({ method: request.method, route: request.routeOptions.url, status: reply.statusCode }, 'answered')
  })
  app.addHook('onResponse', async (_, reply) => parts.metrics.answers.inc({ status: String(reply.statusCode) }))
}

const tooMany = (ttlMs: number) =>
  problem(429, 'busy', 'Too many attempts from your address. Wait a little.', Math.max(1, Math.ceil(ttlMs / 1000)))

/** No script but our own files, nothing framed, nothing from elsewhere. Styles are also set on elements by the console's parts. */
function headers(config: ServerConfig) {
  const encrypted = isEncrypted(config)
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        workerSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        ...(encrypted ? { upgradeInsecureRequests: [] } : {}),
      },
    },
    frameguard: { action: 'deny' as const },
    referrerPolicy: { policy: 'no-referrer' as const },
    crossOriginEmbedderPolicy: false,
    strictTransportSecurity: encrypted ? { maxAge: 31_536_000, includeSubDomains: false } : false,
  }
}

/** Says of each route what a token needs to use it. */
const withScope: SwaggerTransform = ({ schema, url, route }) => {
  const scope = route.config?.scope
  const needs =
    scope === undefined || scope === 'open' || scope === 'people' || scope === 'protocol'
      ? 'Open to everyone.'
      : `Needs the scope \`${scope}\`, or a session.`
  return { schema: { ...schema, description: needs }, url }
}

function description(config: ServerConfig) {
  return {
    openapi: '3.1.0',
    info: { title: 'Tocsin', version: config.version, description: 'Finds MFA prompt bombing in sign-in logs.' },
    components: {
      securitySchemes: {
        token: { type: 'http' as const, scheme: 'bearer', description: 'An API token made by `tocsin token create`.' },
        session: { type: 'apiKey' as const, in: 'cookie' as const, name: cookieName(config), description: 'A signed-in browser.' },
      },
    },
    security: [{ token: [] }, { session: [] }],
  }
}
