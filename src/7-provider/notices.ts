/** Telling people about changes of their account, at every address they gave: the words between those who change and those who write. */
import type { IdentityRecords } from '../2-store/identity/identity.ts'
import type { AccountNames } from './parts.ts'

export const noticeKinds = [
  'method-added',
  'method-removed',
  'password-changed',
  'recovery-code-used',
  'recovery-codes-made',
  'method-suspended',
  // Too many wrong codes in a row: somebody who has the password was guessing.
  'method-disabled',
  'access-pass-issued',
  'address-changed',
  'new-browser',
  'prompts-suppressed',
  'report-received',
  // Somebody tried to add a phone and was stopped.
  'phone-refused',
] as const
export type NoticeKind = (typeof noticeKinds)[number]

export interface Notices {
  /**
   * `values`: what the sentence needs, plain text: `method` (its name), `methodId` (where one was added: "not me" suspends it), `place`, `browser`, `by` (who did it, where not the person); `link`: where the
   * person says "not me", made here where it is left out. Resolves once the notice will be sent; within the caller's transaction where `records` is given.
   */
  notify(account: AccountNames, kind: NoticeKind, values: Readonly<Record<string, string>>, records?: IdentityRecords): Promise<void>
}
