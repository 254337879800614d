/** How long "how risky is this attempt" takes with 100,000 persons known: in the process, and over HTTP. */
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Event } from '../../src/0-event/event.ts'
import { signInRisk } from '../../src/4-risk/sign-in-risk.ts'
import { laneOf } from '../../src/8-server/lane.ts'
import { createLog } from '../../src/8-server/log.ts'
import { startServer } from '../../src/8-server/main.ts'
import type { RiskAnswer } from '../../src/8-server/risk-wire.ts'
import type { IngestAnswer } from '../../src/8-server/wire.ts'
import { testConfig } from '../server.ts'

// node test/bench/risk.ts [persons] [questions]
const [persons = 100_000, questions = 20_000] = process.argv.slice(2).map(Number)
const batch = 5000
const historyOf = 3
const start = Date.now() - 10 * 86_400_000

const addressOf = (person: number): string => `10.${person >> 16}.${(person >> 8) & 255}.${person & 255}`

/** A completed sign-in as Okta logs it. */
const record = (person: number, nth: number): string =>
  JSON.stringify({
    uuid: `${person}-${nth}`,
    published: new Date(start + nth * 86_400_000 + person).toISOString(),
    eventType: 'user.session.start',
    severity: 'INFO',
    actor: {
      id: `00u${String(person).padStart(17, '0')}`,
      type: 'User',
      alternateId: `p${person}@example.com`,
      displayName: `P ${person}`,
    },
    client: {
      ipAddress: addressOf(person),
      userAgent: { rawUserAgent: 'Mozilla/5.0 (Windows NT 10.0) Chrome/130.0', os: 'Windows 10', browser: 'CHROME' },
    },
    outcome: { result: 'SUCCESS' },
    transaction: { id: `t${person}-${nth}` },
    target: [],
  })

const attempt = (person: number, ip: string): Event => ({
  id: 'asked',
  source: 'okta',
  time: Date.now(),
  user: { email: `p${person}@example.com`, name: `p${person}@example.com` },
  src: { ip, userAgent: 'Mozilla/5.0 (Windows NT 10.0) Chrome/130.0' },
  kind: 'sign_in',
  outcome: 'interrupted',
  interactive: true,
})

const folder = mkdtempSync(join(tmpdir(), 'tocsin-bench-risk-'))
const world = { log: createLog('error', { write: (line: string) => console.error(line) }), clock: () => Date.now(), pid: process.pid }
const server = await startServer(testConfig(folder), world)

try {
  const product = await server.ready
  for (let nth = 0; nth < historyOf; nth++) {
    for (let from = 0; from < persons; from += batch) {
      const body = Array.from({ length: Math.min(batch, persons - from) }, (_, at) => record(from + at, nth)).join('\n')
      const answer = await fetch(`${server.url}/ingest/okta`, {
        method: 'POST',
        body,
        headers: { authorization: `Bearer ${server.runToken}` },
      })
      const { accepted } = (await answer.json()) as IngestAnswer
      if (accepted === 0) throw new Error(`nothing was accepted: ${answer.status}`)
    }
  }
  for (let known = 0; known < persons; known = (await product.status()).persons) await sleep(1000)
  console.log(
    `${persons.toLocaleString('en')} persons with ${historyOf} sign-ins each; ${Math.round(process.memoryUsage().rss / 1048576)} MB\n`,
  )
  const chosen = Array.from({ length: questions }, (_, at) => Math.floor((((at * 2654435761) % 4294967296) / 4294967296) * persons))
  report('in the process', await inProcess(chosen))
  report('over HTTP, one after another', await overHttp(chosen.slice(0, 5000), 1))
  report('over HTTP, eight at a time', await overHttp(chosen.slice(0, 5000), 8))

  async function inProcess(all: readonly number[]): Promise<number[]> {
    const times: number[] = []
    for (const [nth, person] of all.entries()) {
      const asked = attempt(person, nth % 2 === 0 ? '203.0.113.9' : addressOf(person))
      const begun = performance.now()
      const moment = product.look(asked)
      const { risk } = await product.risk.userRisk(laneOf(asked), moment.person.id, asked.time)
      signInRisk(moment, { userRisk: risk })
      times.push(performance.now() - begun)
    }
    return times
  }
} finally {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
}

async function overHttp(all: readonly number[], atOnce: number): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce })
  const times: number[] = []
  let next = 0
  const worker = async (): Promise<void> => {
    for (let at = next++; at < all.length; at = next++) {
      const begun = performance.now()
      await ask(agent, all[at] ?? 0)
      times.push(performance.now() - begun)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  agent.destroy()
  return times
}

function ask(agent: Agent, person: number): Promise<RiskAnswer> {
  const body = JSON.stringify({ user: `p${person}@example.com`, ip: '203.0.113.9', userAgent: 'curl/8' })
  const headers = { authorization: `Bearer ${server.runToken}`, 'content-type': 'application/json' }
  return new Promise((resolve, reject) => {
    const sent = request(`${server.url}/api/risk`, { method: 'POST', agent, headers }, (answer) => {
      let text = ''
      answer.on('data', (piece: Buffer) => {
        text += piece.toString()
      })
      answer.on('end', () => (answer.statusCode === 200 ? resolve(JSON.parse(text) as RiskAnswer) : reject(new Error(text))))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

function report(name: string, times: readonly number[]): void {
  const sorted = [...times].sort((one, other) => one - other)
  const at = (share: number): string => (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(3)
  console.log(`${name}: ${times.length} questions, median ${at(0.5)} ms, 99 % ${at(0.99)} ms, longest ${at(1)} ms`)
}
