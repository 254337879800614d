/** Recovery codes: a set of ten on paper, each good once. */
import type { MethodRow } from '../../2-store/identity/schema.ts'
import type { Chance } from '../parts.ts'
import { hashOf } from '../secret.ts'
import { groups, typedCode } from './alphabet.ts'
import type { Proof } from './method.ts'

export const recoveryCodeCount = 10
/** 24 of 32 letters: 120 bits, so a plain hash keeps them (ASVS 6.5.2 asks more below 112). */
const letters = 24

/** What is kept of a set: the hashes of the codes that are left. */
export interface RecoveryData {
  readonly left: readonly string[]
}

export interface NewCodes {
  /** For the person, shown once: `ABCD-EFGH-…`. */
  readonly codes: readonly string[]
  readonly data: RecoveryData
}

export function newRecoveryCodes(chance: Chance): NewCodes {
  const codes = Array.from({ length: recoveryCodeCount }, () => groups(chance, letters))
  return { codes, data: { left: codes.map((code) => hashOf(typedCode(code))) } }
}

export const recoveryData = ({ data }: Pick<MethodRow, 'data'>): RecoveryData => JSON.parse(data) as RecoveryData

/** What is left without this code; undefined where it is none of them. */
export function without(data: RecoveryData, code: string): RecoveryData | undefined {
  const typed = typedCode(code)
  if (typed.length !== letters) return undefined
  const hash = hashOf(typed)
  const left = data.left.filter((one) => one !== hash)
  return left.length === data.left.length ? undefined : { left }
}

export const recoveryProof = (method: string, time: number): Proof => ({
  kind: 'recovery-code',
  method,
  time,
  amr: ['otp'],
  resistant: false,
  multi: false,
  deviceBound: false,
})
