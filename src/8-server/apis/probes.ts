/** `/healthz`, `/readyz`, `/metrics`, `/openapi.json`, `/docs`: what operators' tools ask. */
import { isObject, type Json } from '../../0-event/json.ts'
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

    app.get('/docs', { config: { scope: 'open' }, schema: { summary: 'This description, for people.' } }, async (_, reply) =>
      reply.type('text/html; charset=utf-8').serializer(String).send(page(app.swagger())),
    )

    app.get('/openapi.json', { config: { scope: 'open' }, schema: { summary: 'This description.' } }, async () => app.swagger())
  },
}

interface Described {
  readonly paths?: Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>> | undefined
}

/** A plain list, so that it needs no script. */
function page({ paths = {} }: Described): string {
  const rows = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods ?? {}).map(([method, about]) => {
      const { summary = '', description = '' } = isObject(about as Json) ? (about as { summary?: string; description?: string }) : {}
      return `<tr><td><code>${method.toUpperCase()} ${escaped(path)}</code><td>${escaped(summary)}<td>${escaped(description)}`
    }),
  )
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Tocsin's API</title>
<style>body{font:1rem/1.5 system-ui;margin:2rem;color-scheme:light dark}td{padding:.3rem 1rem .3rem 0;vertical-align:top}</style>
<h1>Tocsin's API</h1><p>For programs: <a href="openapi.json">openapi.json</a> (OpenAPI 3.1).</p><table>${rows.join('\n')}</table></html>`
}

const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
