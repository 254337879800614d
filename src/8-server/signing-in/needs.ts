/** What the pages of people take from the provider. */
import type { FastifyRequest } from 'fastify'
import type { MyAccount } from '../../7-provider/account/my-account.ts'
import type { Repudiations } from '../../7-provider/account/repudiation.ts'
import type { Visitor } from '../../7-provider/parts.ts'
import type { Enrolments } from '../../7-provider/phone/enrolments.ts'
import type { PersonSessions } from '../../7-provider/sessions.ts'
import type { ProviderSettings } from '../../7-provider/settings.ts'
import type { SignIns } from '../../7-provider/sign-in/sign-ins.ts'
import type { ServerConfig } from '../config.ts'
import type { Interactions } from './interactions.ts'
import type { Frame } from './layout.ts'

export interface PageNeeds {
  readonly signIns: SignIns
  readonly sessions: PersonSessions
  readonly account: MyAccount
  readonly enrolments: Pick<Enrolments, 'offer' | 'look' | 'confirm'>
  readonly repudiations: Pick<Repudiations, 'say'>
  readonly settings: ProviderSettings
  readonly visitor: (request: FastifyRequest) => Visitor
  /** Undefined where there is no OpenID Connect. */
  readonly interactions?: Interactions | undefined
}

/** What all routes of these pages share. */
export interface Desk {
  readonly config: ServerConfig
  readonly frame: Frame
  readonly clock: () => number
  /** Throws 503 while the provider is opening. */
  readonly needs: () => PageNeeds
}
