/** OpenID Connect as the server runs it: joined with the sessions of people, so that what ends here ends there and the other way round. */
import type { Endpoint } from '../0-event/event.ts'
import { createOidc, type Oidc } from '../7-provider/oidc/oidc.ts'
import type { ProviderParts } from '../7-provider/parts.ts'
import type { Push } from '../7-provider/push/push.ts'
import type { PersonSessions } from '../7-provider/sessions.ts'
import type { ServerConfig } from './config.ts'
import { createInteractionPages, sessionOf, signOut } from './oidc-interactions.ts'
import type { Interactions } from './signing-in/interactions.ts'
import { visitorOf } from './visitor.ts'

interface OidcNeeds {
  readonly config: ServerConfig
  readonly parts: ProviderParts
  readonly push: Push
  readonly sessions: PersonSessions
  readonly place: (ip: string) => Partial<Endpoint>
}

/** Rejects with a sentence where the keys of tokens cannot be opened. */
export async function openOidc(needs: OidcNeeds): Promise<{ readonly oidc: Oidc; readonly interactions: Interactions }> {
  const { config, parts, push, sessions, place } = needs
  const oidc = await createOidc(parts, {
    push: () => push,
    fetch,
    place,
    settings: { deviceFlow: config.deviceFlow ?? false, privateHosts: config.logoutHosts ?? [] },
    session: (request) => sessionOf(needs, request),
    signedOut: (request, response) => signOut(needs, request, response),
  })
  sessions.onEnd(async ({ account, all, allOthers }) => {
    if (all) await oidc.endAccount(account)
    if (allOthers === true) await oidc.endOthers(account)
  })
  return { oidc, interactions: createInteractionPages({ ...needs, oidc, visitor: (request) => visitorOf(request, place) }) }
}
