/** What a notice says: what happened, when and where, in plain words, and what to do where that was somebody else. */
import type { NoticeKind } from '../notices.ts'

export interface NoticeFacts {
  readonly kind: NoticeKind
  readonly values: Readonly<Record<string, string>>
  readonly organisation: string
  readonly origin: string
  /** What the person signs in with. */
  readonly name: string
  /** Milliseconds since 1970. */
  readonly time: number
  readonly link?: string | undefined
}

export interface NoticeText {
  readonly subject: string
  readonly text: string
}

const valueMax = 200

/** One line of what can be seen: control characters and marks that turn the direction of writing would make a text say something else. */
export const oneLine = (text: string, max = valueMax): string =>
  text
    .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replaceAll(/[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu, '')
    .trim()
    .slice(0, max)

export function noticeText(facts: NoticeFacts): NoticeText {
  const values = Object.fromEntries(Object.entries(facts.values).map(([key, value]) => [key, oneLine(value)]))
  const { subject, happened } = wordsOf(facts.kind, values)
  const name = oneLine(facts.name)
  const organisation = oneLine(facts.organisation, 60)
  const lines = [
    `Hello,`,
    '',
    happened,
    '',
    `Account: ${name}`,
    `When: ${when(facts.time)}`,
    ...optional('Where', values['place']),
    ...optional('Browser', values['browser']),
    ...optional('Done by', values['by']),
    '',
    'If this was you, or you asked for it, there is nothing to do.',
    '',
    ...notYou(facts),
    '',
    `You can see and change how you sign in at ${facts.origin}/account`,
    '',
    `${organisation}`,
  ]
  return { subject: `${organisation}: ${subject}`, text: lines.join('\n') }
}

const optional = (label: string, value: string | undefined): readonly string[] =>
  value === undefined || value === '' ? [] : [`${label}: ${value}`]

const notYou = ({ link }: NoticeFacts): readonly string[] =>
  link === undefined
    ? ['If this was not you, tell your help desk at once.']
    : ['If this was not you, open this address within a week and say so. It asks before it does anything:', link]

const when = (time: number): string => {
  const [day = '', clock = ''] = new Date(time).toISOString().split('T')
  return `${day} ${clock.slice(0, 5)} UTC`
}

function wordsOf(
  kind: NoticeKind,
  { method = '' }: Readonly<Record<string, string>>,
): { readonly subject: string; readonly happened: string } {
  const named = method === '' ? '' : ` "${method}"`
  switch (kind) {
    case 'method-added':
      return { subject: 'a way to sign in was added', happened: `A new way to sign in${named} was added to your account.` }
    case 'method-removed':
      return {
        subject: 'a way to sign in was removed',
        happened: `The way to sign in${named} was removed from your account. It does not work any more.`,
      }
    case 'method-suspended':
      return {
        subject: 'a way to sign in was suspended',
        happened: `The way to sign in${named} was suspended. It does not work until it is resumed.`,
      }
    case 'method-disabled':
      return {
        subject: 'a way to sign in was switched off',
        happened: `Too many wrong codes were typed for${named === '' ? ' a way to sign in' : named}, and it was switched off. Somebody may know your password: change it, then set up a new way to sign in.`,
      }
    case 'phone-refused':
      return {
        subject: 'a phone was refused',
        happened: `Somebody tried to add the phone${named} to your account and was stopped. It cannot answer for you.`,
      }
    case 'password-changed':
      return { subject: 'your password was changed', happened: 'The password of your account was changed.' }
    case 'recovery-code-used':
      return {
        subject: 'a recovery code was used',
        happened: 'Somebody signed in to your account with one of your recovery codes. That code does not work any more.',
      }
    case 'recovery-codes-made':
      return {
        subject: 'new recovery codes were made',
        happened: 'New recovery codes were made for your account. The old ones do not work any more.',
      }
    case 'access-pass-issued':
      return {
        subject: 'an access pass was issued',
        happened:
          'An administrator made an access pass for your account: a code that signs in once, for a short time. You should have asked for it.',
      }
    case 'address-changed':
      return {
        subject: 'your e-mail addresses were changed',
        happened: 'The e-mail addresses of your account, to which notices like this one go, were changed.',
      }
    case 'new-browser':
      return { subject: 'a new browser signed in', happened: 'Your account was signed in to from a browser that was not used before.' }
    case 'prompts-suppressed':
      return {
        subject: 'prompts to your phone were stopped',
        happened:
          'Somebody asked your phone for approval again and again. Prompts no longer pop up on it for a while. Whoever did this knows your password: change it.',
      }
    case 'report-received':
      return {
        subject: 'your report was received',
        happened: 'You reported that something was not you. Your administrators were told.',
      }
  }
}
