/** Codes of an authenticator app (TOTP, RFC 6238): made, and checked so that each counts once. */
import { timingSafeEqual } from 'node:crypto'
import { HOTP, Secret, TOTP } from 'otpauth'
import { secondMs } from '../../0-event/time.ts'
import type { AccountNames, Chance } from '../parts.ts'
import type { Proof } from './method.ts'

/** The only parameters that all apps understand. */
const algorithm = 'SHA1'
const digits = 6
const periodMs = 30 * secondMs
/** RFC 4226 §4 R6 recommends 160 bits. */
const secretBytes = 20

/** In base32, as the QR code and people carry it. */
export const newTotpSecret = (chance: Chance): string => new Secret({ buffer: Uint8Array.from(chance.bytes(secretBytes)).buffer }).base32

/** What the QR code holds. */
export const totpUri = (organisation: string, account: AccountNames, secret: string): string =>
  new TOTP({ issuer: organisation, label: account.name, secret, algorithm, digits, period: periodMs / secondMs }).toString()

/**
 * The time step that the code belongs to: this one, or the one before for a clock or a network that is late (RFC 6238 §5.2). Undefined where
 * it is neither. Both are compared whatever the first said.
 */
export function totpStep(secret: string, code: string, now: number): number | undefined {
  const typed = code.replaceAll(/\s/g, '')
  if (!/^\d{6}$/.test(typed)) return undefined
  const key = Secret.fromBase32(secret)
  const step = Math.floor(now / periodMs)
  const matches = [step, step - 1].filter((one) =>
    timingSafeEqual(Buffer.from(HOTP.generate({ secret: key, algorithm, digits, counter: one })), Buffer.from(typed)),
  )
  return matches[0]
}

export const totpProof = (method: string, time: number): Proof => ({
  kind: 'totp',
  method,
  time,
  amr: ['otp'],
  resistant: false,
  multi: false,
  deviceBound: false,
})
