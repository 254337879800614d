/** Between oidc-provider and the records: what it looks for, and what it is told where something is used twice. */
import Provider, { type Adapter, type AdapterPayload, errors } from 'oidc-provider'
import type { Clients } from './client-records.ts'
import { type ClientSettings, metadataOf } from './clients.ts'
import { noteBrought } from './events.ts'
import { type ItemModel, type Items, Refused } from './items.ts'

export interface AdapterParts {
  readonly items: Items
  readonly clients: Clients
  readonly deviceFlow: boolean
  /** Looks whether the phone has answered a backchannel request; called before it is read. */
  readonly settle: (id: string) => Promise<void>
}

const models: ReadonlySet<string> = new Set<ItemModel>([
  'Session',
  'AccessToken',
  'AuthorizationCode',
  'RefreshToken',
  'DeviceCode',
  'BackchannelAuthenticationRequest',
  'Interaction',
  'Grant',
  'PushedAuthorizationRequest',
  'ReplayDetection',
])
const isModel = (name: string): name is ItemModel => models.has(name)
/** Told of by name where they come a second time. */
const told: ReadonlySet<string> = new Set<ItemModel>(['AuthorizationCode', 'RefreshToken', 'AccessToken'])

export const createAdapter =
  (parts: AdapterParts) =>
  (name: string): Adapter =>
    name === 'Client' ? clientAdapter(parts) : isModel(name) ? itemAdapter(parts, name) : unusedAdapter(name)

function itemAdapter({ items, settle }: AdapterParts, model: ItemModel): Adapter {
  return {
    upsert: (id, payload, expiresIn) => refusing(() => items.upsert(model, id, payload, expiresIn)),
    find: async (id) => {
      if (model === 'BackchannelAuthenticationRequest') await settle(id)
      const found = await items.find(model, id)
      if (told.has(model)) noteBrought(Provider.ctx, found?.accountId)
      return found
    },
    findByUid: (uid) => items.findByUid(uid),
    findByUserCode: (code) => items.findByUserCode(code),
    consume: async (id) => {
      if (await items.consume(model, id)) return
      if (model === 'PushedAuthorizationRequest') throw new errors.InvalidRequestUri('the request_uri was used already')
      throw new errors.InvalidGrant({ detail: 'already used, at the same moment' })
    },
    destroy: async (id) => {
      await items.destroy(model, id)
    },
    revokeByGrantId: (grant) => items.revokeByGrantId(grant),
  }
}

async function refusing(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    throw error instanceof Refused ? new errors.InvalidGrant({ detail: error.message }) : error
  }
}

/** Applications are registered by administrators alone. */
function clientAdapter({ clients, deviceFlow }: AdapterParts): Adapter {
  return {
    ...unusedAdapter('Client'),
    find: async (id): Promise<AdapterPayload | undefined> => {
      const kept = await clients.find(id)
      return kept === undefined ? undefined : metadataOf(kept, deviceFlow)
    },
  }
}

function unusedAdapter(name: string): Adapter {
  const never = async (): Promise<never> => {
    throw new Error(`Nothing is kept of oidc-provider's ${name}.`)
  }
  return {
    upsert: never,
    find: async () => undefined,
    findByUid: never,
    findByUserCode: never,
    consume: never,
    destroy: never,
    revokeByGrantId: never,
  }
}

/** An API that an application may ask tokens for. */
export function resourceOf(
  client: { readonly [key: string]: unknown } | undefined,
  indicator: string,
): ClientSettings['resources'][number] | undefined {
  const resources = client?.['tocsin_resources']
  return Array.isArray(resources) ? (resources as ClientSettings['resources']).find(({ id }) => id === indicator) : undefined
}
