/** Serves Kusto's REST protocol alone, over an empty store of its own and without tokens: `node test/serve-kql.ts [port]`. For running cases of KQL. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import fastify from 'fastify'
import { openLocate, shippedCountries } from '../src/1-ingest/locate.ts'
import { openStore } from '../src/2-store/duckdb.ts'
import type { App } from '../src/8-server/api.ts'
import { kustoRoutes } from '../src/8-server/apis/kusto.ts'

const folder = mkdtempSync(join(tmpdir(), 'tocsin-kql-'))
const store = await openStore(folder, { clock: Date.now })
const hunter = await store.hunter({
  now: () => performance.now(),
  locate: openLocate([shippedCountries()]),
  onFault: (error, text) => process.stderr.write(`${text.replace(/\s+/g, ' ').slice(0, 200)}\n    ${String(error).slice(0, 600)}\n`),
})
const app: App = fastify().withTypeProvider<TypeBoxTypeProvider>()
kustoRoutes(app, { hunter: () => hunter, counts: () => store.counts(), version: '0.0.0', started: Date.now(), clock: Date.now })
await app.listen({ host: '127.0.0.1', port: Number(process.argv[2] ?? 0) })
process.stdout.write(`${app.listeningOrigin}\n`)
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, async () => {
    app.server.closeAllConnections()
    await app.close()
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  })
