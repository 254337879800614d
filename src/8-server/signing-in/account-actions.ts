/** What the forms of `/account` ask to do with one's own account. */
import type { Actor, Outcome } from '../../7-provider/account/change.ts'
import type { MyAccount } from '../../7-provider/account/my-account.ts'

type Field = (name: string) => string

interface Action {
  readonly run: (account: MyAccount, actor: Actor, field: Field) => Promise<Outcome>
  /** Said afterwards. */
  readonly done: string
}

/** By the value of `do`; each decides again whether this session may. */
const actions: Readonly<Record<string, Action>> = {
  rename: { run: (account, actor, field) => account.rename(actor, field('method'), field('name')), done: 'It has its new name.' },
  remove: { run: (account, actor, field) => account.remove(actor, field('method')), done: 'It is removed.' },
  suspend: {
    run: (account, actor, field) => account.suspend(actor, field('method')),
    done: 'It is paused: it cannot sign you in until you use it again.',
  },
  resume: { run: (account, actor, field) => account.resume(actor, field('method')), done: 'It can sign you in again.' },
  end: { run: (account, actor, field) => account.endSession(actor, field('session')), done: 'That browser is signed out.' },
  'end-others': {
    run: async (account, actor) => {
      await account.endOtherSessions(actor)
      return { ok: true }
    },
    done: 'All other browsers are signed out.',
  },
  forget: { run: (account, actor, field) => account.removeBrowser(actor, field('browser')), done: 'That browser is a stranger again.' },
  me: { run: (account, actor, field) => account.verdict(actor, field('item'), 'me'), done: 'Thank you. That helps to know you.' },
  'not-me': {
    run: (account, actor, field) => account.verdict(actor, field('item'), 'not-me'),
    done: 'Thank you. Your phone is silent and all other browsers are signed out. Change your password now, and look whether the ways to sign in are all yours.',
  },
  lift: { run: (account, actor) => account.lift(actor), done: 'Prompts reach your phone again.' },
}

export const actionOf = (name: string): Action | undefined => (Object.hasOwn(actions, name) ? actions[name] : undefined)

const additions: Readonly<Record<string, string>> = {
  passkey: 'Your passkey is added. Use it the next time you sign in.',
  app: 'Your authenticator app is added.',
  password: 'Your password is changed, and all other browsers are signed out.',
}

/** The sentence for a word in the address of `/account`; only ours are known. */
export function doneWords(word: string | undefined): string | undefined {
  if (word === undefined) return undefined
  return Object.hasOwn(additions, word) ? additions[word] : actionOf(word)?.done
}
