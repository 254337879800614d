/** Measures how often ordinary people would be asked again where a given share of attackers is stopped, as Wiefling et al. do. */
import { parseArgs } from 'node:util'
import type { Endpoint, Event } from '../../src/0-event/event.ts'
import { dayMs } from '../../src/0-event/time.ts'
import { firstDay } from '../../src/1-ingest/scenario.ts'
import { chanceOf } from '../../src/1-ingest/simulate-chance.ts'
import { createOrganisation, type Person } from '../../src/1-ingest/simulate-people.ts'
import { table } from '../../src/3-detect/evaluate-report.ts'
import { type Attempt, createFreeman, type Feature } from '../../src/3-detect/freeman.ts'
import { referenceAttempt, referenceFeatures, signInAttempt, signInFeatures } from '../../src/3-detect/freeman-features.ts'
import { type Habits, newHabits } from '../../src/3-detect/freeman-person.ts'
import { roundOf } from './evaluate-rounds.ts'
import { type Attacker, attackers, attempt } from './rba-attackers.ts'

// node test/bench/rba.ts [--rounds 5] [--users 400] [--days 45] [--seed 101]: Markdown to standard output. Tuned on seeds 1 to 5 only.
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    users: { type: 'string', default: '400' },
    days: { type: 'string', default: '45' },
    seed: { type: 'string', default: '101' },
  },
})
const rounds = Number(values.rounds)
const size = { users: Number(values.users), days: Number(values.days), attacks: 0, seed: Number(values.seed) }

/** Sign-ins with so many earlier ones stand for 12 and for 39, so that each person has several. */
const windows = { 12: [10, 14], 39: [35, 43] } as const
type At = keyof typeof windows
const ats: readonly At[] = [12, 39]
const stopped = [0.98, 0.995, 0.999] as const

interface Sample {
  readonly person: string
  readonly at: At
  readonly own: number
  readonly hostile: Readonly<Record<Attacker, number>>
}

/** Scores an attempt against a person's history, then learns what was the person's. */
interface Scorer {
  readonly name: string
  begin(): { score(person: string, src: Endpoint): number; learn(person: string, src: Endpoint): void }
}

const model = (name: string, features: readonly Feature[], read: (src: Endpoint) => Attempt): Scorer => ({
  name,
  begin: () => {
    const freeman = createFreeman(features)
    const habits = new Map<string, Habits>()
    const of = (person: string): Habits => {
      const known = habits.get(person) ?? newHabits()
      habits.set(person, known)
      return known
    }
    return {
      score: (person, src) => freeman.score(of(person), read(src))?.risk ?? Number.POSITIVE_INFINITY,
      learn: (person, src) => freeman.learn(of(person), read(src)),
    }
  },
})

const newCountry: Scorer = {
  name: 'new country',
  begin: () => {
    const seen = new Map<string, Set<string | undefined>>()
    return {
      score: (person, src) => (seen.get(person)?.has(src.country) === true ? 0 : 1),
      learn: (person, src) => seen.set(person, (seen.get(person) ?? new Set()).add(src.country)),
    }
  },
}

const scorers = [
  model('Tocsin', signInFeatures, signInAttempt),
  model('Tocsin without devices', signInFeatures.slice(0, 2), signInAttempt),
  model('reference features', referenceFeatures, referenceAttempt),
  newCountry,
]
const models = scorers.slice(0, -1)
const samples = new Map<Scorer, Sample[]>(scorers.map((scorer) => [scorer, []]))

function play(nth: number): void {
  const start = firstDay + nth * (size.days + 60) * dayMs
  const { people } = createOrganisation({ seed: size.seed + nth, users: size.users, days: size.days, start })
  const byName = new Map(people.map((person) => [person.email.replace(/@.*/, ''), person]))
  const running = scorers.map((scorer) => ({ scorer, run: scorer.begin() }))
  const counts = new Map<string, { count: number; flow: string | undefined }>()
  const chance = chanceOf(size.seed + nth).fork('attackers')
  const popular: Endpoint[] = []
  for (const event of roundOf('ordinary-life', size, nth).inOrder) {
    const { src } = event
    const name = (event.user.email ?? event.user.name ?? '').replace(/@.*/, '').toLowerCase()
    const person = byName.get(name)
    const known = counts.get(name) ?? { count: 0, flow: undefined }
    if (!isCompleted(event) || src?.ip === undefined || person === undefined || known.flow === (event.flow ?? event.id)) continue
    const at = ats.find((one) => known.count >= windows[one][0] && known.count <= windows[one][1])
    const colleague = popular[chance.whole(0, Math.max(0, popular.length - 1))]
    if (at !== undefined && isInteractive(event) && colleague !== undefined) {
      const hostile = attackers.map((kind) => [kind, attempt(kind, person, src, colleague, event.time, chance)] as const)
      for (const { scorer, run } of running) samples.get(scorer)?.push(sampleOf(run, person, nth, at, src, hostile))
    }
    for (const { run } of running) run.learn(name, src)
    counts.set(name, { count: known.count + 1, flow: event.flow ?? event.id })
    if (src.userAgent !== undefined && isInteractive(event)) popular.push(src)
  }
}

function sampleOf(
  run: ReturnType<Scorer['begin']>,
  person: Person,
  round: number,
  at: At,
  src: Endpoint,
  hostile: readonly (readonly [Attacker, Endpoint])[],
): Sample {
  const name = person.email.replace(/@.*/, '')
  const scored = Object.fromEntries(hostile.map(([kind, from]) => [kind, run.score(name, from)])) as Record<Attacker, number>
  return { person: `${round} ${name}`, at, own: run.score(name, src), hostile: scored }
}

/** Sign-ins that a token made by itself teach too, as they do in the engine; only those where a person was there are asked again. */
const isCompleted = (event: Event): boolean =>
  (event.kind === 'sign_in' && event.outcome === 'success') || (event.kind === 'prompt' && event.outcome === 'approved')
const isInteractive = (event: Event): boolean => event.kind === 'prompt' || (event.kind === 'sign_in' && event.interactive)

/** The highest line that stops at least such a share: everything at or above it is asked again. */
function lineFor(share: number, scores: readonly number[]): number {
  const sorted = scores.toSorted((one, other) => one - other)
  return sorted[Math.floor(sorted.length * (1 - share))] ?? Number.POSITIVE_INFINITY
}

interface Asked {
  readonly mean: number
  readonly median: number
}

function askedAt(line: number, of: readonly Sample[]): Asked {
  const byPerson = new Map<string, number[]>()
  for (const { person, own } of of) byPerson.set(person, [...(byPerson.get(person) ?? []), own >= line ? 1 : 0])
  const shares = [...byPerson.values()].map(meanOf).sort((one, other) => one - other)
  return { mean: meanOf(of.map(({ own }) => (own >= line ? 1 : 0))), median: shares[Math.floor(shares.length / 2)] ?? Number.NaN }
}

const meanOf = (list: readonly number[]): number => list.reduce((sum, one) => sum + one, 0) / list.length
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`

function rows(): string[][] {
  return stopped.flatMap((share) =>
    attackers.map((attacker) => [
      percent(share),
      attacker,
      ...models.flatMap((scorer) => {
        const all = samples.get(scorer) ?? []
        const line = lineFor(
          share,
          all.map(({ hostile }) => hostile[attacker]),
        )
        return ats.map((at) => {
          const { mean, median } = askedAt(
            line,
            all.filter((one) => one.at === at),
          )
          return `${percent(mean)} (${percent(median)})`
        })
      }),
    ]),
  )
}

function countryRows(): string[][] {
  const all = samples.get(newCountry) ?? []
  return attackers.map((attacker) => [
    attacker,
    percent(meanOf(all.map(({ hostile }) => hostile[attacker]))),
    ...ats.map((at) => percent(meanOf(all.filter((one) => one.at === at).map(({ own }) => own)))),
  ])
}

for (let nth = 0; nth < rounds; nth++) play(nth)
const counted = samples.get(newCountry) ?? []
console.log(
  [
    `${rounds} organisations of ${size.users} people for ${size.days} days (seeds ${size.seed} to ${size.seed + rounds - 1}); ${counted.length} ordinary sign-ins, and one attempt of each attacker beside each.`,
    '',
    'Ordinary sign-ins asked again, over all of them (the median person in brackets), where the line stops so many attackers:',
    '',
    table(['stopped', 'attacker', ...models.flatMap(({ name }) => ats.map((at) => `${name}, ${at} earlier`))], rows()),
    '',
    'The comparator "new country" has no line to move; it stops:',
    '',
    table(['attacker', 'stopped', 'asked again, 12 earlier', '39 earlier'], countryRows()),
  ].join('\n'),
)
