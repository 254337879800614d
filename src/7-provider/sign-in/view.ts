/** What a page shows of an attempt. */
import { passkeyRequest } from '../methods/passkey.ts'
import type { ProviderParts } from '../parts.ts'
import type { SignInView } from '../sign-in-view.ts'
import { type Attempt, openPush } from './attempt.ts'

export async function viewOf(parts: ProviderParts, attempt: Attempt): Promise<SignInView> {
  const { purpose, name, offers, problem, withheld, nonce } = attempt
  const { app } = purpose
  const passkey = await passkeyRequest(parts.settings, attempt.challenge)
  switch (attempt.step) {
    case 'name':
      return { step: 'name', app, name, passkey, nonce, problem }
    case 'password':
      return { step: 'password', app, name, passkey, nonce, problem }
    case 'method':
      return { step: 'method', app, name, offers, passkey, withheld, problem }
    case 'push':
      return pushView(parts, attempt, passkey)
    case 'code':
      return { step: 'code', app, name, factor: attempt.factor ?? 'totp', offers, passkey, problem }
    case 'no-method':
      return { step: 'no-method', app, name }
    case 'done':
      return { step: 'done', app, purpose }
  }
}

function pushView(parts: ProviderParts, attempt: Attempt, passkey: string): SignInView {
  const { purpose, name, offers, push, flow } = attempt
  if (push === undefined) throw new Error('A sign-in waits for a prompt that it does not have.')
  const { number } = openPush(parts, flow, push)
  const { quiet, expires, length } = push
  const qr = length === 'qr' ? `${parts.settings.origin}/authenticator#number=${number}` : undefined
  return { step: 'push', app: purpose.app, name, number: qr === undefined ? number : '', qr, expires, quiet, offers, passkey }
}
