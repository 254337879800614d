/** The pages on which a person adds a way to sign in, or changes their password. */

import type { TotpOffer } from '../../7-provider/account/codes.ts'
import type { Overview } from '../../7-provider/account/overview.ts'
import { type Room, stepPage } from './account-parts.ts'
import { html, type Piece, type Trusted } from './html.ts'
import { button, type FieldParts, field, form, hidden, notice } from './layout.ts'
import { qrCode } from './qr.ts'

const problem = (text: string | undefined): Trusted | undefined =>
  text === undefined ? undefined : notice('problem', html`<p>${text}</p>`)

const nameField = (id: string, example: string): FieldParts => ({
  id,
  label: 'What you call it',
  type: 'text',
  hint: `So that you know it again: “${example}”. You can leave this empty.`,
  more: { name: 'name', maxlength: 60, autocomplete: 'off' },
})

export function passkeyStep(room: Room, options: string, trouble?: string): Trusted {
  const fields = html`${hidden('credential', '')}${field(nameField('passkey-name', 'Laptop'))}<button type="submit" class="main" disabled>Make a passkey</button><p class="hint" role="alert" hidden></p>`
  const body = html`${problem(trouble)}<p>Your device asks for your fingerprint, face or code. The passkey works only on the true page of <bdi>${room.frame.organisation}</bdi>, so nobody can trick you out of it.</p>
<noscript>${notice('problem', html`<p>Passkeys need JavaScript, which is off in this browser. Add a phone or an authenticator app instead.</p>`)}</noscript>
${form('/account/passkey', room.session.csrf, fields, { 'data-create': options })}`
  return stepPage(room, 'Add a passkey', body)
}

export function appStep(room: Room, { offer, secret, uri }: TotpOffer): Trusted {
  const body = html`<ol class="steps"><li>Open an authenticator app on your phone.</li><li>Scan this code with it, or type the key.</li><li>Type the six digits that the app shows.</li></ol>
<div class="scan">${qrCode(uri, 'QR code for your authenticator app; the key below is the same')}</div>
<details><summary>Type the key instead</summary><p class="secret" id="key">${inFours(secret)}</p></details>
<p class="hint">This code is shown once. Nobody else may see it: whoever has it can make your codes.</p>
${appForm(room, offer)}`
  return stepPage(room, 'Add an authenticator app', body)
}

/** The key was shown before and is not shown again. */
export const appAgain = (room: Room, offer: string, trouble: string): Trusted =>
  stepPage(room, 'Add an authenticator app', html`${problem(trouble)}${appForm(room, offer)}`)

function appForm({ session }: Room, offer: string): Trusted {
  const more = { inputmode: 'numeric', autocomplete: 'one-time-code', maxlength: 12, required: true, class: 'code' }
  const fields = html`${hidden('offer', offer)}${field({ id: 'code', label: 'Six-digit code', type: 'text', more })}${field(nameField('app-name', 'Work phone'))}${button('Add it')}`
  return form('/account/app', session.csrf, fields)
}

const inFours = (secret: string): string => (secret.match(/.{1,4}/g) ?? []).join(' ')

export function codesStep(room: Room, trouble?: string): Trusted {
  const body = html`${problem(trouble)}<p>Recovery codes are for the day you lose your phone and your passkeys. Print them, or write them down, and keep them where you keep your passport.</p>
<p>Each works once. New ones end all that you had.</p>${form('/account/codes', room.session.csrf, button('Make ten codes'))}`
  return stepPage(room, 'Recovery codes', body)
}

/** Shown this once: the page is not kept by the browser. */
export function codesMade(room: Room, codes: readonly string[]): Trusted {
  const body = html`${notice('note', html`<p>Keep these now: they are not shown again.</p>`)}
<ol class="codes" id="codes">${codes.map((code) => html`<li>${code}</li>`)}</ol>
<div class="row spaced"><button type="button" class="plain" data-print hidden>Print them</button><button type="button" class="plain" data-copy="codes" hidden>Copy them</button></div>
<div class="ways"><a class="button main" href="/account">I have kept them</a></div>`
  return stepPage(room, 'Your recovery codes', body)
}

export function passwordStep(
  room: Room,
  { hasPassword, asksOldPassword }: Pick<Overview, 'hasPassword' | 'asksOldPassword'>,
  trouble?: string,
): Trusted {
  const old: FieldParts = {
    id: 'old',
    label: 'Password until now',
    type: 'password',
    more: { autocomplete: 'current-password', maxlength: 1024, required: true },
  }
  const given = (id: string, label: string, hint?: string): FieldParts => ({
    id,
    label,
    type: 'password',
    hint,
    more: { autocomplete: 'new-password', maxlength: 1024, required: true },
  })
  const user = html`<input class="away" type="text" name="username" autocomplete="username" value="${room.session.account.name}" readonly tabindex="-1" aria-hidden="true">`
  const fields = html`${user}${asksOldPassword && field(old)}${field(given('new', 'New password', 'A few words in a row are easy to remember and hard to guess.'))}${field(given('again', 'New password again'))}${button(hasPassword ? 'Change the password' : 'Set the password')}`
  const body = html`${problem(trouble)}<p class="hint">You stay signed in here; all your other browsers are signed out.</p>${form('/account/password', room.session.csrf, fields)}`
  return stepPage(room, hasPassword ? 'Change your password' : 'Set a password', body)
}

/** For links in mails: what stands behind `#` never reaches the server by itself, so the script puts it into the field. */
export function notMeForm(token: string): Piece {
  const more = { maxlength: 200, required: true, autocomplete: 'off', spellcheck: 'false' }
  const label = 'The text behind # in the link'
  return html`<h1>Was that not you?</h1>
<p>If you did not make the change that the mail tells of, say so here. Then, at once:</p>
<ul class="plain-list"><li>what was added can no longer sign in,</li><li>all browsers are signed out,</li><li>no prompts reach your phone until you let them.</li></ul>
${form('/account/not-me', token, html`<div data-behind>${field({ id: 'secret', label, type: 'text', more })}</div>${button('It was not me', { class: 'main' })}`)}
<p class="hint">If it was you, close this page; nothing happens.</p>`
}
