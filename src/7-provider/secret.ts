/** Secrets that are shown once and kept as hashes only. */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { Chance } from './parts.ts'

/** 256 bits, safe in an address, a cookie and a form. */
export const newSecret = (chance: Chance): string => chance.bytes(32).toString('base64url')

/** 128 bits: for what is no secret by itself but must not be guessed either. */
export const newId = (chance: Chance): string => chance.bytes(16).toString('base64url')

/** Fast on purpose: 112 random bits and more cannot be found from their hash (ASVS 6.5.2). */
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url')

/** Compares hashes of equal length, so that the time taken tells nothing (ASVS 11.2.4). */
export const isSame = (one: string, other: string): boolean =>
  timingSafeEqual(createHash('sha256').update(one).digest(), createHash('sha256').update(other).digest())
