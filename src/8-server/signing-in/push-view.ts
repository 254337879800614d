/** The page that waits for the phone: the number to type there, how long it counts, and the ways to go on without. */
import type { SignInView } from '../../7-provider/sign-in-view.ts'
import { attributes, html, type Trusted } from './html.ts'
import { page } from './layout.ts'
import { act, others, type Place } from './pieces.ts'
import { qrCode } from './qr.ts'

type PushView = Extract<SignInView, { readonly step: 'push' }>

/** How often a page without a script looks again. */
const refreshSeconds = 5

export function pushPage(place: Place, view: PushView): Trusted {
  const { frame, base, now } = place
  const { app, name, qr, quiet, expires, offers, passkey } = view
  const title = qr === undefined ? 'Type this number on your phone' : 'Scan this with your phone'
  const seconds = Math.max(0, Math.ceil((expires - now) / 1000))
  const body = html`<h1>${title}</h1><p class="to">to sign in to <bdi>${app.name}</bdi></p><div class="who"><bdi>${name}</bdi></div>
${qr === undefined ? largeNumber(view.number) : html`<div class="scan">${qrCode(qr, 'QR code for the authenticator on your phone')}</div>`}
${steps(quiet, qr !== undefined)}
<p class="wait" ${attributes({ 'data-wait': `${base}/state`, 'data-base': base, 'data-seconds': seconds })}><span class="pulse" aria-hidden="true"></span><span data-left>Waiting for your phone. This counts for ${String(seconds)} seconds.</span></p>
<p class="away" role="status" data-said></p>
<noscript><p class="hint">This page looks for your answer every few seconds by itself.</p>${act(place, 'wait', 'I have answered on my phone', 'main')}</noscript>
<p class="hint">You did not begin this sign-in, or somebody told you this number? Stop, and tell your help desk.</p>
<div class="others">${others(place, offers, passkey)}${act(place, 'back', 'Back')}${act(place, 'cancel', 'Stop')}</div>`
  return page(frame, { title, body, refresh: { seconds: refreshSeconds, to: base, always: false } })
}

/** In groups for the eye, digit by digit for the ear. */
function largeNumber(number: string): Trusted {
  const groups = number.length > 3 ? (number.match(/.{1,3}/g) ?? [number]) : [number]
  return html`<p class="number"><span aria-hidden="true">${groups.map((group) => html`<span>${group}</span>`)}</span><span class="away">${[...number].join(' ')}</span></p>`
}

function steps(quiet: boolean, scan: boolean): Trusted {
  const open = quiet
    ? html`<li>Open the authenticator on your phone. Nothing pops up: choose <strong>I am signing in</strong> there.</li>`
    : html`<li>Open the prompt on your phone, or the authenticator itself.</li>`
  const give = scan ? html`<li>Scan this code with it.</li>` : html`<li>Type the number above.</li>`
  return html`<ol class="steps">${open}<li>Check that it names this application and where you are.</li>${give}</ol>`
}
