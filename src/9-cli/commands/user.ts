/** `tocsin user`: the people who sign in here, looked after from the command line, with or without a running server. */
import { readFile } from 'node:fs/promises'
import type { Directory } from '../../7-provider/directory/directory.ts'
import { isRefused, type Refused } from '../../7-provider/directory/fields.ts'
import { pageMax } from '../../7-provider/directory/look.ts'
import type { AccountView, ImportReport } from '../../7-provider/directory/wire.ts'
import { type Args, type CommandDefinition, type Context, type ExitCode, failure, wrongUsage } from '../command.ts'
import { printable } from '../terminal.ts'
import { withDirectory } from '../user-directory.ts'

type Action = (directory: Directory, given: Given) => Promise<ExitCode>

interface Given {
  /** A name, a file, or a text to look for. */
  readonly what: string
  readonly options: Args['options']
  readonly context: Context
}

const by = 'the command line'

const actions: Readonly<Record<string, { readonly needs: string | undefined; readonly act: Action }>> = {
  add: { needs: 'NAME', act: add },
  list: { needs: undefined, act: list },
  show: { needs: 'NAME', act: show },
  import: { needs: 'FILE', act: importFile },
  disable: { needs: 'NAME', act: (directory, given) => put(directory, given, 'disabled') },
  enable: { needs: 'NAME', act: (directory, given) => put(directory, given, 'active') },
  remove: { needs: 'NAME', act: remove },
  pass: { needs: 'NAME', act: pass },
}
const names = Object.keys(actions).join(', ')

export const user: CommandDefinition = {
  name: 'user',
  summary: 'Makes, lists, imports and changes the people who sign in here.',
  examples: [
    { line: 'tocsin user add ada@example.com --display-name "Ada Lovelace" --email ada@example.com', does: 'makes an account' },
    { line: 'tocsin user pass ada@example.com', does: 'prints an access pass, with which Ada signs in once and adds her own methods' },
    {
      line: 'tocsin user import people.csv --dry-run',
      does: 'tells what a file of people would do; exports of Entra and Okta are understood',
    },
    { line: 'tocsin user import people.csv --passes > passes.csv', does: 'imports them, with an access pass for each new one' },
    { line: 'tocsin user list smith', does: 'who is there; part of a name, display name or address' },
    { line: 'tocsin user disable ada@example.com', does: 'ends all sessions and lets nobody in by this account' },
  ],
  describe: (command) => {
    command
      .argument('<action>', names)
      .argument('[what]', 'the name, the file, or the text to look for')
      .option('--display-name <text>', 'how the person is called')
      .option('--email <address>', 'where notices go')
      .option('--privileged', 'an account with more to lose')
      .option('--dry-run', 'tell what an import would do, and change nothing')
      .option('--passes', 'print an access pass for each new person of an import, as CSV')
      .option('--data <folder>', 'the folder that holds everything')
  },
  run: async ({ positional, options }, context) => {
    const [name = '', what = ''] = positional
    const action = Object.hasOwn(actions, name) ? actions[name] : undefined
    if (action === undefined) throw wrongUsage(`There is no "user ${name}"; there are ${names}.`)
    if (action.needs !== undefined && what === '') throw wrongUsage(`Say which: tocsin user ${name} ${action.needs}.`)
    return withDirectory(context, (directory) => action.act(directory, { what, options, context }))
  },
}

function taken<T>(value: T | Refused): T {
  if (isRefused(value)) throw failure((value as Refused).why)
  return value as T
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

async function add(directory: Directory, { what, options, context }: Given): Promise<ExitCode> {
  const given = {
    name: what,
    displayName: textOf(options['displayName']),
    email: textOf(options['email']),
    privileged: options['privileged'] === true,
  }
  const made = taken(await directory.add(given, by))
  context.stderr.write(`The account ${printable(made.name)} is there. Next: tocsin user pass ${printable(made.name)}\n`)
  return 0
}

async function idOf(directory: Directory, name: string): Promise<string> {
  const row = await directory.byName(name)
  if (row === undefined) throw failure(`There is no account named "${printable(name)}". "tocsin user list" shows those there are.`)
  return row.id
}

async function list(directory: Directory, { what, context: { stdout, stderr, signal } }: Given): Promise<ExitCode> {
  let after: string | undefined
  let count = 0
  do {
    signal.throwIfAborted()
    const page = await directory.find({ search: what, limit: pageMax, after })
    for (const account of page.accounts) stdout.write(`${lineOf(account)}\n`)
    count += page.accounts.length
    after = page.next
  } while (after !== undefined)
  if (count === 0) stderr.write(what === '' ? 'There are no accounts yet.\n' : 'Nobody has that in their name.\n')
  return 0
}

const lineOf = ({ name, displayName, state, privileged, methods }: AccountView): string =>
  [
    printable(name).padEnd(32),
    printable(displayName).padEnd(24),
    state.padEnd(8),
    privileged ? 'privileged' : '          ',
    methods.length === 0 ? 'no method yet' : methods.join(', '),
  ]
    .join('  ')
    .trimEnd()

async function show(directory: Directory, { what, context: { stdout } }: Given): Promise<ExitCode> {
  const detail = await directory.detail(await idOf(directory, what))
  if (detail === undefined) throw failure(`There is no account named "${printable(what)}".`)
  const time = (ms: number): string => new Date(ms).toISOString().slice(0, 16).replace('T', ' ')
  const lines = [
    ['name', detail.name],
    ['display name', detail.displayName],
    ['addresses', detail.emails.join(', ')],
    ['state', `${detail.state}${detail.privileged ? ', privileged' : ''}`],
    ['groups', detail.groups.map(({ name }) => name).join(', ')],
    ['sessions', String(detail.sessions.length)],
    ['prompts', detail.suppressedUntil === undefined ? 'reach the phone' : `do not pop up until ${time(detail.suppressedUntil)}`],
    ['password', detail.hasPassword ? 'chosen' : 'none'],
    ...detail.allMethods.map((method) => ['method', `${method.kind} "${method.name}", ${method.state}, since ${time(method.created)}`]),
  ]
  for (const [label = '', value = ''] of lines) stdout.write(`${label.padEnd(14)}${printable(value)}\n`)
  return 0
}

async function put(directory: Directory, { what, context }: Given, state: 'active' | 'disabled'): Promise<ExitCode> {
  const account = taken(await directory.change(await idOf(directory, what), { state }, by))
  const said = state === 'disabled' ? 'is disabled, and all its sessions are over' : 'is enabled'
  context.stderr.write(`The account ${printable(account.name)} ${said}.\n`)
  return 0
}

async function remove(directory: Directory, { what, context }: Given): Promise<ExitCode> {
  await directory.remove(await idOf(directory, what), by)
  context.stderr.write(`The account ${printable(what)} is removed, with its methods and its history.\n`)
  return 0
}

async function pass(directory: Directory, { what, context: { stdout, stderr, isTerminal } }: Given): Promise<ExitCode> {
  const made = taken(await directory.issuePass(await idOf(directory, what), by))
  stdout.write(`${made.code}\n`)
  if (isTerminal.stderr)
    stderr.write(
      `Good once, until ${new Date(made.expires).toISOString().slice(11, 16)} UTC. It is shown this once; earlier passes are over.\n`,
    )
  return 0
}

async function importFile(directory: Directory, { what, options, context }: Given): Promise<ExitCode> {
  const text = await readFile(what, 'utf8').catch((error: unknown) => {
    const isAway = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    throw failure(isAway ? `There is no file ${what}.` : `${what} cannot be read.`)
  })
  const dry = options['dryRun'] === true
  const report = taken(await directory.importPeople(text, { by, dry, passes: options['passes'] === true }))
  tellImport(report, context)
  if (report.passes !== undefined) context.stdout.write(report.passes)
  return report.counts.refused === 0 ? 0 : 1
}

function tellImport({ dry, counts, columns, rows }: ImportReport, { stderr }: Context): void {
  for (const { header, field, note } of columns)
    if (field === undefined) stderr.write(`The column "${printable(header)}" is not taken. ${note ?? ''}`.trimEnd().concat('\n'))
  for (const { row, name, why } of rows) if (why !== undefined) stderr.write(`Row ${row} (${printable(name)}): ${printable(why)}\n`)
  const { created, updated, unchanged, refused } = counts
  stderr.write(`${dry ? 'It would be: ' : ''}${created} made, ${updated} changed, ${unchanged} as before, ${refused} refused.\n`)
}
