/** What several sign-in pages have in common: whose sign-in it is, what went wrong, and the small forms that go another way. */
import type { Offer, Problem } from '../../7-provider/sign-in-view.ts'
import { attributes, html, type Piece, type Trusted } from './html.ts'
import { button, type Frame, form, hidden, notice } from './layout.ts'
import { alarmingProblems, otherWords, problemWords } from './words.ts'

export interface Place {
  readonly frame: Frame
  /** Where forms go: `/signin` or `/signin/UID`. */
  readonly base: string
  readonly token: string
  /** Milliseconds since 1970. */
  readonly now: number
}

/** Filled in by the script: shows that this browser was here before. */
export const proof = html`<input type="hidden" name="proof" value="">`

export const toApp = (name: string): Trusted => html`<p class="to">to <bdi>${name}</bdi></p>`

/** `change`: whether another name can still be given without starting again. */
export const who = (place: Place, name: string, change = true): Trusted =>
  html`<div class="who"><bdi>${name}</bdi>${change && act(place, 'back', 'Not you?')}</div>`

export const problemNotice = (problem: Problem | undefined): Trusted | undefined =>
  problem === undefined ? undefined : notice(alarmingProblems.has(problem) ? 'alarm' : 'problem', html`<p>${problemWords[problem]}</p>`)

/** One action without fields. */
export const act = ({ base, token }: Place, action: string, label: Piece, look = 'quiet'): Trusted =>
  form(base, token, html`${hidden('do', action)}${button(label, { class: look })}`)

export const choose = ({ base, token }: Place, offer: Offer, label: string): Trusted =>
  form(base, token, html`${hidden('do', 'choose')}${hidden('offer', offer)}${button(label, { class: 'quiet' })}`)

export const others = (place: Place, offers: readonly Offer[], passkey: string): readonly Trusted[] =>
  offers.map((offer) =>
    offer === 'passkey' ? passkeyForm(place, passkey, otherWords.passkey, false, 'quiet') : choose(place, offer, otherWords[offer]),
  )

/** Shown by the script where the browser knows passkeys. */
export function passkeyForm(
  { base, token }: Place,
  request: string,
  label: Piece,
  isFirst = false,
  look = isFirst ? 'main' : 'plain',
): Trusted {
  const fields = html`${hidden('do', 'passkey')}${proof}${hidden('credential', '')}<button ${attributes({ type: 'submit', class: look })}>${label}</button>
<p class="hint" role="alert" hidden></p>`
  return form(base, token, fields, { 'data-passkey': request, class: 'passkey', hidden: true })
}

export const endings = (place: Place): Trusted =>
  html`<div class="endings">${act(place, 'restart', 'Start again with another name')}${act(place, 'cancel', 'Stop')}</div>`
