/** Plays. */
import type { ScenarioView } from './wire.ts'

export interface Player {
  readonly scenarios: readonly ScenarioView[]
  start(wanted: { scenario: string; seed?: number; seconds?: number }): boolean
  stop(): Promise<void>
}
