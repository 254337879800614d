/** Where the keys that seal secrets come from: the setting itself, a command, or a file in the data folder. */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { openKeyFile } from '../2-store/identity/key-file.ts'
import { parseKeys } from '../2-store/identity/keyring.ts'
import type { SealingKey } from '../2-store/identity/seal.ts'
import type { ServerConfig } from './config.ts'

type Keys = readonly [SealingKey, ...SealingKey[]]

/** A key management service that says nothing for so long has failed. */
const commandMaxMs = 15_000

export const keyFile = (data: string): string => join(data, 'keys.json')

/** Reads them anew each time. Throws a sentence, never with a key in it, where they cannot be had. */
export const sealingKeys =
  (config: Pick<ServerConfig, 'data' | 'keys' | 'keysCommand'>, bytes: (count: number) => Buffer): (() => Keys) =>
  () => {
    if (config.keys !== undefined) return parseKeys(config.keys, 'The setting keys (TOCSIN_KEYS)')
    if (config.keysCommand !== undefined) return parseKeys(printed(config.keysCommand), 'What keysCommand printed')
    return openKeyFile(keyFile(config.data), bytes)
  }

function printed(command: string): string {
  try {
    const shell = process.platform === 'win32' ? ['cmd', '/c'] : ['sh', '-c']
    return execFileSync(shell[0] ?? 'sh', [...shell.slice(1), command], {
      encoding: 'utf8',
      timeout: commandMaxMs,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
  } catch {
    // What the command printed may hold a key.
    throw new Error('keysCommand failed, or took longer than 15 seconds. Run it by hand to see why.')
  }
}
