/** Simulates organisations under attack, and the same in peace, and prints what Tocsin and the published rules find in the same events. */
import { fork } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { pageOf } from './evaluate-page.ts'
import type { PlayedSeed, Task } from './evaluate-play.ts'

// node test/bench/evaluate.ts [--rounds 5] [--users 400] [--days 30] [--attacks 4] [--seed 1] [--jobs 2] [--only-tocsin] [--explain]: Markdown to standard output.
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    users: { type: 'string', default: '400' },
    days: { type: 'string', default: '30' },
    attacks: { type: 'string', default: '4' },
    seed: { type: 'string', default: '1' },
    jobs: { type: 'string', default: '2' },
    'only-tocsin': { type: 'boolean', default: false },
    explain: { type: 'boolean', default: false },
  },
})
const size = { users: Number(values.users), days: Number(values.days), attacks: Number(values.attacks), seed: Number(values.seed) }
const rounds = Number(values.rounds)
const folder = mkdtempSync(join(tmpdir(), 'tocsin-evaluate-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

/** The rounds in turn, so many at a time, each in a process of its own whose memory goes with it. */
async function playAll(): Promise<readonly PlayedSeed[]> {
  const seeds: PlayedSeed[] = []
  let next = 0
  const worker = async (): Promise<void> => {
    for (let nth = next++; nth < rounds; nth = next++) seeds[nth] = await playIn(nth)
  }
  await Promise.all(Array.from({ length: Number(values.jobs) }, worker))
  return seeds
}

async function playIn(nth: number): Promise<PlayedSeed> {
  const to = join(folder, `${nth}.json`)
  const task: Task = { ...size, nth, only: values['only-tocsin'], to }
  const child = fork(join(import.meta.dirname, 'evaluate-play.ts'), [JSON.stringify(task)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const code = await new Promise<number | null>((done) => child.once('exit', done))
  if (code !== 0) throw new Error(`seed ${size.seed + nth} ended with ${code}`)
  const played = JSON.parse(readFileSync(to, 'utf8')) as PlayedSeed
  const { attacked, peaceful } = played
  console.error(
    `seed ${size.seed + nth}: ${attacked.labels.length} attacks, ${attacked.events} and ${peaceful.events} events, ${Math.round(Object.values(played.spent).reduce((sum, one) => sum + one, 0))} s`,
  )
  return played
}

console.log(pageOf({ ...size, rounds }, await playAll(), values.explain))
