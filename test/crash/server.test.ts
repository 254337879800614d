/** Kills the server in the middle of its work, again and again: what it acknowledged is there once, and is detected once. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { IncidentPage } from '../../src/8-server/wire.ts'
import { ndjson, storm, testFolder, testServer, until } from '../server.ts'

const rounds = 6
const senders = 4
const now = Date.now()

interface Child {
  readonly process: ChildProcess
  readonly url: string
  readonly token: string
}

async function start(data: string): Promise<Child> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'serve.ts'), data], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  return { process: child, ...(JSON.parse(line) as { url: string; token: string }) }
}

/** Sends storms, each upon a person of its own, until the server is gone; answers who was acknowledged. */
async function send({ url, token }: Child, name: string): Promise<string[]> {
  const acknowledged: string[] = []
  for (let n = 0; ; n++) {
    const person = `${name}-${n}@example.com`
    const body = ndjson(storm(person, now - 60 * 60_000 + n * 1000))
    try {
      const answer = await fetch(`${url}/ingest/okta`, { method: 'POST', body, headers: { authorization: `Bearer ${token}` } })
      if (!answer.ok) continue
      assert.equal(((await answer.json()) as { accepted: number }).accepted, 3)
      acknowledged.push(person)
    } catch {
      return acknowledged
    }
  }
}

test('kill -9 during ingest loses and doubles nothing that was acknowledged', { timeout: 180_000 }, async (context) => {
  const data = testFolder(context)
  const acknowledged: string[] = []
  for (let round = 0; round < rounds; round++) {
    const child = await start(data)
    const sending = Array.from({ length: senders }, (_, sender) => send(child, `r${round}s${sender}`))
    await sleep(100 + Math.random() * 1500)
    child.process.kill('SIGKILL')
    await once(child.process, 'exit')
    acknowledged.push(...(await Promise.all(sending)).flat())
  }
  assert.ok(acknowledged.length > rounds, `only ${acknowledged.length} were acknowledged`)

  const server = await testServer(context, data)
  const rows = await until(async () => {
    const found = await server.product.store.query(
      'select ActorUsername as person, count(*)::int as rows, count(distinct EventOriginalUid)::int as ids from OktaV2_CL group by all',
    )
    return found.length >= acknowledged.length && found
  }, 30)
  const byPerson = new Map(rows.map((row) => [String(row['person']), row]))
  for (const person of acknowledged) {
    const row = byPerson.get(person)
    assert.deepEqual([row?.['rows'], row?.['ids']], [3, 3], `${person} in the store`)
  }
  assert.ok(
    rows.every((row) => row['rows'] === row['ids']),
    'nothing twice',
  )

  await server.product.catchUp.idle()
  const incidents = new Map<string, number[]>()
  for (let before = ''; ; ) {
    const page = await server.get<IncidentPage>(`/api/incidents?limit=200${before}`)
    for (const { person, prompts } of page.incidents) incidents.set(person.name, [...(incidents.get(person.name) ?? []), prompts.refused])
    if (page.next === undefined) break
    before = `&before=${page.next}`
  }
  for (const person of acknowledged) assert.deepEqual(incidents.get(person), [3], `the incident of ${person}`)
})
