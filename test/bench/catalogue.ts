/** What all detections together cost the engine, against those of prompts alone (`mfa.*`): the same events in turn, in one run. */
import type { Event, SignInEvent } from '../../src/0-event/event.ts'
import { minuteMs } from '../../src/0-event/time.ts'
import { detections } from '../../src/3-detect/detections/index.ts'
import { createEngine } from '../../src/3-detect/engine.ts'
import { table } from '../../src/3-detect/evaluate-report.ts'
import { roundOf } from './evaluate-rounds.ts'

const users = Number(process.argv[2] ?? 300)
const rounds = Number(process.argv[3] ?? 5)
const prompts = detections.map(({ id }) => id).filter((id) => id.startsWith('mfa.'))
/** Of real tenants' records nine in ten are renewals. */
const renewedShare = 0.9
const renewEveryMs = 12 * minuteMs

/** Milliseconds of processor time, so that whoever else uses the machine counts for less. */
function cost(events: readonly Event[], only: readonly string[] | undefined): { readonly ms: number; readonly findings: number } {
  globalThis.gc?.()
  const engine = createEngine({ only })
  const before = process.cpuUsage()
  let findings = 0
  for (const event of events) findings += engine.step(event).length
  const { user, system } = process.cpuUsage(before)
  return { ms: (user + system) / 1000, findings }
}

/** Each sign-in goes on by itself for hours, until nine in ten events are renewals; fresh strings each time, as a parser makes them. */
function withRenewals(events: readonly Event[]): readonly Event[] {
  const begun = events.filter((event): event is SignInEvent => event.kind === 'sign_in' && event.outcome === 'success' && event.interactive)
  const already = events.filter((event) => event.kind === 'sign_in' && event.outcome === 'success' && !event.interactive).length
  const each = Math.max(0, Math.round((events.length * renewedShare - already) / (1 - renewedShare) / begun.length))
  const renewals = begun.flatMap((event) => Array.from({ length: each }, (_, nth) => renewal(event, nth + 1)))
  return [...events, ...renewals].sort((one, other) => one.time - other.time)
}

const renewal = (event: SignInEvent, nth: number): SignInEvent => ({
  ...event,
  id: `${event.id}/${nth}`,
  interactive: false,
  time: event.time + nth * renewEveryMs,
  flow: `${event.flow ?? event.id}/${nth}`,
  src: event.src === undefined ? undefined : { ...event.src },
  user: { ...event.user },
})

const median = (values: readonly number[]): number => [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0

function compare(name: string, events: readonly Event[]): readonly (string | number)[] {
  cost(events, undefined)
  cost(events, prompts)
  const pairs = Array.from({ length: rounds }, () => ({ all: cost(events, undefined), prompts: cost(events, prompts) }))
  const speed = (ms: readonly number[]): string => Math.round((events.length / median(ms)) * 1000).toLocaleString('en')
  return [
    name,
    events.length.toLocaleString('en'),
    speed(pairs.map((pair) => pair.prompts.ms)),
    speed(pairs.map((pair) => pair.all.ms)),
    median(pairs.map((pair) => pair.prompts.ms / pair.all.ms)).toFixed(2),
    pairs[0]?.all.findings ?? 0,
  ]
}

const life = roundOf('ordinary-life', { users, days: 30, attacks: 0, seed: 3 }, 0).inOrder
const attacked = roundOf('all', { users, days: 30, attacks: 3, seed: 3 }, 0).inOrder
console.log(
  table(
    ['events', 'count', '`mfa.*` events/s', 'all, events/s', 'all / `mfa.*`', 'findings told'],
    [
      compare('ordinary life', life),
      compare('with attacks of every kind', attacked),
      compare('nine in ten are renewals', withRenewals(attacked)),
    ].map((row) => row.map(String)),
  ),
)
