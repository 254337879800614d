/** Where the notices of phones go: one place a phone, sealed, because whoever has it can send to it. */
import type { Identity } from '../../2-store/identity/identity.ts'
import type { SubscriptionRow } from '../../2-store/identity/schema.ts'
import type { ProviderParts } from '../parts.ts'
import type { PushMessage, SubscriptionAsked } from '../wire.ts'
import { type BrowserKeys, browserKeysOf } from './encrypt.ts'
import { reachOf } from './reach.ts'

/** So many notices that could not be handed over, one after another, and the subscription is dropped: the phone makes a new one when it is opened. */
export const failuresMax = 20

const placeOf = (method: string): string => `subscription.sealed:${method}`

/** Undefined where it was kept, else a sentence for the phone. */
export async function subscribe(
  { identity, seals, settings }: ProviderParts,
  method: string,
  asked: SubscriptionAsked,
): Promise<string | undefined> {
  const reached = reachOf(asked.endpoint, settings.pushHosts)
  if ('refused' in reached) return reached.refused
  if (browserKeysOf(asked.keys.p256dh, asked.keys.auth) === undefined) return 'The keys of the subscription are not keys.'
  const { p256dh, auth } = asked.keys
  const sealed = seals.seal(placeOf(method), JSON.stringify({ endpoint: reached.url.href, keys: { p256dh, auth } }))
  const created = await identity.now()
  await identity.records
    .insertInto('subscription')
    .values({ method_id: method, sealed, created, failures: 0 })
    .onConflict((conflict) => conflict.column('method_id').doUpdateSet({ sealed, created, failures: 0 }))
    .execute()
  return undefined
}

export const unsubscribe = async ({ records }: Identity, method: string): Promise<void> => {
  await records.deleteFrom('subscription').where('method_id', '=', method).execute()
}

export async function isSubscribed({ records }: Identity, method: string): Promise<boolean> {
  return (await records.selectFrom('subscription').select('method_id').where('method_id', '=', method).executeTakeFirst()) !== undefined
}

export interface Target {
  readonly row: SubscriptionRow
  readonly url: URL
  readonly keys: BrowserKeys
}

/**
 * Where a notice to this phone goes, while it is active and the prompt waits; undefined otherwise. The hosts are looked at again: an administrator may
 * have taken one off the list.
 */
export async function targetOf({ identity, seals, settings }: ProviderParts, method: string): Promise<Target | undefined> {
  const row = await identity.records
    .selectFrom('subscription')
    .innerJoin('method', 'method.id', 'subscription.method_id')
    .selectAll('subscription')
    .where('method_id', '=', method)
    .where('method.state', '=', 'active')
    .executeTakeFirst()
  if (row === undefined) return undefined
  const { endpoint, keys } = JSON.parse(seals.open(placeOf(method), row.sealed)) as SubscriptionAsked
  const reached = reachOf(endpoint, settings.pushHosts)
  const browser = browserKeysOf(keys.p256dh, keys.auth)
  return 'refused' in reached || browser === undefined ? undefined : { row, url: reached.url, keys: browser }
}

/** Ends a subscription that the push service does not know any more, unless the phone made a new one meanwhile. */
export const dropSubscription = async ({ records }: Identity, { method_id, sealed }: SubscriptionRow): Promise<void> => {
  await records.deleteFrom('subscription').where('method_id', '=', method_id).where('sealed', '=', sealed).execute()
}

export async function countFailure({ records }: Identity, { method_id, sealed }: SubscriptionRow): Promise<void> {
  await records
    .updateTable('subscription')
    .set((row) => ({ failures: row('failures', '+', 1) }))
    .where('method_id', '=', method_id)
    .where('sealed', '=', sealed)
    .execute()
  await records.deleteFrom('subscription').where('method_id', '=', method_id).where('failures', '>=', failuresMax).execute()
}

export async function countSuccess({ records }: Identity, { method_id, failures }: SubscriptionRow, challenge: string): Promise<void> {
  if (Number(failures) > 0) await records.updateTable('subscription').set({ failures: 0 }).where('method_id', '=', method_id).execute()
  await records
    .updateTable('challenge')
    .set((row) => ({ notices: row('notices', '+', 1) }))
    .where('id', '=', challenge)
    .execute()
}

/** All that a push service carries, encrypted: no name, no application, no number (T12). */
export const pushMessage = (id: string, kid: string): PushMessage => ({ v: 1, id, kid })
