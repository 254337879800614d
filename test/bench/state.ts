/** What the engine keeps: bytes of state a person, and how time and memory grow with events. Run with `--expose-gc`. */
import type { Event } from '../../src/0-event/event.ts'
import { dayMs, minuteMs } from '../../src/0-event/time.ts'
import { createEngine } from '../../src/3-detect/engine.ts'

const personsMax = Number(process.argv[2] ?? 100_000)
const start = Date.UTC(2026, 0, 5)

/** A small fixed generator, so that every run sees the same events. */
function chance(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
    return (state >>> 0) / 2 ** 32
  }
}

/** One sign-in with its prompt: fresh strings each time, as a parser makes them. */
function signIn(at: number, persons: number, next: () => number): Event[] {
  const who = Math.floor(next() * persons)
  const place = next() < 0.95 ? 0 : Math.floor(next() * 4) + 1
  const address = `10.${(who >> 16) & 255}.${(who >> 8) & 255}.${who & 255}`
  const common = {
    source: 'entra-id' as const,
    time: start + at,
    user: {
      uid: `00000000-0000-4000-8000-${String(who).padStart(12, '0')}`,
      name: `person${who}@example.com`,
      email: `person${who}@example.com`,
    },
    app: { uid: '00000002-0000-0ff1-ce00-000000000000', name: 'Office 365' },
    src: {
      ip: `${address}`.replace('10.', `1${place}.`),
      asn: 3320 + place,
      country: 'DE',
      os: 'Windows10',
      browser: 'Edge 120.0',
      deviceId: `device-${who}-${place}`,
    },
    flow: `flow-${at}-${who}`,
    session: `session-${who}-${at}`,
  }
  const odd = next()
  const outcome = odd < 0.005 ? 'denied' : odd < 0.045 ? 'unanswered' : 'approved'
  const prompt: Event = { id: `entra-id:${at}-${who}#1`, kind: 'prompt', factor: 'push', outcome, told: 'both', ...common }
  if (outcome !== 'approved') return [prompt]
  return [prompt, { id: `entra-id:${at}-${who}`, kind: 'sign_in', outcome: 'success', interactive: true, proof: 'multi', ...common }]
}

function run(events: number, persons: number): { ms: number; heapMb: number; persons: number; findings: number } {
  globalThis.gc?.()
  const before = process.memoryUsage().heapUsed
  const engine = createEngine()
  const next = chance(1)
  const began = performance.now()
  let findings = 0
  let fed = 0
  for (let at = 0; fed < events; at++) {
    for (const event of signIn(Math.floor((at * 10 * dayMs) / events), persons, next)) {
      findings += engine.step(event).length
      fed++
    }
  }
  const ms = performance.now() - began
  engine.advance(start + 11 * dayMs + minuteMs)
  globalThis.gc?.()
  const heapMb = (process.memoryUsage().heapUsed - before) / 1e6
  const counted = engine.counts().persons
  return { ms, heapMb, persons: counted, findings }
}

console.log('| events | persons | seconds | events/s | state MB | bytes a person |')
console.log('| ---: | ---: | ---: | ---: | ---: | ---: |')
for (const events of [10_000, 30_000, 100_000, 300_000, 1_000_000]) {
  const { ms, heapMb, persons } = run(events, personsMax)
  console.log(
    `| ${events.toLocaleString('en')} | ${persons.toLocaleString('en')} | ${(ms / 1000).toFixed(2)} | ${Math.round((events / ms) * 1000).toLocaleString('en')} | ${heapMb.toFixed(0)} | ${Math.round((heapMb * 1e6) / persons)} |`,
  )
}
