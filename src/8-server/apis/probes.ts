/** `/healthz`, `/readyz`, `/metrics`, `/openapi.json`: what operators' tools ask. */
import type { Api } from '../api.ts'

export const probes: Api = {
  name: 'probes',
  summary: 'Health, readiness, metrics, the description of this API.',
  routes: (app, parts) => {
    app.get('/healthz', { config: { scope: 'open' }, schema: { summary: 'Whether the process answers.' } }, async () => ({ status: 'ok' }))

    app.get('/readyz', { config: { scope: 'open' }, schema: { summary: 'Whether it takes logs: 503 while it starts.' } }, async () => {
      parts.product()
      return { status: 'ready' }
    })

    app.get('/metrics', { config: { scope: 'read' }, schema: { summary: 'Numbers for Prometheus.' } }, async (_, reply) => {
      const { registry } = parts.metrics
      return reply
        .type(registry.contentType)
        .serializer(String)
        .send(await registry.metrics())
    })

    app.get('/openapi.json', { config: { scope: 'open' }, schema: { summary: 'This description.' } }, async () => app.swagger())
  },
}
