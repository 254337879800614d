/** The pages on which a person adds a phone: a code to scan, then four words to compare, then it is there. */
import type { Offered, OfferView } from '../../7-provider/phone/enrolments.ts'
import { doForm, type Room, stepPage } from './account-parts.ts'
import { attributes, html, type Piece, type Trusted } from './html.ts'
import { notice } from './layout.ts'
import { qrCode } from './qr.ts'

const to = '/account/phone'
const title = 'Add a phone'

/** The code is known only now: the page cannot be shown a second time. */
export function offeredPage(room: Room, offered: Offered, origin: string, now: number): Trusted {
  if (offered.state === 'too-many')
    return stepPage(
      room,
      title,
      notice('problem', html`<p>You have as many phones as you can have. Remove one that you no longer use first.</p>`),
    )
  const link = `${origin}/authenticator#enrol=${offered.code}`
  const seconds = Math.max(0, Math.ceil((offered.expires - now) / 1000))
  const body = html`<ol class="steps"><li>Scan this with your phone’s camera.</li><li>Open the link: it is the authenticator. Follow what it says.</li><li>Four words appear on the phone. Come back here and compare them.</li></ol>
<div class="scan">${qrCode(link, 'QR code that opens the authenticator on your phone')}</div>
<p><a href="${link}">This is the phone: open the authenticator here</a></p>
${waiting('offered', seconds, 'Waiting for your phone.')}
<noscript><p><a class="button main" href="${to}">I have scanned it</a></p></noscript>
<p class="hint">The code works once. Nobody else may see it.</p>`
  return stepPage(room, title, body)
}

export function phonePage(room: Room, view: OfferView, now: number): Trusted {
  switch (view.state) {
    case 'claimed':
      return stepPage(room, 'Are these the same words?', compare(room, view, Math.max(0, Math.ceil((view.expires - now) / 1000))))
    case 'confirmed':
      return stepPage(
        room,
        'Your phone is added',
        html`<p role="status"><bdi>${view.phone}</bdi> will ask you for a number from now on.</p>
<p>Lost phones happen: <a href="/account/codes">make recovery codes</a>, or <a href="/account/passkey">add a passkey</a> too.</p>
<div class="ways"><a class="button main" href="/account">Done</a></div>`,
      )
    case 'refused':
      return stepPage(
        room,
        'No phone was added',
        html`${notice('alarm', html`<p>${refusedWords[view.why]}</p>`)}${begin(room, 'Begin again')}`,
      )
    case 'expired':
      return stepPage(
        room,
        title,
        html`${notice('problem', html`<p>That took too long, so the code is over. Begin again.</p>`)}${begin(room, 'Show a new code')}`,
      )
    case 'offered':
      return stepPage(
        room,
        title,
        html`<p role="status">No phone has taken up the code yet. It is shown only once.</p><div class="ways"><a class="button plain" href="${to}">Look again</a>${begin(room, 'Show a new code')}</div>`,
      )
    case 'none':
      return stepPage(
        room,
        title,
        html`<p>Your phone becomes the authenticator: it asks you for a number that you see when you sign in. You need a phone with a camera and a browser.</p>${begin(room, 'Show the code')}`,
      )
  }
}

const refusedWords: Readonly<Record<Extract<OfferView, { state: 'refused' }>['why'], string>> = {
  'second-phone': 'A second phone tried to use the same code. Somebody else may have seen it, so neither was added.',
  words: 'You said that the words were not the same. Somebody else may have seen the code. Begin again where nobody looks on.',
  'too-many': 'You have as many phones as you can have. Remove one that you no longer use first.',
  'given-up': 'It was given up. Begin again.',
}

const begin = (room: Room, label: string): Trusted => doForm(room, 'offer', {}, label, 'main', to)

function compare(room: Room, { phone, words }: Extract<OfferView, { state: 'claimed' }>, seconds: number): Piece {
  return html`<p>A phone calls itself <strong><bdi>${phone}</bdi></strong>. It must show these four words, in this order:</p>
<ol class="words">${words.map((word) => html`<li>${word}</li>`)}</ol>
<div class="ways">${doForm(room, 'same', {}, 'Yes, my phone shows the same', 'main', to)}${doForm(room, 'other', {}, 'No, they are different', 'danger', to)}</div>
${waiting('claimed', seconds, 'These words are good for a while.')}
<p class="hint">Do not see any words on your phone? Then this is not your phone: choose “different”.</p>`
}

const waiting = (step: string, seconds: number, words: string): Trusted =>
  html`<p class="wait" ${attributes({ 'data-wait': `${to}/state`, 'data-base': to, 'data-seconds': seconds, 'data-step': step, 'data-words': words })}><span class="pulse" aria-hidden="true"></span><span data-left>${words}</span></p>
<p class="away" role="status" data-said></p>`
