/** The command line's meeting with the process: its streams, its signals, its environment, its end. */
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import type { Context } from './command.ts'
import { commands } from './commands/index.ts'
import { type Code, runProgram } from './program.ts'
import { resolveSettings } from './settings.ts'

const root = join(import.meta.dirname, '..', '..')
// Halves the time until a command begins: its modules need not be compiled again. In our own folder, for what lies there is run.
enableCompileCache(join(root, '.cache', 'node'))

const settingsFile = 'tocsin.config.json'
/** One Ctrl-C may come twice: from the terminal, and handed on by npx or our own launcher. A later one means: at once. */
const sameInterruptMs = 500
/** How long a command may take to end in good order after it was told to, and the process after its command. */
const endMaxMs = 30_000
const lingerMaxMs = 2000

const stop = new AbortController()
let interruptedTime: number | undefined
let readerGone = false

process.on('SIGINT', () => {
  if (interruptedTime !== undefined && Date.now() - interruptedTime > sameInterruptMs) process.exit(130)
  interruptedTime ??= Date.now()
  end(130)
})
process.on('SIGTERM', () => end(143))
process.on('SIGHUP', () => end(129))
for (const stream of [process.stdout, process.stderr]) stream.on('error', outputFailed)
process.on('uncaughtException', (error) => {
  process.stderr.write(`This is a mistake of Tocsin's own: ${debug ? error.stack : error.message}\n`)
  process.exit(3)
})

const debug = process.env['TOCSIN_DEBUG'] === '1'
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }

const code = await runProgram(process.argv.slice(2), {
  commands,
  version,
  context,
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  debug,
})
process.exitCode = exitCode(code)
setTimeout(() => process.exit(), lingerMaxMs).unref()

function end(code: number): void {
  stop.abort()
  setTimeout(() => process.exit(code), endMaxMs).unref()
}

/** Whoever read our output went away (`| head`): that ends the command, and is no failure. */
function outputFailed(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') {
    readerGone = true
    end(0)
    return
  }
  process.exitCode = 3
  if (error.code === 'ENOSPC') process.stderr.write('The output cannot be written: the disk is full.\n')
  process.exit(3)
}

/** The server's ordinary end is Ctrl-C; any other command it cuts short. */
function exitCode(code: Code): number {
  if (readerGone) return 0
  if (interruptedTime === undefined) return code
  return code === 0 && process.argv[2] === 'serve' ? 0 : code === 3 ? 3 : 130
}

function context(flags: Readonly<Record<string, unknown>>): Context {
  const text = existsSync(settingsFile) ? readFileSync(settingsFile, 'utf8') : undefined
  return {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    isTerminal: { stdin: process.stdin.isTTY === true, stdout: process.stdout.isTTY === true, stderr: process.stderr.isTTY === true },
    colours: (process.env['NO_COLOR'] ?? '') === '' && process.env['TERM'] !== 'dumb',
    settings: resolveSettings({ flags, environment: process.env, text }),
    version,
    clock: Date.now,
    randomBytes: (count) => randomBytes(count),
    signal: stop.signal,
    debug,
  }
}
