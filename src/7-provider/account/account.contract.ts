/** For tests of what people change of their own account: the parts joined, and sessions begun without the steps before. */
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import type { AccountNames } from '../parts.ts'
import { type TestOptions, testProvider, visitor } from '../provider.contract.ts'
import { createPersonSessions } from '../sessions.ts'
import { accountPurpose, testNotices, testPush } from '../sign-in/sign-in.contract.ts'
import type { SignedIn } from '../sign-in/sign-ins.ts'
import type { Actor, Outcome } from './change.ts'
import { createMyAccount } from './my-account.ts'

export async function accountWorld(context: TestContext, options: TestOptions = {}) {
  const provider = await testProvider(options)
  context.after(provider.end)
  const { parts } = provider
  const push = testPush()
  const notices = testNotices()
  const sessions = createPersonSessions(parts)
  const mine = createMyAccount({ parts, sessions, push, notices })
  const signIn = async (account: AccountNames, changes: Partial<SignedIn> = {}): Promise<Actor & { readonly secret: string }> => {
    const signedIn = {
      account,
      acr: 'aal2',
      amr: ['mfa'],
      authTime: parts.clock(),
      proofs: [],
      purpose: accountPurpose,
      flow: 'f',
      enrolOnly: false,
    }
    const { secret } = await sessions.begin({ ...signedIn, ...changes }, visitor())
    const session = await sessions.look(secret)
    assert.ok(session !== undefined)
    return { session, visitor: visitor(), secret }
  }
  const methods = () => parts.identity.records.selectFrom('method').selectAll().orderBy('created').execute()
  return { ...provider, push, notices, sessions, mine, signIn, methods }
}

/** How it went, in a word. */
export const why = (outcome: Outcome<object>): string => (outcome.ok ? 'done' : outcome.why)
