/** `tocsin keys`: the keys that seal people's secrets: which there are, a new one, and bringing everything under it. */
import { join, resolve } from 'node:path'
import type { Identity } from '../../2-store/identity/identity.ts'
import { addKey, readKeyFile } from '../../2-store/identity/key-file.ts'
import { digestSecret, newKey } from '../../2-store/identity/keyring.ts'
import { openIdentity } from '../../2-store/identity/open.ts'
import { type Resealed, reseal as resealAll, sealedCounts } from '../../2-store/identity/reseal.ts'
import { createSeals, type SealingKey } from '../../2-store/identity/seal.ts'
import { diskTrouble, prepareFolder } from '../../8-server/disk.ts'
import { keyFile, sealingKeys } from '../../8-server/sealing-keys.ts'
import { type CommandDefinition, type Context, type ExitCode, failure, wrongUsage } from '../command.ts'
import type { Settings } from '../config.ts'
import { plural, printable } from '../terminal.ts'

export const keys: CommandDefinition = {
  name: 'keys',
  summary: "Lists and changes the keys that seal people's secrets.",
  examples: [
    { line: 'tocsin keys list', does: 'which there are, and how many secrets are sealed under each' },
    { line: 'tocsin keys rotate', does: 'makes a new key and brings every secret under it, also while the server runs' },
    { line: 'tocsin keys reseal', does: 'brings what is sealed under older keys under the newest' },
  ],
  describe: (command) => {
    command.argument('<action>', 'list, rotate or reseal').option('--data <folder>', 'the folder that holds everything')
  },
  run: async (args, context) => {
    const [action = ''] = args.positional
    switch (action) {
      case 'list':
        return withRecords(context, list)
      case 'rotate':
        return withRecords(context, rotate)
      case 'reseal':
        return withRecords(context, reseal)
      default:
        throw wrongUsage(`There is no "keys ${action}"; there are list, rotate and reseal.`)
    }
  },
}

interface Opened {
  readonly identity: Identity
  readonly keys: readonly [SealingKey, ...SealingKey[]]
  readonly context: Context
  readonly data: string
}

type Work = (opened: Opened) => Promise<ExitCode>

async function withRecords(context: Context, work: Work): Promise<ExitCode> {
  const { settings, clock } = context
  const data = resolve(settings.data)
  try {
    prepareFolder(data)
    const identity = await openIdentity({ url: settings.identityUrl, path: join(data, 'identity.sqlite'), clock })
    try {
      const have = sealingKeys({ data, keys: settings.keys, keysCommand: settings.keysCommand }, bytesOf(context))()
      return await work({ identity, keys: have, context, data })
    } finally {
      await identity.close()
    }
  } catch (error) {
    if (error instanceof Error && ['Failure', 'WrongUsage', 'AbortError'].includes(error.name)) throw error
    throw failure(diskTrouble(error, data) ?? (error instanceof Error ? error.message : String(error)))
  }
}

const bytesOf =
  ({ randomBytes }: Context) =>
  (count: number): Buffer =>
    Buffer.from(randomBytes(count))

async function list({ identity, keys: have, context: { stdout, stderr } }: Opened): Promise<ExitCode> {
  const counts = await sealedCounts(identity)
  const missing = [...counts.keys()].filter((id) => !have.some((key) => key.id === id))
  const lines = [
    ...have.map(({ id }, at) => [id, String(counts.get(id) ?? 0), at === 0 ? 'seals what is new' : '']),
    ...missing.map((id) => [id, String(counts.get(id) ?? 0), 'missing']),
  ]
  for (const [id = '', count = '', note = ''] of [['KEY', 'SECRETS', ''], ...lines])
    stdout.write(`${`${id.padEnd(8)}  ${count.padStart(9)}  ${note}`.trimEnd()}\n`)
  if (missing.length === 0) return 0
  stderr.write('Secrets under a missing key cannot be opened: put that key back, after the newest one.\n')
  return 1
}

/** Every node must have a key before anything is sealed under it. */
async function rotate(opened: Opened): Promise<ExitCode> {
  const { identity, context, data } = opened
  const { stdout, stderr, settings } = context
  const elsewhere = elsewhereOf(settings)
  if (elsewhere !== undefined) {
    stdout.write(`${newKey(bytesOf(context)).secret.toString('base64url')}\n`)
    stderr.write(stepsFor(elsewhere))
    return 0
  }
  const before = readKeyFile(keyFile(data))
  const have = addKey(keyFile(data), bytesOf(context))
  stderr.write(
    `The key ${have[0].id} stands first in ${keyFile(data)}; ${before.length === 1 ? 'the older one stays' : 'the older ones stay'} after it.\n`,
  )
  if (identity.kind === 'sqlite') return reseal({ ...opened, keys: have })
  stderr.write('Now copy that file to every other node that uses these records, and then run: tocsin keys reseal\n')
  return 0
}

const elsewhereOf = ({ keys: given, keysCommand }: Settings): string | undefined =>
  given !== undefined ? 'the setting keys (TOCSIN_KEYS)' : keysCommand !== undefined ? 'what keysCommand prints' : undefined

const stepsFor = (
  place: string,
): string => `The keys come from ${place}, which only you can change. Above is a new key, which is kept nowhere yet:
  1. Add it at the end of the keys, on every node, and start each node again: now all can open what it will seal.
  2. Move it to the front, on every node, and start each again: now it seals what is new.
  3. Run: tocsin keys reseal
  4. When "tocsin keys list" counts nothing under an older key, take it out; keep it with backups from before.
`

/** A node that goes on with the older key until it meets the newer one may seal something behind us: then once more. */
const passesMax = 5

async function reseal({ identity, keys: have, context }: Opened): Promise<ExitCode> {
  const { stderr, isTerminal, signal } = context
  const bytes = bytesOf(context)
  const seals = createSeals(have, await digestSecret(identity, have, bytes), bytes)
  let changed = 0
  for (let pass = 1; ; pass++) {
    const done = await resealAll(identity, seals, ({ seen }) => {
      signal.throwIfAborted()
      if (isTerminal.stderr) stderr.write(`\r${seen} secrets looked at`)
    })
    if (isTerminal.stderr) stderr.write('\r\x1b[K')
    changed += done.resealed
    if (pass >= passesMax || done.resealed + done.overtaken === 0) return told(done, changed, have[0].id, context)
  }
}

function told({ seen, failed, failedPlaces }: Resealed, changed: number, id: string, { stderr }: Context): ExitCode {
  stderr.write(
    `${plural(changed, 'secret was', 'secrets were')} brought under the key ${id}; ${plural(seen, 'is', 'are')} sealed in all.\n`,
  )
  if (failed === 0) return 0
  const more = failed > failedPlaces.length ? `, and ${failed - failedPlaces.length} more` : ''
  stderr.write(
    `${failed} could not be opened and stay as they are: ${printable(failedPlaces.join(', '))}${more}. Is an older key missing? See: tocsin keys list\n`,
  )
  return 1
}
