/** `POST /ingest/{source}`: logs by HTTP, on disk before the answer. */
import { Readable } from 'node:stream'
import Type from 'typebox'
import { sourceNamed, sources } from '../../1-ingest/sources/index.ts'
import { type Api, told } from '../api.ts'
import { problem } from '../problem.ts'
import { unpack } from '../unpack.ts'
import type { IngestAnswer } from '../wire.ts'

export const ingest: Api = {
  name: 'ingest',
  summary: 'Sending logs.',
  routes: (app, { config, product }) => {
    // Whatever they call it, the body is read as it comes and recognised by its content.
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', (_, payload, done) => done(null, payload))

    app.post(
      '/ingest/:source',
      {
        config: { scope: 'ingest' },
        schema: {
          summary: 'Takes records: NDJSON, JSON, CSV or a vendor envelope; gzip or zstd. What it accepts is on disk before it answers.',
          params: Type.Object({ source: Type.String({ maxLength: 50, description: 'A source, or `auto`: recognised by content.' }) }),
          response: { 200: told<IngestAnswer>('How many were accepted, and what was refused and why.') },
        },
      },
      async (request, reply): Promise<IngestAnswer> => {
        const name = request.params.source
        const source = name === 'auto' ? undefined : sourceNamed(name)
        if (name !== 'auto' && source === undefined) {
          throw problem(404, 'not_found', `There is no source "${name}"; there are auto, ${sources.map((one) => one.name).join(', ')}.`)
        }
        const { intake } = product()
        const aborted = new AbortController()
        reply.raw.once('close', () => {
          if (!reply.raw.writableEnded) aborted.abort()
        })
        const payload = request.body instanceof Readable ? request.body : Readable.from([])
        return intake.receive({
          body: unpack(payload, request.headers['content-encoding'], config.limits.fileBytesMax),
          source: source?.name,
          name: fileName(request.headers['x-file-name']) ?? `POST /ingest/${name}`,
          signal: aborted.signal,
        })
      },
    )
  },
}

/** The name the console gives a dropped file, for people to read only. */
function fileName(header: string | string[] | undefined): string | undefined {
  if (typeof header !== 'string') return undefined
  try {
    const name = decodeURIComponent(header)
      .replace(/[\p{Cc}\p{Cf}]/gu, '')
      .slice(0, 200)
    return name === '' ? undefined : name
  } catch {
    return undefined
  }
}
