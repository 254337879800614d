/** Methods for tests of the pages: an authenticator app put into the records, and the code that it shows. */
import { Secret, TOTP } from 'otpauth'
import { newTotpSecret } from '../../7-provider/methods/totp.ts'
import type { AccountNames, ProviderParts } from '../../7-provider/parts.ts'

/** Answers its secret, in base32. */
export async function addTotp({ identity, seals, chance, clock }: ProviderParts, account: AccountNames): Promise<string> {
  const secret = newTotpSecret(chance)
  const id = chance.bytes(16).toString('base64url')
  const row = { id, account_id: account.id, kind: 'totp', name: 'Authenticator app', state: 'active', key: null, data: '{}' } as const
  const sealed = seals.seal(`method.sealed:${id}`, secret)
  await identity.records
    .insertInto('method')
    .values({ ...row, sealed, failures: 0, counter: 0, created: clock(), used: null })
    .execute()
  return secret
}

export const codeNow = (secret: string, now: number): string => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: now })
