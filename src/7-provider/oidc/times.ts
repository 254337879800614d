/** How long each thing of OpenID Connect is good for, and how often nodes look for what others changed. */
import { dayMs, secondMs } from '../../0-event/time.ts'

/** In seconds, as the protocols count. */
export const lifeS = {
  /** OAuth 2.1 and ASVS 10.4.3 (level 3): a minute at most. */
  code: 60,
  accessToken: 600,
  idToken: 600,
  /** Unused for so long, a refresh token is over; each use gives a new one. */
  refreshToken: 14 * 86_400,
  /** However often it was used. */
  refreshFamily: 90 * 86_400,
  grant: 91 * 86_400,
  /** From the application's question to the end of the sign-in pages. */
  interaction: 900,
  deviceCode: 600,
  /** What a person agreed to is asked again after so long. */
  consent: 365 * 86_400,
} as const

export const keyTimes = {
  /** A key signs for so long. */
  currentMs: 90 * dayMs,
  /** It is published so long before it signs: applications keep the list for a day and longer. */
  leadMs: 2 * dayMs,
  /** And so long after: what it signed is over within minutes, but hints of old sign-ins come later. */
  retiredMs: 14 * dayMs,
  /** So late, at most, does a node notice what another did with keys. */
  seenMs: 5 * secondMs,
  /** Cookies are signed with a secret of this age at most; the one before still counts. */
  cookiesMs: 30 * dayMs,
} as const

export const clientTimes = {
  /** So late, at most, does a node notice what another did with applications. */
  seenMs: 3 * secondMs,
} as const

/** Applications kept in memory; at the bound all are let go and read anew. */
export const clientsKeptMax = 1000

/** Sign-ins begun at once in one browser; the oldest is over where one more begins. */
export const begunMax = 8
