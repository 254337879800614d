/** `tocsin token`: API tokens for scripts, with or without a running server. */
import { join, resolve } from 'node:path'
import { openRecords, type Records } from '../../2-store/records.ts'
import { removeToken, tokens } from '../../2-store/records-access.ts'
import { type Scope, scopes } from '../../8-server/access.ts'
import { createToken } from '../../8-server/apis/account.ts'
import { diskTrouble, prepareFolder } from '../../8-server/disk.ts'
import { type Args, type CommandDefinition, type Context, type ExitCode, failure, wrongUsage } from '../command.ts'

export const token: CommandDefinition = {
  name: 'token',
  summary: 'Makes, lists and revokes API tokens.',
  examples: [
    { line: 'tocsin token create --scope ingest --label vector', does: 'prints a token that may send logs' },
    { line: 'tocsin token create --scope query,read', does: 'one for scripts that read what was found' },
    { line: 'tocsin token list', does: 'which there are and when they were last used' },
    { line: 'tocsin token revoke ID', does: 'ends one at once' },
  ],
  describe: (command) => {
    command
      .argument('<action>', 'create, list or revoke')
      .argument('[id]', 'which token to revoke')
      .option('--scope <scopes>', `what it may do: ${scopes.join(', ')}; several with commas`)
      .option('--label <text>', 'what it is for')
      .option('--data <folder>', 'the folder that holds everything')
  },
  run: async (args, context) => {
    const [action = '', id] = args.positional
    switch (action) {
      case 'create':
        return withRecords(context, (records) => create(records, args, context))
      case 'list':
        return withRecords(context, (records) => list(records, context))
      case 'revoke':
        if (id === undefined) throw wrongUsage('Say which token: tocsin token revoke ID.')
        return withRecords(context, (records) => revoke(records, id, context))
      default:
        throw wrongUsage(`There is no "token ${action}"; there are create, list and revoke.`)
    }
  },
}

async function withRecords(context: Context, work: (records: Records) => Promise<ExitCode>): Promise<ExitCode> {
  const data = resolve(context.settings.data)
  try {
    prepareFolder(data)
    const opened = openRecords(join(data, 'records.sqlite'))
    try {
      return await work(opened.records)
    } finally {
      await opened.close()
    }
  } catch (error) {
    if (error instanceof Error && (error.name === 'Failure' || error.name === 'WrongUsage')) throw error
    throw failure(diskTrouble(error, data) ?? (error instanceof Error ? error.message : String(error)))
  }
}

async function create(records: Records, { options }: Args, { stdout, stderr, isTerminal, clock }: Context): Promise<ExitCode> {
  const label = typeof options['label'] === 'string' ? options['label'] : 'made on the command line'
  const made = await createToken(records, label, scopesOf(options['scope']), clock())
  stdout.write(`${made.secret}\n`)
  if (isTerminal.stderr)
    stderr.write(`Token ${made.id} may ${made.scopes.join(', ')}. It is shown this once; send it as "Authorization: Bearer …".\n`)
  return 0
}

function scopesOf(given: unknown): readonly Scope[] {
  const names = typeof given === 'string' ? given.split(',').map((name) => name.trim()) : []
  const unknown = names.find((name) => !scopes.some((scope) => scope === name))
  if (names.length === 0) throw wrongUsage(`Say what it may do: --scope with ${scopes.join(', ')}, several with commas.`)
  if (unknown !== undefined) throw wrongUsage(`There is no scope "${unknown}"; there are ${scopes.join(', ')}.`)
  return scopes.filter((scope) => names.includes(scope))
}

async function list(records: Records, { stdout }: Context): Promise<ExitCode> {
  const rows = await tokens(records)
  const day = (time: number | null): string => (time === null ? 'never' : new Date(time).toISOString().slice(0, 16).replace('T', ' '))
  const cells = rows.map((row) => [row.id, row.scopes, day(row.created), day(row.used), row.label])
  const table = [['ID', 'SCOPES', 'MADE', 'LAST USED', 'LABEL'], ...cells]
  const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((row) => (row[column] ?? '').length)))
  for (const row of table)
    stdout.write(
      `${row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd()}\n`,
    )
  return 0
}

async function revoke(records: Records, id: string, { stderr }: Context): Promise<ExitCode> {
  if (!(await removeToken(records, id))) throw failure(`There is no token ${id}. "tocsin token list" shows those there are.`)
  stderr.write(`Token ${id} is revoked.\n`)
  return 0
}
