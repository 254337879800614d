/** The commands as commander knows them: their help, their mistakes and suggestions, and the exit code of each end. */
import { Command, CommanderError } from 'commander'
import type { CommandDefinition, Context } from './command.ts'
import type { CommandEntry } from './commands/index.ts'
import { printable } from './terminal.ts'

/** 0 done; 1 done, but something was refused; 2 wrong usage; 3 failed; 130 interrupted by Ctrl-C. */
export type Code = 0 | 1 | 2 | 3 | 130

export interface ProgramOptions {
  readonly commands: readonly CommandEntry[]
  readonly version: string
  /** Called when a command has been found, with its options by camel-cased name; may throw wrong usage. */
  readonly context: (flags: Readonly<Record<string, unknown>>) => Context
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  /** Shows the stack of what failed. */
  readonly debug: boolean
}

/** Runs the command that the arguments name. Never rejects: what went wrong is said on `err` and is in the code. */
export async function runProgram(args: readonly string[], options: ProgramOptions): Promise<Code> {
  let code: Code = 0
  const program = new Command('tocsin')
    .description('Finds who is being worn down by MFA prompts: in logs, or live.')
    .version(options.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help for a command')
    .configureOutput({ writeOut: options.out, writeErr: options.err })
    .showHelpAfterError('Try tocsin --help.')
    .exitOverride()
    .addHelpText('after', footer)
  try {
    for (const definition of await called(args, options.commands)) {
      add(program, definition, async (positional, flags) => {
        code = await definition.run({ positional, options: flags }, options.context(flags))
      })
    }
    await program.parseAsync(args, { from: 'user' })
    return code
  } catch (error) {
    return explain(error, options)
  }
}

/** The command that is called; all of them where the list is wanted, or a suggestion. */
function called(args: readonly string[], entries: readonly CommandEntry[]): Promise<CommandDefinition[]> {
  const one = entries.filter(({ name }) => name === args[0])
  return Promise.all((one.length > 0 ? one : entries).map((entry) => entry.load()))
}

const footer = `
Examples:
  $ tocsin detect logs/      who is being worn down, in these logs
  $ tocsin serve             the whole product, with its console

Settings come from flags, then TOCSIN_*, then tocsin.config.json.
Exit codes: 0 done, 1 done but something was refused, 2 wrong usage, 3 failed.`

type Run = (positional: readonly string[], flags: Readonly<Record<string, unknown>>) => Promise<void>

function add(program: Command, definition: CommandDefinition, run: Run): void {
  const command = program.command(definition.name).summary(definition.summary).description(definition.summary)
  command.showHelpAfterError(`Try tocsin ${definition.name} --help.`)
  definition.describe(command)
  const width = Math.max(...definition.examples.map(({ line }) => line.length))
  const examples = definition.examples.map(({ line, does }) => `  $ ${line.padEnd(width)}   ${does}`)
  if (examples.length > 0) command.addHelpText('after', `\nExamples:\n${examples.join('\n')}`)
  command.action(() => run(command.args, command.opts()))
}

function explain(error: unknown, { err, debug }: ProgramOptions): Code {
  // Commander has said it already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (error instanceof Error && error.name === 'AbortError') return 130
  // The process knows that its reader has gone, and ends for that.
  if (error instanceof Error && 'code' in error && error.code === 'EPIPE') return 0
  err(`${printable(error instanceof Error ? error.message : String(error))}\n`)
  if (debug && error instanceof Error) err(`${error.stack}\n`)
  if (!(error instanceof Error) || error.name !== 'WrongUsage') return 3
  err('Try --help.\n')
  return 2
}
