/** `keys.json`: the sealing keys in a file of their owner's, made on first use, and never half written. */
import {
  closeSync,
  constants,
  copyFileSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { type Bytes, newKey, parseKeys, writeKeys } from './keyring.ts'
import type { SealingKey } from './seal.ts'

type Keys = readonly [SealingKey, ...SealingKey[]]

/** Throws a sentence where it is not there, holds something else, or may be read by everybody. */
export function readKeyFile(path: string): Keys {
  // On Windows the mode says nothing about who may read.
  if (process.platform !== 'win32' && (statSync(path).mode & 0o007) !== 0)
    throw new Error(
      `${path} may be read by everyone on this machine. Make it its owner's: chmod 600 ${path}. If others could read it, change the keys: tocsin keys rotate.`,
    )
  return parseKeys(readFileSync(path, 'utf8'), path)
}

/** Reads it, or makes it with one new key; where two do so at once, both get the same. */
export function openKeyFile(path: string, bytes: Bytes): Keys {
  try {
    return readKeyFile(path)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
  }
  const draft = write(path, [newKey(bytes)], bytes)
  try {
    placeNew(draft, path)
    settle(path)
  } finally {
    rmSync(draft, { force: true })
  }
  return readKeyFile(path)
}

/** Puts a new key before the others. It is on disk when this returns. Throws a sentence where another change is under way. */
export function addKey(path: string, bytes: Bytes): Keys {
  const lock = `${path}.lock`
  try {
    closeSync(openSync(lock, 'wx', 0o600))
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
    throw new Error(`Another change of keys is under way. If that is not so, one was broken off: remove ${lock} and try again.`)
  }
  try {
    const keys: Keys = [newKey(bytes), ...readKeyFile(path)]
    // Refuses more keys than can be read again.
    parseKeys(writeKeys(keys), path)
    renameSync(write(path, keys, bytes), path)
    settle(path)
    return keys
  } finally {
    rmSync(lock, { force: true })
  }
}

function write(path: string, keys: Keys, bytes: Bytes): string {
  const draft = `${path}.${bytes(6).toString('hex')}`
  writeFileSync(draft, writeKeys(keys), { mode: 0o600, flag: 'wx', flush: true })
  return draft
}

/** Leaves a file that is there already as it is. */
function placeNew(draft: string, path: string): void {
  try {
    linkSync(draft, path)
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return
    // Some file systems know no second name for a file.
    copyNew(draft, path)
  }
}

function copyNew(draft: string, path: string): void {
  try {
    copyFileSync(draft, path, constants.COPYFILE_EXCL)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  }
}

/** The name is on disk, too: a key lost in a power cut would lose what it sealed. */
function settle(path: string): void {
  if (process.platform === 'win32') return
  const folder = openSync(dirname(path), 'r')
  fsyncSync(folder)
  closeSync(folder)
}

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '')
