/** `/oidc`: OpenID Connect and OAuth for applications. oidc-provider answers; the frame's host check, limits and headers hold for it as well. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { mountedAt } from '../../7-provider/oidc/oidc.ts'
import type { Api, App, ServerParts } from '../api.ts'

/** An application's server asks for all of its people from one address. */
const tokens = { max: 6000, timeWindow: 60_000 } as const
/** Phones are asked by these. */
const prompts = { max: 120, timeWindow: 60_000 } as const
const pages = { max: 1200, timeWindow: 60_000 } as const

/** Paths of oidc-provider with limits of their own. */
const limited = {
  '/token': tokens,
  '/token/introspection': tokens,
  '/token/revocation': tokens,
  '/request': tokens,
  '/me': tokens,
  '/backchannel': prompts,
  '/device/auth': prompts,
} as const

export const oidc: Api = {
  name: 'oidc',
  summary: 'OpenID Connect for applications.',
  routes: (app, parts) => {
    // Bodies are read by oidc-provider.
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', (_request, _payload, done) => done(null))
    for (const [path, rateLimit] of Object.entries(limited)) route(app, parts, `${mountedAt}${path}`, rateLimit)
    route(app, parts, `${mountedAt}/*`, pages)
  },
}

function route(app: App, { provider }: ServerParts, url: string, rateLimit: { readonly max: number; readonly timeWindow: number }): void {
  app.route({
    method: ['GET', 'POST', 'OPTIONS'],
    url,
    config: { scope: 'protocol', rateLimit },
    schema: { hide: true },
    handler: async (request, reply) => {
      const { oidc: answering, parts } = provider()
      reply.hijack()
      handOver(request, reply, parts.settings.origin)
      await answering.handle(request.raw, reply.raw)
    },
  })
}

/** What a proxy may have said is settled here: from now on the headers tell what our configuration makes of them. */
function handOver(request: FastifyRequest, reply: FastifyReply, origin: string): void {
  const { protocol, host } = new URL(origin)
  const { headers } = request.raw
  headers['x-forwarded-proto'] = protocol.slice(0, -1)
  headers['x-forwarded-host'] = host
  headers['x-forwarded-for'] = request.ip
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    // Its pages have a policy of their own, which is stricter.
    if (value !== undefined && name !== 'content-security-policy') reply.raw.setHeader(name, value)
  }
  reply.raw.setHeader('cache-control', 'no-store')
  reply.raw.setHeader('permissions-policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()')
}
