/** What the server and the console say to each other about applications, over `/api/clients`; pure types. */

/** `GET /api/clients` answers a list, `GET /api/clients/:id` one. `settings` is what `POST` and `PUT` take. */
export interface ClientAnswer {
  readonly id: string
  readonly settings: ClientAnswerSettings
  readonly created: number
  readonly updated: number
  /** Who changed it last. */
  readonly by: string
}

interface ClientAnswerSettings {
  readonly name: string
  readonly type: 'web' | 'native' | 'spa'
  readonly auth: 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt' | 'none'
  readonly redirectUris: readonly string[]
  readonly postLogoutRedirectUris: readonly string[]
  readonly backchannelLogoutUri?: string | undefined
  readonly firstParty: boolean
  readonly pushed: boolean
  readonly bound: boolean
  readonly pairwise: boolean
  readonly groups: boolean
  readonly refresh: boolean
  readonly ciba: boolean
  readonly device: boolean
  readonly acr?: 'phrh' | 'phr' | 'aal2' | 'aal1' | undefined
  readonly idTokenAlg: 'RS256' | 'ES256'
}

/** `POST /api/clients` and `POST /api/clients/:id/secret`: the only place where the secret is shown; none where the application has none. */
export interface ClientMade extends ClientAnswer {
  readonly issuer: string
  readonly secret?: string | undefined
}
