/** The register of applications: kept with their secrets sealed, read from memory for a moment. */
import type { ClientRow } from '../../2-store/identity/schema.ts'
import type { ProviderParts } from '../parts.ts'
import { newId, newSecret } from '../secret.ts'
import { type ClientSettings, clientDefaults, type KeptClient, readClient } from './clients.ts'
import { clientsKeptMax, clientTimes } from './times.ts'

export interface ClientView {
  readonly id: string
  readonly client: ClientSettings
  readonly created: number
  readonly updated: number
  readonly by: string
}

/** `problems`: sentences; nothing was kept. */
export type Kept = { readonly view: ClientView; readonly secret?: string | undefined } | { readonly problems: readonly string[] }

export interface Clients {
  /** `id` where the administrator wants to choose it. The secret is told this once. */
  add(client: ClientSettings, by: string, id?: string): Promise<Kept>
  /** The secret stays. Undefined where there is no such application. */
  change(id: string, client: ClientSettings, by: string): Promise<Kept | undefined>
  /** A new secret; the old one ends at once. Undefined where there is no such application, or it has no secret. */
  rotate(id: string, by: string): Promise<{ readonly secret: string } | undefined>
  remove(id: string): Promise<ClientView | undefined>
  list(): Promise<readonly ClientView[]>
  show(id: string): Promise<ClientView | undefined>
  /** As it was a moment ago at most. */
  find(id: string): Promise<KeptClient | undefined>
}

type ClientParts = Pick<ProviderParts, 'identity' | 'seals' | 'chance' | 'clock'>

const idWord = /^[A-Za-z\d][\w.-]{2,63}$/
const place = (id: string): string => `client.secret_sealed:${id}`

export function createClients(parts: ClientParts): Clients {
  const { identity, chance } = parts
  const { records } = identity
  const recent = new Map<string, { readonly at: number; readonly kept: KeptClient | undefined }>()
  const row = (id: string): Promise<ClientRow | undefined> =>
    records.selectFrom('client').selectAll().where('id', '=', id).executeTakeFirst()
  return {
    add: async (client, by, id) => {
      const kept = await add(parts, client, by, id)
      if ('view' in kept) recent.delete(kept.view.id)
      return kept
    },
    change: async (id, given, by) => {
      const before = await row(id)
      if (before === undefined) return undefined
      const read = readClient(given)
      if ('problems' in read) return read
      if (needsSecret(read.client) !== (before.secret_sealed !== null))
        return { problems: ['Whether an application has a secret cannot be changed: register it anew.'] }
      const changed = { name: read.client.name, body: JSON.stringify(read.client), updated: await identity.now(), by }
      await records.updateTable('client').set(changed).where('id', '=', id).execute()
      recent.delete(id)
      return { view: viewOf({ ...before, ...changed }) }
    },
    rotate: async (id, by) => {
      const secret = newSecret(chance)
      const changed = { secret_sealed: parts.seals.seal(place(id), secret), updated: await identity.now(), by }
      const update = records.updateTable('client').set(changed).where('id', '=', id).where('secret_sealed', 'is not', null)
      recent.delete(id)
      return (await update.executeTakeFirst()).numUpdatedRows === 1n ? { secret } : undefined
    },
    remove: async (id) => {
      const gone = await records.deleteFrom('client').where('id', '=', id).returningAll().executeTakeFirst()
      recent.delete(id)
      return gone === undefined ? undefined : viewOf(gone)
    },
    list: async () => (await records.selectFrom('client').selectAll().orderBy('name').orderBy('id').execute()).map(viewOf),
    show: async (id) => {
      const found = await row(id)
      return found === undefined ? undefined : viewOf(found)
    },
    find: async (id) => {
      const now = parts.clock()
      const known = recent.get(id)
      if (known !== undefined && Math.abs(now - known.at) < clientTimes.seenMs) return known.kept
      const found = await row(id)
      const kept = found === undefined ? undefined : keptOf(parts, found)
      if (recent.size >= clientsKeptMax) recent.clear()
      recent.set(id, { at: now, kept })
      return kept
    },
  }
}

async function add({ identity, seals, chance }: ClientParts, given: ClientSettings, by: string, wanted?: string): Promise<Kept> {
  const id = wanted ?? newId(chance)
  if (wanted !== undefined && !idWord.test(wanted))
    return { problems: ['The id has 3 to 64 letters, digits, dots, hyphens and underscores, and begins with a letter or digit.'] }
  const read = readClient(given)
  if ('problems' in read) return read
  const secret = needsSecret(read.client) ? newSecret(chance) : undefined
  const now = await identity.now()
  const row: ClientRow = {
    id,
    name: read.client.name,
    body: JSON.stringify(read.client),
    secret_sealed: secret === undefined ? null : seals.seal(place(id), secret),
    created: now,
    updated: now,
    by,
  }
  const insert = identity.records
    .insertInto('client')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
  const { numInsertedOrUpdatedRows } = await insert.executeTakeFirst()
  return numInsertedOrUpdatedRows === 1n
    ? { view: viewOf(row), secret }
    : { problems: [`There is an application with the id ${id} already.`] }
}

const needsSecret = ({ auth }: ClientSettings): boolean => auth === 'client_secret_basic' || auth === 'client_secret_post'

const viewOf = ({ id, body, created, updated, by }: ClientRow): ClientView => ({
  id,
  client: settingsOf(body),
  created: Number(created),
  updated: Number(updated),
  by,
})

/** What an older version kept lacks newer settings. */
const settingsOf = (body: string): ClientSettings => ({ ...clientDefaults, ...(JSON.parse(body) as ClientSettings) })

const keptOf = ({ seals }: ClientParts, { id, body, secret_sealed }: ClientRow): KeptClient => ({
  id,
  client: settingsOf(body),
  secret: secret_sealed === null ? undefined : seals.open(place(id), secret_sealed),
})
