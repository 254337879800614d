/** The MFA provider as the server runs it: opens its records and keys, and joins its parts with the detections and the logs. */
import { randomBytes, randomInt } from 'node:crypto'
import type { Identity } from '../2-store/identity/identity.ts'
import type { ProviderParts } from '../7-provider/parts.ts'

export interface ProviderServer {
  readonly parts: ProviderParts
  readonly identity: Identity
  close(): Promise<void>
}

export const chance = { bytes: (count: number) => randomBytes(count), below: (max: number) => randomInt(max) }
