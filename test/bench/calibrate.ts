/** Fits the table of sign-in risk on training seeds by isotonic regression, and prints it with the reliability curve on other seeds. */
import { parseArgs } from 'node:util'
import { table as markdown, percent } from '../../src/3-detect/evaluate-report.ts'
import { signInLevelFrom } from '../../src/4-risk/sign-in-risk.ts'
import { type Attempt, attemptsOf } from './calibrate-attempts.ts'

// node test/bench/calibrate.ts [--rounds 3] [--users 300] [--days 30] [--attacks 2] [--fit 101] [--measure 201]
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    users: { type: 'string', default: '300' },
    days: { type: 'string', default: '30' },
    attacks: { type: 'string', default: '2' },
    fit: { type: 'string', default: '101' },
    measure: { type: 'string', default: '201' },
  },
})
const rounds = Number(values.rounds)

function all(seed: number): Attempt[] {
  const size = { users: Number(values.users), days: Number(values.days), attacks: Number(values.attacks), seed }
  return Array.from({ length: rounds }, (_, nth) => {
    const attempts = attemptsOf(size, nth)
    console.error(`seed ${seed + nth}: ${attempts.length} attempts, ${attempts.filter(({ isHostile }) => isHostile).length} hostile`)
    return attempts
  }).flat()
}

interface Block {
  sum: number
  hostile: number
  count: number
}

/** Pool adjacent violators: the rising steps that fit best. */
function isotonic(attempts: readonly Attempt[]): Block[] {
  const blocks: Block[] = []
  for (const { sum, isHostile } of [...attempts].sort((one, other) => one.sum - other.sum)) {
    blocks.push({ sum, hostile: Number(isHostile), count: 1 })
    for (let last = blocks.at(-1), before = blocks.at(-2); last !== undefined && before !== undefined && share(before) >= share(last); ) {
      blocks.splice(-2, 2, { sum: before.sum + last.sum, hostile: before.hostile + last.hostile, count: before.count + last.count })
      last = blocks.at(-1)
      before = blocks.at(-2)
    }
  }
  return blocks
}

const share = ({ hostile, count }: Block): number => hostile / count

/** Neighbours that lie closer than this are one knot. */
const apartMin = 0.1

/** Neighbours joined until each holds enough to say anything, and stands apart from the next. */
function joined(blocks: readonly Block[], countMin: number): Block[] {
  const done: Block[] = []
  for (const block of blocks) {
    const last = done.at(-1)
    if (last !== undefined && (last.count < countMin || block.sum / block.count - last.sum / last.count < apartMin)) {
      last.sum += block.sum
      last.hostile += block.hostile
      last.count += block.count
    } else done.push({ ...block })
  }
  return done
}

/** Steps with the chance of each, drawn a little to the middle where few attempts stand behind it. */
const knots = (blocks: readonly Block[]): [number, number][] => {
  const made = blocks.map(({ sum, hostile, count }): [number, number] => [sum / count, (hostile + 0.5) / (count + 1)])
  return made.filter(([, chance], at) => at === 0 || chance > (made[at - 1]?.[1] ?? 0))
}

function reliability(attempts: readonly Attempt[], of: (attempt: Attempt) => number): string[][] {
  const edges = [0, 0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0001]
  return edges.slice(1).flatMap((to, at) => {
    const from = edges[at] ?? 0
    const inside = attempts.filter((one) => of(one) >= from && of(one) < to)
    if (inside.length === 0) return []
    const mean = inside.reduce((sum, one) => sum + of(one), 0) / inside.length
    const hostile = inside.filter(({ isHostile }) => isHostile).length
    return [[`${from} – ${Math.min(1, to)}`, String(inside.length), mean.toFixed(4), (hostile / inside.length).toFixed(4), String(hostile)]]
  })
}

function interpolate(made: readonly [number, number][], at: number): number {
  const logit = (chance: number): number => Math.log(chance / (1 - chance))
  const above = made.findIndex(([x]) => x >= at)
  if (above === -1) return made.at(-1)?.[1] ?? 0
  const [x, chance] = made[above] ?? [0, 0]
  const [before, low] = made[above - 1] ?? [x, chance]
  if (x === before) return chance
  return 1 / (1 + Math.exp(-(logit(low) + ((at - before) / (x - before)) * (logit(chance) - logit(low)))))
}

function levels(attempts: readonly Attempt[], of: (attempt: Attempt) => number): string[][] {
  return Object.entries(signInLevelFrom).map(([level, from]) => {
    const hostile = attempts.filter(({ isHostile }) => isHostile)
    const caught = hostile.filter((one) => of(one) >= from).length
    const asked = attempts.filter((one) => !one.isHostile && of(one) >= from).length
    return [
      level,
      String(from),
      percent({ count: caught, of: hostile.length, low: 0, high: 0 }),
      `${((asked / (attempts.length - hostile.length)) * 100).toFixed(2)} %`,
      `${((caught / Math.max(1, caught + asked)) * 100).toFixed(1)} %`,
    ]
  })
}

function byScenario(attempts: readonly Attempt[], of: (attempt: Attempt) => number): string[][] {
  const names = [...new Set(attempts.map(({ scenario }) => scenario))].filter((name) => name !== '').sort()
  return names.map((name) => {
    const own = attempts.filter(({ scenario }) => scenario === name)
    const caught = own.filter((one) => of(one) >= signInLevelFrom.medium).length
    return [name, String(own.length), `${((caught / own.length) * 100).toFixed(0)} %`]
  })
}

/** Brier's score, and the mean distance between what was said and what was, weighed by how often it was said. */
function quality(attempts: readonly Attempt[], of: (attempt: Attempt) => number): string {
  const brier = attempts.reduce((sum, one) => sum + (of(one) - Number(one.isHostile)) ** 2, 0) / attempts.length
  const rows = reliability(attempts, of)
  const error = rows.reduce(
    (sum, [, count, said, was]) => sum + (Number(count) / attempts.length) * Math.abs(Number(said) - Number(was)),
    0,
  )
  return `Brier score ${brier.toFixed(5)}, expected calibration error ${error.toFixed(5)}`
}

const fitted = knots(joined(isotonic(all(Number(values.fit))), 200))
console.log('The table:\n')
for (const [at, chance] of fitted) console.log(`  [${at.toFixed(2)}, ${chance.toPrecision(3)}],`)
const measured = all(Number(values.measure))
const of = ({ sum }: Attempt): number => interpolate(fitted, sum)
const heads = ['score', 'attempts', 'said', 'hostile', 'count']
console.log(
  `\nOn seeds ${values.measure} to ${Number(values.measure) + rounds - 1}: ${measured.length} attempts, ${measured.filter(({ isHostile }) => isHostile).length} hostile. ${quality(measured, of)}.\n`,
)
console.log(markdown(heads, reliability(measured, of)))
console.log(`\n${markdown(['level', 'from', 'hostile found', 'ordinary asked', 'right of those asked'], levels(measured, of))}`)
console.log(`\n${markdown(['scenario', 'hostile attempts', 'medium or more'], byScenario(measured, of))}`)
console.log(`\nWith the table in use: ${quality(measured, ({ score }) => score)}.`)
