/** Reads what a push carried. It came through a stranger's service, so nothing in it is believed but its form. */
import type { PushMessage } from '../../../src/7-provider/wire.ts'

const idForm = /^[\w-]{1,100}$/

/** Undefined for anything that is not a message of ours. */
export function readMessage(text: string | undefined): PushMessage | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '')
    if (typeof value !== 'object' || value === null) return undefined
    const { v, id, kid } = value as Partial<Record<string, unknown>>
    if (v !== 1 || typeof id !== 'string' || typeof kid !== 'string' || !idForm.test(id) || !idForm.test(kid)) return undefined
    return { v, id, kid }
  } catch {
    return undefined
  }
}
