/** Opens the directory of people for a command: the same records that a running server uses. */
import { join, resolve } from 'node:path'
import { digestSecret } from '../2-store/identity/keyring.ts'
import { openIdentity } from '../2-store/identity/open.ts'
import { createSeals } from '../2-store/identity/seal.ts'
import { keepActivities } from '../7-provider/activities.ts'
import { createDirectory, type Directory } from '../7-provider/directory/directory.ts'
import { createNotices } from '../7-provider/notices/queue.ts'
import type { ProviderParts } from '../7-provider/parts.ts'
import { createPush } from '../7-provider/push/create-push.ts'
import { defaultProviderSettings } from '../7-provider/settings.ts'
import { diskTrouble, prepareFolder } from '../8-server/disk.ts'
import { createPasswords } from '../8-server/passwords.ts'
import { sealingKeys } from '../8-server/sealing-keys.ts'
import { type Context, type ExitCode, failure } from './command.ts'

/** A running server sends the notices, and one that starts later does. */
export const withDirectory = (context: Context, work: (directory: Directory) => Promise<ExitCode>): Promise<ExitCode> =>
  withParts(context, (parts) => {
    const push = createPush(parts)
    const directory = createDirectory({
      ...parts,
      notices: createNotices(parts),
      ended: async () => {},
      lift: (account, by) => push.lift(account, by),
    })
    return work(directory)
  })

/** What is done is written into the people's history. */
export async function withParts(context: Context, work: (parts: ProviderParts) => Promise<ExitCode>): Promise<ExitCode> {
  const { settings, clock } = context
  const data = resolve(settings.data)
  try {
    prepareFolder(data)
    const identity = await openIdentity({ url: settings.identityUrl, path: join(data, 'identity.sqlite'), clock })
    const keeping: Promise<void>[] = []
    try {
      return await work(await partsOf(context, identity, data, keeping))
    } finally {
      await Promise.all(keeping)
      await identity.close()
    }
  } catch (error) {
    if (error instanceof Error && ['Failure', 'WrongUsage', 'AbortError'].includes(error.name)) throw error
    throw failure(diskTrouble(error, data) ?? (error instanceof Error ? error.message : String(error)))
  }
}

async function partsOf(
  { settings, clock, randomBytes, stderr }: Context,
  identity: ProviderParts['identity'],
  data: string,
  keeping: Promise<void>[],
): Promise<ProviderParts> {
  const bytes = (count: number): Buffer => Buffer.from(randomBytes(count))
  const keys = sealingKeys({ data, keys: settings.keys, keysCommand: settings.keysCommand }, bytes)()
  // As the server calls itself where nothing else is set.
  const host = settings.host.replace(/^(?:127\.\d+\.\d+\.\d+|::1)$/, 'localhost')
  const origin = settings.publicUrl?.replace(/\/$/, '') ?? `${settings.tlsCert === undefined ? 'http' : 'https'}://${host}:${settings.port}`
  return {
    identity,
    seals: createSeals(keys, await digestSecret(identity, keys, bytes), bytes),
    settings: { ...defaultProviderSettings, origin, organisation: settings.organisation },
    passwords: createPasswords(),
    chance: { bytes, below },
    clock,
    weigh: async () => ({ level: 'unknown', unusual: [] }),
    tell: (activities) => void keeping.push(keepActivities(identity, activities)),
    fault: (error, doing) => void stderr.write(`${doing}: ${error instanceof Error ? error.message : String(error)}\n`),
  }

  /** Each as likely: what does not divide evenly is thrown away. */
  function below(max: number): number {
    const most = 2 ** 48 - (2 ** 48 % max)
    let drawn = most
    while (drawn >= most) drawn = bytes(6).readUIntBE(0, 6)
    return drawn % max
  }
}
