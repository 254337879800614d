/** Keeps playing: one attack after the other upon organisations of their own, for demonstrations. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { scenarios } from '../1-ingest/scenarios/index.ts'
import type { Player } from './play.ts'

export interface DemoParts {
  readonly player: Player
  /** Begins anew when this many simulated records are kept. */
  readonly simulatedRecords: () => Promise<number>
  readonly removeSimulated: () => Promise<void>
  readonly log: Logger
}

const secondsPerAttack = 60
const pauseMs = 20_000
const recordsMax = 100_000
const lookEveryMs = 250

/** Answers how to end it. */
export function startDemo({ player, simulatedRecords, removeSimulated, log }: DemoParts): () => Promise<void> {
  let ended = false
  const attacks = scenarios.filter(({ attack }) => attack !== undefined)

  async function rounds(): Promise<void> {
    for (let round = 0; !ended; round++) {
      if ((await simulatedRecords()) > recordsMax) await removeSimulated()
      const scenario = attacks[round % attacks.length]
      if (scenario !== undefined && !ended) player.start({ scenario: scenario.name, seconds: secondsPerAttack })
      await player.ended()
      for (let waited = 0; waited < pauseMs && !ended; waited += lookEveryMs) await sleep(lookEveryMs)
    }
  }

  const playing = rounds().catch((error: unknown) => log.error({ err: error }, 'the demonstration ended'))
  return async () => {
    ended = true
    await player.stop()
    await playing
  }
}
