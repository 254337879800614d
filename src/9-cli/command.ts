/** What a command is, and what it is given. */
import type { Readable, Writable } from 'node:stream'
import type { Command } from 'commander'
import type { Settings } from './config.ts'

/** What stood on the command line, as commander read it. */
export interface Args {
  readonly positional: readonly string[]
  /** By camel-cased option name: `--min-level high` is `minLevel: 'high'`. */
  readonly options: Readonly<Record<string, unknown>>
}

/** 0 done; 1 done, but something was refused (the command has said how many and where they are kept); 2 wrong usage that it has explained itself. */
export type ExitCode = 0 | 1 | 2

/** The outside world, handed in: commands and the layers below take nothing from anywhere else. */
export interface Context {
  readonly stdin: Readable
  readonly stdout: Writable
  readonly stderr: Writable
  readonly isTerminal: { readonly stdin: boolean; readonly stdout: boolean; readonly stderr: boolean }
  /** False where NO_COLOR asks for none. */
  readonly colours: boolean
  /** Flags over `TOCSIN_*` over `tocsin.config.json` over the defaults. */
  readonly settings: Settings
  readonly version: string
  /** Milliseconds since 1970. */
  readonly clock: () => number
  readonly randomBytes: (count: number) => Uint8Array
  /** Aborted by Ctrl-C, by SIGTERM, and when whoever reads our output goes away. */
  readonly signal: AbortSignal
  /** Tells what really failed, for who looks for a mistake of ours. */
  readonly debug?: boolean | undefined
}

export interface CommandDefinition {
  readonly name: string
  /** One line for the list of commands. */
  readonly summary: string
  /** Command lines that work, each with what it does; shown under `--help`. */
  readonly examples: readonly { readonly line: string; readonly does: string }[]
  /** Adds arguments and options. */
  describe(command: Command): void
  run(args: Args, context: Context): Promise<ExitCode>
}

/** Ends the program with exit code 3 and this sentence. */
export const failure = (sentence: string): Error => named('Failure', sentence)

/** Ends the program with exit code 2, this sentence and where to find help. */
export const wrongUsage = (sentence: string): Error => named('WrongUsage', sentence)

function named(name: 'Failure' | 'WrongUsage', sentence: string): Error {
  const error = new Error(sentence)
  error.name = name
  return error
}
