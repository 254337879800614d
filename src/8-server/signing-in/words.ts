/** The sentences of the sign-in pages: what went wrong, why no prompt was sent, and what each way to go on is called. */
import type { Offer, Problem, Withheld } from '../../7-provider/sign-in-view.ts'
import { programOf } from '../visitor.ts'

/** What happened, and what to do next. Never whether a name exists. */
export const problemWords: Readonly<Record<Problem, string>> = {
  wrong: 'This name and password do not go together. Check both and try again.',
  'wrong-code': 'This code is not right. Check it and try again.',
  'used-code': 'This code was used before. Wait for the next one, or use another.',
  'expired-code': 'This code is too old. Ask for a new one.',
  denied: 'The sign-in was refused on your phone. If you did not do that, somebody else has your phone in hand: tell your help desk.',
  reported: 'The sign-in was reported from your phone as not yours. If it was you, use another way below.',
  mistyped: 'You said on your phone that you mistyped. You can ask again, or use another way.',
  'wrong-number': 'Another number was typed on your phone, so that prompt is over. You can ask again, or use another way.',
  unanswered: 'Nobody answered on your phone in time. You can ask again, or use another way.',
  'passkey-failed': 'The passkey could not be used. Try again, or go on another way.',
  'too-many': 'There were too many tries. Wait a few minutes, or use a passkey: that works at once.',
  busy: 'Many people are signing in at this moment. Wait a few seconds and try again.',
  'acr-not-reached': 'This application asks for a stronger proof than that. Use a passkey or a security key that stays on one device.',
}

/** What could be an attack, and is told as such. */
export const alarmingProblems: ReadonlySet<Problem> = new Set<Problem>(['denied', 'reported', 'wrong-number'])

/** Why the phone stays quiet. */
export const withheldWords: Readonly<Record<Withheld, string>> = {
  suppressed:
    'We are not sending prompts to your phone right now, because somebody refused several or reported one. Use a passkey or a code, or open the authenticator yourself.',
  budget:
    'Your phone was asked several times in a short while, so we are not sending more prompts for now. Use a passkey or a code, or open the authenticator yourself.',
  'cool-down': 'A prompt was just refused on your phone, so we wait a minute before sending another. You can go on another way at once.',
  gap: 'A prompt was sent to your phone a moment ago. Wait a few seconds before asking again, or use another way.',
  busy: 'Another sign-in is waiting for your phone at this moment. If it is not yours, do not type its number. Wait two minutes, or use another way.',
  'high-risk':
    'This sign-in looks unusual for you, so a prompt on your phone is not enough for it. Use a way below that cannot be passed on to others.',
}

export const offerWords: Readonly<Record<Offer, { readonly title: string; readonly hint: string }>> = {
  passkey: { title: 'Use a passkey', hint: 'Fingerprint, face, or a security key. Nobody can trick you out of it.' },
  push: { title: 'Ask my phone', hint: 'You will see a number here and type it in the authenticator.' },
  'quiet-push': { title: 'Open the authenticator myself', hint: 'Nothing pops up: you open the app and type the number shown here.' },
  totp: { title: 'Type a code from an app', hint: 'Six digits that change every 30 seconds.' },
  'recovery-code': { title: 'Use a recovery code', hint: 'One of the codes you kept on paper.' },
  'access-pass': { title: 'Use an access pass', hint: 'A code that your help desk gave you.' },
}

/** The same, while something else is on the page. */
export const otherWords: Readonly<Record<Offer, string>> = {
  passkey: 'Use a passkey instead',
  push: 'Ask my phone instead',
  'quiet-push': 'Open the authenticator myself instead',
  totp: 'Type a code from an app instead',
  'recovery-code': 'Use a recovery code instead',
  'access-pass': 'Use an access pass instead',
}

/** "Firefox on Linux", of a browser's own description. */
export function browserWords(userAgent: string | undefined): string {
  if (userAgent === undefined || userAgent === '') return 'A browser'
  const { browser, os } = programOf(userAgent)
  return [browser ?? 'A browser', os === undefined ? '' : ` on ${os}`].join('')
}
