/** Which reference data a command reads that detects over files: what is asked for, or what lies beside the logs, or what the settings say. */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { openReference, type Reference } from '../1-ingest/reference.ts'
import { isReferenceFolder } from '../1-ingest/reference-kinds.ts'
import { type Args, type Context, failure } from './command.ts'
import { referenceOf } from './reference-folder.ts'
import { printable } from './terminal.ts'

export const referenceHelp =
  'the folder of lists of networks to use; without it, the folder reference/ beside the logs, or that of the settings'

/** `--reference`, then the setting `referenceFolder`, then `reference` in the first folder of logs that has one (told on standard error), then that of the data folder. */
export async function referenceFor({ options, positional }: Args, context: Context): Promise<Reference> {
  const { settings, clock, stderr } = context
  const given = options['reference']
  const folder =
    typeof given === 'string' ? await named(given) : settings.referenceFolder === undefined ? await beside(positional) : undefined
  if (folder !== undefined && folder !== given) stderr.write(`Using the lists of networks in ${printable(folder)}.\n`)
  return openReference({ ...referenceOf(settings), ...(folder === undefined ? {} : { folder }), now: clock() })
}

async function named(folder: string): Promise<string> {
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  )
  if (!isFolder) throw failure(`--reference ${folder}: there is no such folder`)
  return folder
}

async function beside(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    const folder = join(path, 'reference')
    if (await isReferenceFolder(folder)) return folder
  }
  return undefined
}
