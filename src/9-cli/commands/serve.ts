/** `tocsin serve`: the whole product, until it is told to stop. */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { configProblems, defaultLimits, type ServerConfig } from '../../8-server/config.ts'
import { createLog } from '../../8-server/log.ts'
import { type RunningServer, startServer } from '../../8-server/main.ts'
import { runningServer } from '../../8-server/server-file.ts'
import { type Args, type CommandDefinition, type Context, failure, wrongUsage } from '../command.ts'
import type { Settings } from '../config.ts'

/** How long another server on the same folder has to answer before it counts as dead. */
const answerMaxMs = 1000

export const serve: CommandDefinition = {
  name: 'serve',
  summary: 'Runs the server and its console.',
  examples: [
    { line: 'tocsin serve', does: 'listens on http://127.0.0.1:8787 and prints the address to open' },
    { line: 'tocsin serve --port 9000 --data /var/lib/tocsin', does: 'another port, another folder' },
    { line: 'tocsin serve --demo', does: 'keeps playing a simulated organisation and attacks on it, in a folder of its own' },
  ],
  describe: (command) => {
    command
      .option('--port <number>', 'the port to listen on; 0 takes a free one')
      .option('--host <address>', 'the address to listen on; other than this machine only with TLS or a trusted proxy')
      .option('--data <folder>', 'the folder that holds everything')
      .option('--demo', 'play the simulated organisation')
  },
  run: async (args, context) => {
    const config = serverConfig(args, context)
    const problems = configProblems(config)
    if (problems.length > 0) throw wrongUsage(problems.join('\n'))
    await refuseSecond(config.data)
    const server = await start(config, context)
    context.stdout.write(`Tocsin is listening: ${server.link}\n`)
    try {
      await Promise.race([server.ready.then(() => aborted(context.signal)), aborted(context.signal)])
    } catch (error) {
      await server.close().catch(() => {})
      throw failure(sentence(error))
    }
    await server.close().catch((error: unknown) => {
      throw failure(sentence(error))
    })
    return 0
  },
}

function serverConfig({ options }: Args, { settings, version }: Context): ServerConfig {
  const demo = options['demo'] === true
  return {
    version,
    data: resolve(demo ? join(settings.data, 'demo') : settings.data),
    host: settings.host,
    port: settings.port,
    publicUrl: settings.publicUrl,
    hosts: settings.hosts,
    tls: tlsOf(settings),
    trustedProxies: settings.trustedProxies,
    retentionDays: settings.retentionDays,
    homeDomains: settings.homeDomains,
    privileged: settings.privileged,
    detections: settings.detections,
    geoFiles: settings.geoFiles,
    referenceFolder: settings.referenceFolder === undefined ? undefined : resolve(settings.referenceFolder),
    externalFolders: settings.externalFolders,
    organisation: settings.organisation,
    numbers: settings.numbers,
    identityUrl: settings.identityUrl,
    keys: settings.keys,
    keysCommand: settings.keysCommand,
    pushHosts: settings.pushHosts,
    deviceFlow: settings.deviceFlow,
    logoutHosts: settings.logoutHosts,
    mail: mailOf(settings),
    limits: { ...defaultLimits, fileBytesMax: settings.uploadBytesMax },
    web: join(import.meta.dirname, '..', '..', '..', 'web', 'dist'),
    demo,
  }
}

function tlsOf({ tlsCert, tlsKey }: Settings): ServerConfig['tls'] {
  if (tlsCert === undefined && tlsKey === undefined) return undefined
  if (tlsCert === undefined || tlsKey === undefined) throw wrongUsage('tlsCert and tlsKey go together: give both files, or neither.')
  for (const file of [tlsCert, tlsKey]) if (!existsSync(file)) throw wrongUsage(`There is no file ${file} for TLS.`)
  return { cert: tlsCert, key: tlsKey }
}

function mailOf({ mailUrl, mailFrom }: Settings): ServerConfig['mail'] {
  if (mailUrl === undefined && mailFrom === undefined) return undefined
  if (mailUrl === undefined || mailFrom === undefined) throw wrongUsage('mailUrl and mailFrom go together: give both, or neither.')
  return { url: mailUrl, from: mailFrom }
}

async function refuseSecond(data: string): Promise<void> {
  const other = runningServer(data)
  if (other === undefined) return
  const answer = await fetch(`${other.url}/healthz`, { signal: AbortSignal.timeout(answerMaxMs) }).catch(() => undefined)
  if (answer?.ok === true) throw failure(`Tocsin runs already on this folder: ${other.url} (process ${other.pid}).`)
}

async function start(config: ServerConfig, context: Context): Promise<RunningServer> {
  // On a terminal people read; what is not a warning would only stand in their way.
  const log = createLog(context.isTerminal.stderr ? 'warn' : 'info', context.stderr)
  try {
    return await startServer(config, { log, clock: context.clock, pid: process.pid })
  } catch (error) {
    throw failure(sentence(error))
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })

const sentence = (error: unknown): string => (error instanceof Error ? error.message : String(error))
