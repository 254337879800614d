/** What the pages of one's own account have in common: lists, times, forms with the session's token. */
import type { MethodKind } from '../../2-store/identity/schema.ts'
import type { PersonSession } from '../../7-provider/sessions.ts'
import { attributes, html, type Piece, type Trusted } from './html.ts'
import { button, type Frame, form, hidden, page } from './layout.ts'

export interface Room {
  readonly frame: Frame
  readonly session: PersonSession
}

export const kindWords: Readonly<Record<MethodKind, string>> = {
  passkey: 'Passkey',
  push: 'Phone',
  totp: 'Authenticator app',
  'recovery-code': 'Recovery codes',
  'access-pass': 'Access pass',
}

/** `fields` go along hidden; the answer is always the page of the account again. */
export const doForm = (
  { session }: Room,
  action: string,
  fields: Readonly<Record<string, string>>,
  label: Piece,
  look: string,
  to = '/account',
): Trusted =>
  form(
    to,
    session.csrf,
    html`${hidden('do', action)}${Object.entries(fields).map(([name, value]) => hidden(name, value))}${button(label, { class: look })}`,
  )

/** In the person's own zone where a script runs, in UTC where none does. */
export function moment(time: number): Trusted {
  const iso = new Date(time).toISOString()
  const day = new Date(time).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })
  return html`<time ${attributes({ datetime: iso })}>${day}, ${iso.slice(11, 16)} UTC</time>`
}

/** A page of one step, with a way back to the account. */
export function stepPage(room: Room, title: string, body: Piece): Trusted {
  const whole = html`<h1>${title}</h1>${body}<div class="others"><a class="button quiet" href="/account">Back to my account</a></div>`
  return page(room.frame, { title, body: whole })
}
