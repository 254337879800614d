/** The product: joins reading, keeping, detecting and telling. The only file that knows all of them. */
import type { LogStore } from '../2-store/store.ts'
import type { Intake } from './intake.ts'
import type { People } from './people.ts'
import type { Player } from './play.ts'
import type { IncidentDetail, QuarantineView, Status } from './wire.ts'

export interface Product {
  readonly store: LogStore
  readonly intake: Intake
  readonly people: People
  readonly player: Player
  status(): Promise<Status>
  incidentDetail(id: string): Promise<IncidentDetail | undefined>
  quarantined(limit: number): Promise<QuarantineView>
  removeSimulated(): Promise<void>
  close(): Promise<void>
}

export async function openProduct(_parts: unknown): Promise<Product> {
  throw new Error('being written')
}
