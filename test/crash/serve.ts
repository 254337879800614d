/** A server in a process of its own, to be killed: writes its address and its token as one line of JSON when it takes logs. */
import { createLog } from '../../src/8-server/log.ts'
import { startServer } from '../../src/8-server/main.ts'
import { testConfig } from '../server.ts'

const [data = ''] = process.argv.slice(2)
const log = createLog('error', process.stderr)
const server = await startServer(testConfig(data), { log, clock: () => Date.now(), pid: process.pid })
await server.ready
process.stdout.write(`${JSON.stringify({ url: server.url, token: server.runToken })}\n`)
process.once('SIGTERM', () => {
  void server.close().finally(() => process.exit())
})
