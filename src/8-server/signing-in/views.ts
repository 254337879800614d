/** The sign-in pages, one for each moment of a sign-in. */
import type { Offer, SignInView } from '../../7-provider/sign-in-view.ts'
import { html, type Trusted } from './html.ts'
import { button, type Frame, field, form, hidden, notice, page } from './layout.ts'
import { act, choose, endings, others, type Place, passkeyForm, problemNotice, proof, toApp, who } from './pieces.ts'
import { pushPage } from './push-view.ts'
import { offerWords, withheldWords } from './words.ts'

type View<Step extends SignInView['step']> = Extract<SignInView, { readonly step: Step }>

export function viewPage(place: Place, view: SignInView): Trusted {
  switch (view.step) {
    case 'name':
      return namePage(place, view)
    case 'password':
      return passwordPage(place, view)
    case 'method':
      return methodPage(place, view)
    case 'push':
      return pushPage(place, view)
    case 'code':
      return codePage(place, view)
    case 'no-method':
      return noMethodPage(place, view)
    case 'done':
      return onwardPage(place.frame, view.app.name, `${place.base}/continue`)
    case 'over':
      return overPage(place, view.why)
  }
}

const nameMax = 320
const passwordMax = 1024

function namePage(place: Place, { app, name, passkey, nonce, problem }: View<'name'>): Trusted {
  const { base, token, frame } = place
  const more = {
    autocomplete: 'username webauthn',
    autocapitalize: 'none',
    spellcheck: 'false',
    value: name,
    maxlength: nameMax,
    required: true,
    autofocus: true,
    dir: 'auto',
  }
  const fields = html`${hidden('do', 'name')}${proof}${field({ id: 'name', label: 'Name or e-mail address', type: 'text', more })}${button('Next')}`
  const body = html`<h1>Sign in</h1>${toApp(app.name)}${problemNotice(problem)}
${form(base, token, fields, { 'data-nonce': nonce })}
${passkeyForm(place, passkey, 'Sign in with a passkey')}`
  return page(frame, { title: 'Sign in', body })
}

function passwordPage(place: Place, { app, name, passkey, nonce, problem }: View<'password'>): Trusted {
  const { base, token, frame } = place
  const more = {
    autocomplete: 'current-password webauthn',
    maxlength: passwordMax,
    required: true,
    autofocus: true,
    'aria-invalid': problem === 'wrong' ? 'true' : undefined,
  }
  // Password managers keep the two together; the server goes by the attempt, not by this field.
  const user = html`<input class="away" type="text" name="username" autocomplete="username" value="${name}" readonly tabindex="-1" aria-hidden="true">`
  const fields = html`${hidden('do', 'password')}${proof}${user}${field({ id: 'password', label: 'Password', type: 'password', more })}${button('Next')}`
  const body = html`<h1>Your password</h1>${toApp(app.name)}${who(place, name)}${problemNotice(problem)}
${form(base, token, fields, { 'data-nonce': nonce })}
${passkeyForm(place, passkey, 'Use a passkey instead')}
<div class="others">${choose(place, 'access-pass', 'I have an access pass')}</div>
<p class="hint">Forgot your password? Your help desk can give you an access pass.</p>`
  return page(frame, { title: 'Your password', body })
}

function methodPage(place: Place, { app, name, offers, passkey, withheld, problem }: View<'method'>): Trusted {
  const ways = offers.map((offer, at) =>
    offer === 'passkey' ? passkeyForm(place, passkey, offerLabel(offer), at === 0) : wayForm(place, offer, at === 0),
  )
  const held =
    withheld === undefined
      ? undefined
      : notice(
          withheld.why === 'suppressed' ? 'alarm' : 'note',
          html`<p>${withheldWords[withheld.why]}</p>${whenAgain(place.now, withheld.until)}${isMine(withheld.why)}`,
        )
  const body = html`<h1>Prove it is you</h1>${toApp(app.name)}${who(place, name, false)}${problemNotice(problem)}${held}
${offers.length > 0 ? html`<div class="ways">${ways}</div>${onlyPasskey(offers)}` : html`<p>There is no other way to sign in at this moment. Ask your help desk for an access pass, then start again.</p>`}
${endings(place)}`
  return page(place.frame, { title: 'Prove it is you', body })
}

/** Without a script there is no passkey; where nothing else is offered, the page says so. */
const onlyPasskey = (offers: readonly Offer[]): Trusted | undefined =>
  offers.includes('passkey')
    ? html`<noscript><p class="hint">Passkeys need JavaScript, which is off in this browser.</p></noscript>`
    : undefined

const isMine = (why: string): Trusted | undefined =>
  why === 'suppressed' || why === 'budget'
    ? html`<p>If those prompts were not yours, somebody may know your password: sign in below, then change it.</p>`
    : undefined

function whenAgain(now: number, until: number | undefined): Trusted | undefined {
  if (until === undefined || until <= now) return undefined
  const minutes = Math.ceil((until - now) / 60_000)
  const wait = minutes <= 1 ? 'a minute' : minutes < 120 ? `${minutes} minutes` : `${Math.round(minutes / 60)} hours`
  return html`<p>Prompts can be sent again in about ${wait}, or as soon as you signed in another way.</p>`
}

const offerLabel = (offer: Offer): Trusted =>
  html`<span class="way"><strong>${offerWords[offer].title}</strong><span>${offerWords[offer].hint}</span></span>`

const wayForm = ({ base, token }: Place, offer: Offer, isFirst: boolean): Trusted =>
  form(
    base,
    token,
    html`${hidden('do', 'choose')}${hidden('offer', offer)}${button(offerLabel(offer), { class: isFirst ? 'main' : 'plain' })}`,
  )

const codeWords = {
  totp: {
    title: 'Type the code from your app',
    label: 'Six-digit code',
    hint: 'Open your authenticator app and type the code it shows now.',
  },
  'recovery-code': {
    title: 'Use a recovery code',
    label: 'Recovery code',
    hint: 'Each code works once. Small or capital letters are the same.',
  },
  'access-pass': { title: 'Use an access pass', label: 'Access pass', hint: 'The code that your help desk gave you. It works once.' },
} as const

function codePage(place: Place, { app, name, factor, offers, passkey, problem }: View<'code'>): Trusted {
  const { base, token, frame } = place
  const { title, label, hint } = codeWords[factor]
  const isDigits = factor === 'totp'
  const more = {
    autocomplete: isDigits ? 'one-time-code' : 'off',
    inputmode: isDigits ? 'numeric' : 'text',
    autocapitalize: isDigits ? undefined : 'characters',
    spellcheck: 'false',
    maxlength: 64,
    required: true,
    autofocus: true,
    class: 'code',
    'aria-invalid': problem === 'wrong-code' ? 'true' : undefined,
  }
  const fields = html`${hidden('do', 'code')}${field({ id: 'code', label, type: 'text', hint, more })}${button('Next')}`
  const body = html`<h1>${title}</h1>${toApp(app.name)}${who(place, name, false)}${problemNotice(problem)}
${form(base, token, fields)}
<div class="others">${others(place, offers, passkey)}${act(place, 'back', 'Back')}</div>
${endings(place)}`
  return page(frame, { title, body })
}

function noMethodPage(place: Place, { app, name }: View<'no-method'>): Trusted {
  const body = html`<h1>One more step with your help desk</h1>${toApp(app.name)}${who(place, name, false)}
${notice('note', html`<p>A password alone does not open this, and nothing else is set up for you that could.</p>`)}
<p>Ask your help desk for an access pass. It is a code that works once and lets you add a passkey or your phone. Then start again here.</p>
<div class="ways">${act(place, 'restart', 'Start again', 'main')}</div>`
  return page(place.frame, { title: 'One more step', body })
}

/** The last form was answered; from here a redirect may leave for the application, which it may not right after a form. */
export function onwardPage(frame: Frame, app: string, to: string): Trusted {
  const body = html`<h1>You are signed in</h1><p role="status">Taking you to <bdi>${app}</bdi>…</p><p><a class="button main" href="${to}">Continue</a></p>`
  return page(frame, { title: 'Signed in', body, refresh: { seconds: 0, to, always: true } })
}

const overWords = {
  expired: { title: 'That took too long', text: 'For your safety a sign-in ends after ten minutes. Nothing is lost: start again.' },
  unknown: {
    title: 'This sign-in is over',
    text: 'It was finished, or begun in another browser or tab. If this keeps happening, allow cookies for this site.',
  },
  refused: { title: 'You stopped this sign-in', text: 'Nobody was signed in.' },
} as const

function overPage({ frame, base }: Place, why: View<'over'>['why']): Trusted {
  const { title, text } = overWords[why]
  const isForApp = base !== '/signin'
  const back = isForApp && html`<a class="button plain" href="${`${base}/refuse`}">Back to the application</a>`
  const body = html`<h1>${title}</h1><p role="status">${text}</p><div class="ways"><a class="button main" href="${base}">Start again</a>${back}</div>`
  return page(frame, { title, body })
}
