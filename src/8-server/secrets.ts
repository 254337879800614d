/** Secrets we make: random text shown once, of which only a hash is kept. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** 256 bits, safe in an address and in a header. */
export const newSecret = (): string => randomBytes(32).toString('base64url')

/** An API token: its prefix lets scanners of repositories know it. */
export const newToken = (): string => `tocsin_${newSecret()}`

/** Fast on purpose: a secret of 256 random bits cannot be guessed from its hash. */
export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex')

/** Compares without telling by the time taken where two texts differ. */
export const sameSecret = (one: string, other: string): boolean =>
  timingSafeEqual(createHash('sha256').update(one).digest(), createHash('sha256').update(other).digest())

/** A short public id. */
export const newId = (): string => randomBytes(9).toString('base64url')
