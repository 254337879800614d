/** What oidc-provider does, told as activities: tokens renewed, used twice and revoked. */

import { isIP } from 'node:net'
import type Provider from 'oidc-provider'
import type { KoaContextWithOIDC } from 'oidc-provider'
import type { Endpoint } from '../../0-event/event.ts'
import type { Activity } from '../activity.ts'
import type { ProviderParts } from '../parts.ts'
import { accountNames } from '../person.ts'
import { newId } from '../secret.ts'
import { cleanName } from './clients.ts'

const userAgentMax = 300

/** What is known of an address: where it is, and whose network. */
export type Place = (ip: string) => Partial<Endpoint>

export function endpointOf(ctx: KoaContextWithOIDC, place: Place): Endpoint {
  const ip = String(ctx['ip']).replace(/^::ffff:(?=\d+\.)/, '')
  const userAgent = ctx.get('user-agent').slice(0, userAgentMax)
  return { ...(isIP(ip) === 0 ? {} : { ip, ...place(ip) }), ...(userAgent === '' ? {} : { userAgent }) }
}

/** Whose value a request brought, noted where it was found: oidc-provider does not say it where it refuses. */
const brought = new WeakMap<object, string>()
export function noteBrought(ctx: object | undefined, account: string | undefined): void {
  if (ctx !== undefined && account !== undefined) brought.set(ctx, account)
}

export function tellEvents(parts: ProviderParts, provider: Provider, place: Place): void {
  const tell = (ctx: KoaContextWithOIDC, what: Extract<Activity, { kind: 'token' }>['what'], account: string | undefined): void => {
    if (account === undefined) return
    tellToken(parts, ctx, endpointOf(ctx, place), what, account).catch((error: unknown) =>
      parts.fault(error, 'telling what became of a token'),
    )
  }
  provider.on('grant.success', (ctx) => {
    if (ctx.oidc.params?.['grant_type'] === 'refresh_token') tell(ctx, 'refreshed', ctx.oidc.account?.accountId)
  })
  provider.on('grant.error', (ctx, error) => {
    if (/already (used|consumed)/.test(error.error_detail ?? '')) tell(ctx, 'reused', brought.get(ctx))
  })
  provider.on('grant.revoked', (ctx) => {
    if (ctx.oidc.route === 'revocation') tell(ctx, 'revoked', brought.get(ctx))
  })
  provider.on('server_error', (ctx, error) => parts.fault(error, `answering ${ctx.oidc.route} of OpenID Connect`))
  provider.on('backchannel.error', (_, error, client) => parts.fault(error, `telling ${client.clientId} that a person signed out`))
}

async function tellToken(
  parts: ProviderParts,
  { oidc: { client } }: KoaContextWithOIDC,
  src: Endpoint,
  what: Extract<Activity, { kind: 'token' }>['what'],
  id: string,
): Promise<void> {
  const account = await accountNames(parts.identity.records, id)
  if (account === undefined) return
  const app = client === undefined ? undefined : { id: client.clientId, name: cleanName(client.clientName ?? '') || client.clientId }
  parts.tell([{ kind: 'token', what, id: newId(parts.chance), time: parts.clock(), account, app, src }])
}
