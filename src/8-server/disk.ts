/** The data folder: made for its owner only, and what is wrong with it told in a sentence instead of a code. */
import { accessSync, constants, mkdirSync } from 'node:fs'

/** Makes the folder where it is missing. Throws a sentence where it cannot be made or written. */
export function prepareFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    throw new Error(diskTrouble(error, path) ?? `The data folder ${path} cannot be used: ${String(error)}`)
  }
}

/** The sentence for an error of the disk, from Node's code or SQLite's number; undefined for other errors. */
export function diskTrouble(error: unknown, path: string): string | undefined {
  if (!(error instanceof Error)) return undefined
  const code = 'code' in error ? String(error.code) : ''
  const sqlite = 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : undefined
  if (code === 'ENOSPC' || code === 'EDQUOT' || sqlite === 13 || /no space left|disk is full/i.test(error.message)) {
    return `The disk that holds ${path} is full. Make room and start again; nothing acknowledged is lost.`
  }
  if (code === 'EACCES' || code === 'EPERM' || sqlite === 3)
    return `${path} may not be written by this user. Give it to them, or choose another with --data.`
  if (code === 'EROFS' || sqlite === 8) return `${path} is read-only. Choose another with --data.`
  if (code === 'ENOENT') return `${path} cannot be made: the folder above it is missing, or its disk read-only. Choose another with --data.`
  if (code === 'ENOTDIR' || code === 'EEXIST') return `${path} is a file, not a folder. Choose another with --data.`
  if (sqlite === 14) return `The records in ${path} cannot be opened. Is the folder writable, and its disk not full?`
  if (sqlite === 11 || sqlite === 26)
    return `The records in ${path} are damaged: put back a copy, or move the file records.sqlite away to begin anew.`
  if (sqlite === 5) return `Another program holds the records in ${path}. Try again when it is done.`
  return undefined
}
