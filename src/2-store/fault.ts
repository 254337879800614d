/** What can go wrong with the disk beneath the store, told apart so that callers can answer each in its own way. */

/**
 * `held`: another process has the folder open. `full`: no space left on the disk. `budget`: our own limit of disk space or memory is reached.
 * `read-only`: the folder may not be written. `damaged`: a file of ours cannot be read. `closed`: it was closed before.
 */
export type Fault = 'held' | 'full' | 'budget' | 'read-only' | 'damaged' | 'closed'

export const fault = (kind: Fault, sentence: string, cause?: unknown): Error =>
  Object.assign(new Error(sentence, { cause }), { name: 'StoreError', fault: kind })

/** Which of these an error is; undefined for every other. */
export const faultOf = (error: unknown): Fault | undefined =>
  error instanceof Error && 'fault' in error ? (error.fault as Fault) : undefined

/** EFBIG is the limit of a file's size (`ulimit -f`), EDQUOT a person's share of the disk: both pass when space is made, as ENOSPC does. */
const full = new Set(['ENOSPC', 'EFBIG', 'EDQUOT'])
const readOnly = new Set(['EROFS', 'EACCES', 'EPERM'])

/** An error of the file system as a fault with a sentence; any other error as it is. */
export function diskFault(error: unknown, folder: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (full.has(code)) return fault('full', `The disk of ${folder} is full: make space; what was answered before is kept.`, error)
  if (readOnly.has(code))
    return fault('read-only', `${folder} cannot be written (${code}): give this user the right to write there.`, error)
  return error
}
