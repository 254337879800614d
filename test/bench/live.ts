/**
 * How soon a live event becomes a finding: 2,000 events a second by HTTP, storms among them, from the POST to the finding on the feed. `node
 * test/bench/live.ts [seconds=60] [perSecond=2000] [hunters=0]`: so many people beside it ask one heavy query after another.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FeedMessage, IngestAnswer } from '../../src/8-server/wire.ts'
import { oktaDenial } from '../server.ts'

const [seconds = 60, perSecond = 2000, hunters = 0] = process.argv.slice(2).map(Number)
/** Shippers send what came in so long. */
const batchMs = 50
/** So many that nobody is asked more often than people are: else each would be a storm of their own. */
const persons = 100_000
/** Of the events, so many are second refusals, each the one that makes a finding. */
const stormsPerSecond = 10
const aimMs = 1000

interface Sent {
  readonly at: number
  found: number | undefined
}

/** An ordinary push, approved on the phone, as Okta's Identity Engine logs it: 1.9 kB. */
function ordinary(id: number, time: number): object {
  const person = `person${id % persons}`
  const ip = `198.${18 + ((id % persons) >> 16)}.${((id % persons) >> 8) % 256}.${id % 256}`
  const user = { id: `00u${person}`, type: 'User', alternateId: `${person}@example.com`, displayName: person, detailEntry: null }
  return {
    uuid: `o-${id}`,
    published: new Date(time).toISOString(),
    eventType: 'user.authentication.auth_via_mfa',
    legacyEventType: 'core.user.factor.attempt_success',
    version: '0',
    severity: 'INFO',
    displayMessage: 'Authentication of user via MFA',
    actor: user,
    client: {
      userAgent: {
        rawUserAgent:
          'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15',
        os: 'Mac OS X',
        browser: 'SAFARI',
      },
      zone: 'null',
      device: 'Computer',
      ipAddress: ip,
      geographicalContext: {
        city: 'Utrecht',
        state: 'Utrecht',
        country: 'Netherlands',
        postalCode: '3511',
        geolocation: { lat: 52.09, lon: 5.12 },
      },
    },
    authenticationContext: {
      authenticationProvider: 'FACTOR_PROVIDER',
      credentialProvider: 'OKTA_CREDENTIAL_PROVIDER',
      authenticationStep: 0,
      externalSessionId: `idx-${id}`,
      rootSessionId: `idx-${id}`,
    },
    outcome: { result: 'SUCCESS', reason: null },
    securityContext: { asNumber: 1136, asOrg: 'kpn b.v.', isp: 'kpn', domain: 'kpn.net', isProxy: false },
    debugContext: {
      debugData: {
        authnRequestId: `req-${id}`,
        factor: 'OKTA_VERIFY_PUSH',
        factorIntent: 'AUTHENTICATION',
        requestUri: '/idp/idx/authenticators/poll',
        dtHash: `dt-${person}`,
      },
    },
    transaction: { type: 'WEB', id: `tx-${id}`, detail: {} },
    request: { ipChain: [{ ip, version: 'V4', source: null }] },
    target: [
      user,
      {
        id: `pfd-${person}`,
        type: 'AuthenticatorEnrollment',
        alternateId: 'unknown',
        displayName: 'Okta Verify',
        detailEntry: { methodTypeUsed: 'Get a push notification' },
      },
    ],
  }
}

const data = mkdtempSync(join(tmpdir(), 'tocsin-live-'))
const child = spawn(process.execPath, [join(import.meta.dirname, '..', 'crash', 'serve.ts'), data], {
  stdio: ['ignore', 'pipe', 'inherit'],
})
const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
const { url, token } = JSON.parse(line) as { url: string; token: string }
const headers = { authorization: `Bearer ${token}` }
const sent = new Map<string, Sent>()

void watch().catch(() => {})
let text = await metrics()
const cpuBefore = cpu()

/** Queries that read every row and every text. */
const heavy = [
  'OktaV2_CL | summarize count(), dcount(ActorUsername), make_set(SrcIpAddr, 100) by bin(TimeGenerated, 1s)',
  'OktaV2_CL | where RawData has "nothing-is-called-so" | count',
  'OktaV2_CL | extend R = parse_json(RawData) | summarize count() by tostring(R.client.userAgent.browser), tostring(R.outcome.result)',
]
const hunted: number[] = []
let isOver = false
const hunting = Array.from({ length: hunters }, (_, i) => hunt(i))

const answers: number[] = []
let accepted = 0
let refusedPosts = 0
let next = 0
let storms = 0
const posts: Promise<void>[] = []
const begun = performance.now()
for (let batch = 0; batch * batchMs < seconds * 1000; batch++) {
  const due = begun + batch * batchMs
  await sleep(Math.max(0, due - performance.now()))
  const time = Date.now()
  const records: object[] = []
  while (storms < ((due - begun + batchMs) / 1000) * stormsPerSecond) {
    const person = `victim${storms++}@example.com`
    records.push(oktaDenial(`${person}-1`, person, time - 30_000), oktaDenial(`${person}-2`, person, time))
    sent.set(person, { at: due, found: undefined })
  }
  while (records.length < (perSecond * batchMs) / 1000) records.push(ordinary(next++, time))
  posts.push(post(records, due))
}
await Promise.all(posts)
isOver = true
await Promise.all(hunting)
await sleep(2000)
text = await metrics()
const status = (await (await fetch(`${url}/api/status`, { headers })).json()) as { records: number; findings: number }
child.kill('SIGTERM')
await once(child, 'exit')
rmSync(data, { recursive: true, force: true })

const found = [...sent.values()].flatMap(({ at, found: when }) => (when === undefined ? [] : [when - at])).sort((one, other) => one - other)
answers.sort((one, other) => one - other)
hunted.sort((one, other) => one - other)
const part = (values: readonly number[], share: number): string =>
  `${Math.round(values[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN)} ms`
const gauge = (name: string): string => `${Math.round(Number(metric(name)) * 1000)} ms`
process.stdout.write(
  [
    `${accepted} events accepted in ${seconds} s (${Math.round(accepted / seconds)}/s asked ${perSecond}/s), ${refusedPosts} posts refused, ${status.records} records in the store`,
    `event to finding: ${found.length} of ${sent.size} found; p50 ${part(found, 0.5)}, p99 ${part(found, 0.99)}, max ${part(found, 1)} (aim: p99 under ${aimMs} ms)`,
    `server: ${Math.round((cpu() - cpuBefore) * 100) / 100} s of CPU, ${Math.round(Number(metric('process_resident_memory_bytes')) / 1e6)} MB`,
    ...(hunters === 0
      ? []
      : [`${hunters} hunters beside it: ${hunted.length} queries answered; p50 ${part(hunted, 0.5)}, max ${part(hunted, 1)}`]),
    `POST to answer: p50 ${part(answers, 0.5)}, p99 ${part(answers, 0.99)}`,
    `server's event loop: p50 ${gauge('nodejs_eventloop_lag_p50_seconds')}, p99 ${gauge('nodejs_eventloop_lag_p99_seconds')}, max ${gauge('nodejs_eventloop_lag_max_seconds')}`,
    '',
  ].join('\n'),
)
process.exitCode = found.length === sent.size && (found[Math.floor(found.length * 0.99)] ?? Number.POSITIVE_INFINITY) < aimMs ? 0 : 1

function metric(name: string): string {
  return new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1] ?? 'NaN'
}

function cpu(): number {
  return Number(metric('process_cpu_seconds_total'))
}

async function hunt(first: number): Promise<void> {
  for (let i = first; !isOver; i++) {
    const asked = performance.now()
    const answer = await fetch(`${url}/v1/rest/query`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ db: 'logs', csl: heavy[i % heavy.length] }),
    })
    const said = await answer.text()
    if (!answer.ok) throw new Error(said.slice(0, 300))
    hunted.push(performance.now() - asked)
  }
}

async function post(records: readonly object[], due: number): Promise<void> {
  const body = records.map((record) => JSON.stringify(record)).join('\n')
  const answer = await fetch(`${url}/ingest/okta`, { method: 'POST', headers, body })
  answers.push(performance.now() - due)
  if (answer.ok) accepted += ((await answer.json()) as IngestAnswer).accepted
  else refusedPosts++
}

async function watch(): Promise<void> {
  const { body } = await fetch(`${url}/api/feed`, { headers })
  let text = ''
  for await (const piece of (body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
    text += piece
    for (let end = text.indexOf('\n\n'); end !== -1; end = text.indexOf('\n\n')) {
      const block = text.slice(0, end)
      text = text.slice(end + 2)
      if (!block.startsWith('data: {"type":"finding"')) continue
      const message = JSON.parse(block.slice(6)) as FeedMessage
      const one = message.type === 'finding' ? sent.get(message.finding.person.name) : undefined
      if (one !== undefined) one.found ??= performance.now()
    }
  }
}

/** Reading them begins the next measurement of the event loop. */
async function metrics(): Promise<string> {
  return (await fetch(`${url}/metrics`, { headers })).text()
}
