/** What oidc-provider keeps, in the records: found only under the value itself, good until the database's clock says so, spent once over all nodes. */
import type { AdapterPayload } from 'oidc-provider'
import type { Identity, IdentityRecords } from '../../2-store/identity/identity.ts'
import type { ProviderParts } from '../parts.ts'
import { hashOf } from '../secret.ts'

export type ItemModel =
  | 'Session'
  | 'AccessToken'
  | 'AuthorizationCode'
  | 'RefreshToken'
  | 'DeviceCode'
  | 'BackchannelAuthenticationRequest'
  | 'Interaction'
  | 'Grant'
  | 'PushedAuthorizationRequest'
  | 'ReplayDetection'
  /** What a person agreed to, longer than one session: ours, not oidc-provider's. */
  | 'Consent'
  /** Which prompt on a phone answers a backchannel request: ours. */
  | 'CibaChallenge'

/** Of these a grant is the family: they cannot be made without it, and go with it. */
const ofAGrant: ReadonlySet<string> = new Set(['AccessToken', 'AuthorizationCode', 'RefreshToken'])
/** Go with their grant as soon as they have one. */
const namesGrant: ReadonlySet<string> = new Set([...ofAGrant, 'DeviceCode', 'BackchannelAuthenticationRequest'])

/** Stands for the item's own value in what is kept. JSON never holds this character as it is. */
const ownValue = '\u0001'
/** Shorter values are none of chance and might stand in the text by themselves. */
const ownValueMin = 16

export interface Items {
  /** Throws `Refused` where the grant that it needs is gone, or a proof was seen before. */
  upsert(model: ItemModel, id: string, payload: AdapterPayload, expiresInS?: number): Promise<void>
  find(model: ItemModel, id: string): Promise<AdapterPayload | undefined>
  findByUid(uid: string): Promise<AdapterPayload | undefined>
  findByUserCode(userCode: string): Promise<AdapterPayload | undefined>
  /** False where it is gone or was spent already: then its whole family is gone, too. */
  consume(model: ItemModel, id: string): Promise<boolean>
  /** Whether there was one. */
  destroy(model: ItemModel, id: string): Promise<boolean>
  /** All that was given on a grant, without the grant. */
  revokeByGrantId(grant: string): Promise<void>
  /** Everything of one person but what they agreed to, and their sessions where those are kept. Answers how many. */
  revokeAccount(account: string, keepsSessions?: boolean): Promise<number>
  /** Grants, tokens and requests of one application. */
  revokeClient(client: string): Promise<void>
  sessionsOf(account: string): Promise<readonly AdapterPayload[]>
}

/** Thrown where something spent, revoked or seen before would be used once more. */
export class Refused extends Error {}

export function createItems({ identity, seals }: Pick<ProviderParts, 'identity' | 'seals'>): Items {
  const find = async (column: 'id' | 'uid' | 'user_code', model: ItemModel, value: string): Promise<Found | undefined> => {
    const row = await identity.records
      .selectFrom('oidc_item')
      .select(['id', 'body', 'consumed', 'expires'])
      .where('model', '=', model)
      .where(column, '=', value)
      .executeTakeFirst()
    if (row === undefined) return undefined
    return row.expires !== null && Number(row.expires) <= (await identity.now()) ? undefined : row
  }
  return {
    upsert: (model, id, payload, expiresInS) => upsert(identity, model, id, rowOf(seals, model, id, payload), expiresInS),
    find: async (model, id) => payloadOf(await find('id', model, keyOf(model, id)), id),
    findByUid: async (uid) => payloadOf(await find('uid', 'Session', uid), undefined),
    findByUserCode: async (code) => {
      const row = await find('user_code', 'DeviceCode', code)
      if (row === undefined) return undefined
      const { sealedValue, ...payload } = parsed(row.body, '')
      return typeof sealedValue === 'string' ? payloadOf(row, seals.open(valuePlace(row.id), sealedValue)) : payload
    },
    consume: (model, id) => consume(identity, model, keyOf(model, id)),
    destroy: async (model, id) => {
      const { numDeletedRows } = await identity.records
        .deleteFrom('oidc_item')
        .where('model', '=', model)
        .where('id', '=', keyOf(model, id))
        .executeTakeFirst()
      return numDeletedRows > 0n
    },
    revokeByGrantId: async (grant) => {
      await identity.records.deleteFrom('oidc_item').where('grant_id', '=', grant).execute()
    },
    revokeAccount: async (account, keepsSessions = false) => {
      const kept: readonly ItemModel[] = keepsSessions ? ['Consent', 'Session'] : ['Consent']
      const gone = identity.records.deleteFrom('oidc_item').where('account_id', '=', account).where('model', 'not in', kept)
      return Number((await gone.executeTakeFirst()).numDeletedRows)
    },
    revokeClient: (client) => revokeClient(identity, client),
    sessionsOf: async (account) => {
      const rows = identity.records.selectFrom('oidc_item').select('body').where('model', '=', 'Session').where('account_id', '=', account)
      return (await rows.execute()).map(({ body }) => parsed(body, ''))
    },
  }
}

interface Found {
  readonly id: string
  readonly body: string
  readonly consumed: number | null
}

/** A grant is named in tokens and sessions and opens nothing by itself; everything else is as good as a password. */
const keyOf = (model: ItemModel, id: string): string => (model === 'Grant' || model === 'Consent' ? id : hashOf(id))

const valuePlace = (key: string): string => `oidc_item.body:${key}`

interface NewRow {
  readonly key: string
  readonly body: string
  readonly grant: string | null
  readonly userCode: string | null
  readonly uid: string | null
  readonly account: string | null
}

function rowOf(seals: ProviderParts['seals'], model: ItemModel, id: string, payload: AdapterPayload): NewRow {
  const key = keyOf(model, id)
  // An interaction would carry the session's cookie; nothing reads it.
  const { consumed: _, ...kept } =
    payload.session === undefined ? payload : { ...payload, session: { ...payload.session, cookie: undefined } }
  // The page for user codes finds a device's code by another value, and must go on with this one.
  const text = JSON.stringify(model === 'DeviceCode' ? { ...kept, sealedValue: seals.seal(valuePlace(key), id) } : kept)
  return {
    key,
    body: key === id || id.length < ownValueMin ? text : text.replaceAll(id, ownValue),
    grant: namesGrant.has(model) ? (payload.grantId ?? null) : null,
    userCode: payload.userCode ?? null,
    uid: model === 'Session' ? (payload.uid ?? null) : null,
    account: payload.accountId ?? null,
  }
}

const parsed = (body: string, id: string): AdapterPayload => JSON.parse(body.replaceAll(ownValue, id)) as AdapterPayload

function payloadOf(row: Found | undefined, id: string | undefined): AdapterPayload | undefined {
  if (row === undefined) return undefined
  const payload = parsed(row.body, id ?? '')
  if (id === undefined) delete payload.jti
  return row.consumed === null ? payload : { ...payload, consumed: Math.floor(Number(row.consumed) / 1000) }
}

async function upsert(identity: Identity, model: ItemModel, id: string, row: NewRow, expiresInS?: number): Promise<void> {
  const needed = ofAGrant.has(model) ? row.grant : null
  const write = async (records: IdentityRecords): Promise<void> => {
    const now = await identity.now(records)
    if (needed !== null && !(await holdGrant(records, needed))) throw new Refused('the grant was revoked meanwhile')
    const expires = expiresInS === undefined ? null : now + expiresInS * 1000
    const changed = { body: row.body, grant_id: row.grant, user_code: row.userCode, uid: row.uid, account_id: row.account, expires }
    const { numInsertedOrUpdatedRows } = await records
      .insertInto('oidc_item')
      .values({ model, id: row.key, consumed: null, ...changed })
      .onConflict((conflict) => {
        const update = conflict.columns(['model', 'id']).doUpdateSet(changed)
        return model === 'ReplayDetection' ? update.where('oidc_item.expires', '<=', now) : update
      })
      .executeTakeFirst()
    if (model === 'ReplayDetection' && numInsertedOrUpdatedRows !== 1n) throw new Refused(`the proof ${id.slice(0, 6)}… was used before`)
  }
  // One statement alone needs no transaction around it.
  await (needed === null ? write(identity.records) : identity.transaction(write))
}

/** Whoever revokes waits for us, or we for them: after a revocation nothing more is given on the grant. */
async function holdGrant(records: IdentityRecords, grant: string): Promise<boolean> {
  const held = records
    .updateTable('oidc_item')
    .set((row) => ({ expires: row.ref('expires') }))
    .where('model', '=', 'Grant')
    .where('id', '=', grant)
  return (await held.executeTakeFirst()).numUpdatedRows === 1n
}

async function consume(identity: Identity, model: ItemModel, key: string): Promise<boolean> {
  const item = identity.records
    .updateTable('oidc_item')
    .set({ consumed: await identity.now() })
    .where('model', '=', model)
  const { numUpdatedRows } = await item.where('id', '=', key).where('consumed', 'is', null).executeTakeFirst()
  if (numUpdatedRows === 1n) return true
  await identity.transaction(async (records) => {
    const spent = await records
      .selectFrom('oidc_item')
      .select('grant_id')
      .where('model', '=', model)
      .where('id', '=', key)
      .executeTakeFirst()
    if (spent !== undefined && spent.grant_id !== null) await revokeFamily(records, spent.grant_id)
  })
  return false
}

/** A rare deed, so there is no column for it: texts that look like the application's are looked into. */
async function revokeClient({ records }: Identity, client: string): Promise<void> {
  const like = `%"clientId":${JSON.stringify(client)}%`
  const found = await records.selectFrom('oidc_item').select(['model', 'id', 'body']).where('body', 'like', like).execute()
  for (const { model, id, body } of found) {
    if (parsed(body, '').clientId === client)
      await records.deleteFrom('oidc_item').where('model', '=', model).where('id', '=', id).execute()
  }
}

async function revokeFamily(records: IdentityRecords, grant: string): Promise<void> {
  await records.deleteFrom('oidc_item').where('model', '=', 'Grant').where('id', '=', grant).execute()
  await records.deleteFrom('oidc_item').where('grant_id', '=', grant).execute()
}
