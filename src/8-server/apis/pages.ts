/** The console's and the authenticator's files: hashed assets kept by browsers for ever, the pages themselves asked for each time. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyReply } from 'fastify'
import type { Api } from '../api.ts'
import { problem } from '../problem.ts'

const year = 'public, max-age=31536000, immutable'

export const pages: Api = {
  name: 'pages',
  summary: 'The console and the authenticator.',
  routes: (app, { config }) => {
    void app.register(fastifyStatic, { root: config.web, serve: false, cacheControl: false, suppressWarning: true })

    const page = async (reply: FastifyReply, file = 'index.html'): Promise<FastifyReply> => {
      reply.header('cache-control', 'no-cache')
      if (existsSync(join(config.web, file))) return reply.sendFile(file)
      return reply.code(503).type('text/html; charset=utf-8').serializer(String).send(notBuilt)
    }

    app.get('/', { config: { scope: 'open' }, schema: { hide: true } }, async (_, reply) => page(reply))

    for (const url of ['/authenticator', '/authenticator/']) {
      app.get(url, { config: { scope: 'open' }, schema: { hide: true } }, async (_, reply) =>
        // It reads codes with the camera; no other page of ours does.
        page(
          reply.header('permissions-policy', 'camera=(self), geolocation=(), microphone=(), payment=(), usb=()'),
          'authenticator/index.html',
        ),
      )
    }

    app.get('/authenticator/sw.js', { config: { scope: 'open' }, schema: { hide: true } }, async (_, reply) =>
      // Its folder is /authenticator/, and the page itself lies one step above.
      page(reply.header('service-worker-allowed', '/authenticator'), 'authenticator/sw.js'),
    )

    app.get('/*', { config: { scope: 'open' }, schema: { hide: true } }, async (request, reply) => {
      const path = new URL(request.url, 'http://localhost').pathname
      if (/^\/(?:api|ingest|v1\.0|beta|assets|authenticator)(?:\/|$)/.test(path) && !isFile(config.web, path)) {
        throw problem(404, 'not_found', `There is nothing at ${path}.`)
      }
      // Pages of the console are addresses without a file: all get the one page.
      if (!isFile(config.web, path)) return page(reply)
      return reply.header('cache-control', path.startsWith('/assets/') ? year : 'no-cache').sendFile(decodeURIComponent(path.slice(1)))
    })
  },
}

/** A name with an extension that is there. What leads out of the folder is refused by the plugin that sends it. */
function isFile(root: string, path: string): boolean {
  if (!/^(?:\/[\w@-][\w@.-]*)+\.[a-z\d]{1,12}$/i.test(path)) return false
  return existsSync(join(root, path))
}

const notBuilt = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Tocsin</title>
<body><h1>The console is not built</h1>
<p>The server runs, and its APIs answer. Start it with <code>npm start</code>, which builds this page first.</p></body></html>`
