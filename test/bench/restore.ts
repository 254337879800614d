/** What saving and restoring cost: bytes a saving, time until a new engine answers, and each person taken up when they are met. */
import type { Event } from '../../src/0-event/event.ts'
import { secondMs } from '../../src/0-event/time.ts'
import { createEngine } from '../../src/3-detect/engine.ts'
import { table } from '../../src/3-detect/evaluate-report.ts'
import type { Engine } from '../../src/3-detect/stream.ts'

const persons = Number(process.argv[2] ?? 100_000)
const visits = 5
const start = Date.UTC(2026, 0, 5)
/** As the server saves. */
const saveEveryMs = 2 * secondMs
const perSecond = 100

const disk = new Map<string, string>()
const load = (key: string): string | undefined => disk.get(key)

function save(engine: Engine): number {
  let bytes = 0
  for (const { key, state } of engine.changes()) {
    bytes += key.length + (state?.length ?? 0)
    if (state === undefined) disk.delete(key)
    else disk.set(key, state)
  }
  return bytes
}

function signIn(nth: number): Event {
  const who = nth % persons
  return {
    id: `entra-id:${nth}`,
    kind: 'sign_in',
    outcome: 'success',
    interactive: true,
    proof: 'multi',
    source: 'entra-id',
    time: start + (nth * 1000) / perSecond,
    user: { uid: `00000000-0000-4000-8000-${String(who).padStart(12, '0')}`, name: `p${who}@example.com`, email: `p${who}@example.com` },
    src: {
      ip: `10.${(who >> 16) & 255}.${(who >> 8) & 255}.${who & 255}`,
      asn: 3320,
      country: 'DE',
      os: 'Windows 11',
      browser: 'Edge 120.0',
    },
    flow: `flow-${nth}`,
    session: `session-${nth}`,
  }
}

const median = (values: readonly number[]): number => [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0

const first = createEngine({ load })
const savings: number[] = []
const savingMs: number[] = []
for (let nth = 0, saved = start; nth < persons * visits; nth++) {
  const event = signIn(nth)
  first.step(event)
  if (event.time < saved + saveEveryMs) continue
  saved = event.time
  const began = performance.now()
  savings.push(save(first))
  savingMs.push(performance.now() - began)
}
save(first)

const began = performance.now()
const second = createEngine({ load })
const made = performance.now() - began
second.step(signIn(persons * visits))
const answered = performance.now() - began
const walked = performance.now()
for (let nth = 1; nth < persons; nth++) second.step(signIn(persons * visits + nth))
const each = (performance.now() - walked) / persons

const bytes = [...disk].reduce((sum, [key, state]) => sum + key.length + state.length, 0)
console.log(
  table(
    ['what', 'measured'],
    [
      ['persons', persons.toLocaleString('en')],
      ['on disk', `${(bytes / 1e6).toFixed(0)} MB, ${Math.round(bytes / persons)} bytes a person, ${disk.size.toLocaleString('en')} keys`],
      [`one saving every 2 s at ${perSecond} events/s`, `${Math.round(median(savings) / 1024)} KB, ${median(savingMs).toFixed(1)} ms`],
      ['a new engine', `${made.toFixed(0)} ms`],
      ['… and its first event', `${answered.toFixed(0)} ms`],
      ['each person met again', `${(each * 1000).toFixed(0)} µs`],
    ],
  ),
)
