/** `tocsin reference`: the lists of networks and leaked accounts that detections use, and whether a file would be one. */
import { mkdtemp, rm, stat, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { dayMs } from '../../0-event/time.ts'
import { openReference, type Reference, type ReferenceFile } from '../../1-ingest/reference.ts'
import { type Args, type CommandDefinition, type Context, type ExitCode, failure, wrongUsage } from '../command.ts'
import { referenceOf } from '../reference-folder.ts'
import { paint, plural, printable } from '../terminal.ts'

export const reference: CommandDefinition = {
  name: 'reference',
  summary: 'List and check the lists of networks and leaked accounts that detections use',
  examples: [
    { line: 'tocsin reference', does: 'says what lies in the reference folder, how old it is, and what is lacking' },
    { line: 'tocsin reference check tor-exits.txt', does: 'says how a file would be read; exit code 1 where something is wrong' },
    { line: 'tocsin reference about 198.51.100.7', does: 'says what is known of an address' },
  ],
  describe: (command) =>
    void command
      .argument('[action]', 'check or about; without one, everything is listed')
      .argument('[what...]', 'files to check, or addresses')
      .option('--data <folder>', 'the folder that holds everything'),
  run,
}

async function run({ positional }: Args, context: Context): Promise<ExitCode> {
  const [action, ...what] = positional
  if (action !== undefined && action !== 'check' && action !== 'about')
    throw wrongUsage(`There is no "reference ${action}"; there are check and about.`)
  if (action !== undefined && what.length === 0)
    throw wrongUsage(`Say which: tocsin reference ${action} ${action === 'check' ? 'tor-exits.txt' : '198.51.100.7'}.`)
  if (action === 'check') return check(what, context)
  const opened = await openReference({ ...referenceOf(context.settings), now: context.clock() })
  if (action === 'about') for (const ip of what) context.stdout.write(`${about(ip, opened)}\n`)
  else list(opened, context)
  return opened.files().some(isWrong) ? 1 : 0
}

const isWrong = ({ problem, bad }: ReferenceFile): boolean => problem !== undefined || bad > 0

function list(opened: Reference, context: Context): void {
  const files = opened.files()
  const { folder } = referenceOf(context.settings)
  if (files.length === 0) context.stdout.write(`Nothing lies in ${printable(folder)}; what ships is used.\n`)
  for (const file of files) context.stdout.write(shown(file, context))
  for (const lack of [...opened.networks.lacking, ...opened.leaked.lacking])
    context.stdout.write(`${paint(`There is ${lack}.`, 'dim', context)}\n`)
  for (const { text, url } of opened.credits()) context.stdout.write(`${paint(`${text} (${url})`, 'dim', context)}\n`)
}

function shown(file: ReferenceFile, context: Context): string {
  const { name, kind, items, bad, firstBad, expired, changedTime, problem } = file
  const days = Math.max(0, Math.floor((context.clock() - changedTime) / dayMs))
  const facts = [
    kind ?? 'not known',
    plural(items, kind === 'places' ? 'database' : 'entry', kind === 'places' ? 'databases' : 'entries'),
    days === 0 ? 'changed today' : `changed ${plural(days, 'day')} ago`,
    ...(expired > 0 ? [`${expired} expired`] : []),
    ...(bad > 0 ? [`${bad} that cannot be read`] : []),
  ]
  const first = firstBad === undefined ? '' : `  line ${firstBad.line}: ${printable(firstBad.why)}\n`
  const wrong = problem === undefined ? '' : `  ${paint(printable(problem), 'red', context)}\n`
  return `${printable(name)}: ${facts.join(', ')}\n${first}${wrong}`
}

/** Reads the files as if they lay in the folder, each under its own name. */
async function check(paths: readonly string[], context: Context): Promise<ExitCode> {
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-check-'))
  try {
    for (const path of paths) {
      await stat(path).catch(() => {
        throw failure(`There is no file ${path}.`)
      })
      await symlink(resolve(path), join(folder, basename(resolve(path)))).catch(() => {
        throw wrongUsage(`Two of the files are named ${basename(path)}: check them one after the other.`)
      })
    }
    const opened = await openReference({ folder, geoFiles: [], now: context.clock() })
    const files = opened.files()
    for (const file of files) context.stdout.write(shown(file, context))
    if (files.length < paths.length)
      context.stderr.write('The others are passed over by their names: hidden, half-loaded, or read-me files.\n')
    return files.some(isWrong) || files.length < paths.length ? 1 : 0
  } finally {
    await rm(folder, { recursive: true })
  }
}

function about(ip: string, { networks, locate }: Reference): string {
  const place = locate.place(ip)
  const { lists, threat, asnName, ...flags } = networks.about(ip, place.asn)
  const told = [
    ...Object.keys(flags),
    ...(threat === undefined ? [] : [`threat${threat.note === undefined ? '' : ` (${threat.note})`}`]),
    ...(lists.length === 0 ? [] : [`according to ${lists.join(', ')}`]),
  ]
  const network = place.asn === undefined ? [] : [`AS${place.asn} ${asnName ?? place.asnName ?? ''}`.trim()]
  const where = [place.city, place.country].filter((word) => word !== undefined)
  return printable(`${ip}: ${[...where, ...network, ...(told.length === 0 ? ['on no list'] : told)].join(', ')}`)
}
