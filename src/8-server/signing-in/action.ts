/** What a form of the sign-in pages asks to do; whatever no page sends is nothing. */
import type { SignInAction } from '../../7-provider/sign-in/sign-ins.ts'
import type { Offer } from '../../7-provider/sign-in-view.ts'

const offers: readonly Offer[] = ['passkey', 'push', 'totp', 'recovery-code', 'access-pass', 'quiet-push']
const nameMax = 320
const passwordMax = 1024
const codeMax = 64

/** In order: a proof of the browser's key, where the script made one, then the form's own action. Undefined where the form is not one of ours. */
export function actionsOf(field: (name: string) => string): readonly SignInAction[] | undefined {
  const action = actionOf(field)
  if (action === undefined) return undefined
  const proof = field('proof')
  return proof === '' ? [action] : [{ do: 'device', proof }, action]
}

function actionOf(field: (name: string) => string): SignInAction | undefined {
  const what = field('do')
  switch (what) {
    case 'name':
      return { do: what, name: field('name').slice(0, nameMax) }
    case 'password': {
      const password = field('password')
      return password.length > passwordMax ? undefined : { do: what, password }
    }
    case 'code':
      return { do: what, code: field('code').slice(0, codeMax) }
    case 'choose': {
      const offer = offers.find((one) => one === field('offer'))
      return offer === undefined ? undefined : { do: what, offer }
    }
    case 'passkey':
      return { do: what, credential: parsed(field('credential')) }
    case 'wait':
    case 'cancel':
    case 'back':
      return { do: what }
    default:
      return undefined
  }
}

/** Something that is no JSON is no passkey, as the flow will say. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
