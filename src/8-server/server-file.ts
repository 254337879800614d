/** `server.json` in the data folder: where the running server is, for commands on the same machine. Readable by its owner only. */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface ServerFile {
  readonly url: string
  /** Valid while this server runs; may send logs, read findings and ask the logs. */
  readonly token: string
  readonly pid: number
}

const path = (data: string): string => join(data, 'server.json')

export function writeServerFile(data: string, file: ServerFile): void {
  // Renamed into place, so that nobody reads half of it and no earlier file's mode remains.
  const draft = `${path(data)}.${file.pid}`
  rmSync(draft, { force: true })
  writeFileSync(draft, `${JSON.stringify(file)}\n`, { mode: 0o600, flag: 'wx' })
  renameSync(draft, path(data))
}

/** Removes the file of this process; leaves one that another server has written since. */
export function removeServerFile(data: string, pid: number): void {
  if (read(data)?.pid === pid) rmSync(path(data), { force: true })
}

/** The server that runs on this data folder; undefined where there is none, or the one named died without removing its file. */
export function runningServer(data: string): ServerFile | undefined {
  const file = read(data)
  return file !== undefined && isAlive(file.pid) ? file : undefined
}

function read(data: string): ServerFile | undefined {
  try {
    const { url, token, pid } = JSON.parse(readFileSync(path(data), 'utf8')) as Partial<Record<string, unknown>>
    return typeof url === 'string' && typeof token === 'string' && typeof pid === 'number' ? { url, token, pid } : undefined
  } catch {
    return undefined
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
