/** `/account`: how a person signs in, where they are signed in, and what happened lately. */
import type { MethodShown, Overview } from '../../7-provider/account/overview.ts'
import type { HistoryItem } from '../../7-provider/wire.ts'
import { doForm, kindWords, moment, type Room } from './account-parts.ts'
import { attributes, html, type Piece, type Trusted } from './html.ts'
import { field, form, hidden, notice, page } from './layout.ts'
import { browserWords } from './words.ts'

export interface AccountView {
  readonly overview: Overview
  readonly history: readonly HistoryItem[]
  /** What was just done, or could not be. */
  readonly said?: { readonly kind: 'problem' | 'note'; readonly text: string } | undefined
}

export function accountPage(room: Room, { overview, history, said }: AccountView): Trusted {
  const { account, enrolOnly } = room.session
  const isNew = !overview.methods.some(({ kind, state }) => state === 'active' && (kind === 'passkey' || kind === 'push'))
  const body = html`<div class="head"><div><h1>Your account</h1><p class="hint"><bdi>${account.displayName}</bdi> · <bdi>${account.name}</bdi></p></div>${doForm(room, 'sign-out', {}, 'Sign out', 'plain')}</div>
${said !== undefined && notice(said.kind, html`<p>${said.text}</p>`)}
${suppressed(room, overview)}
${enrolOnly ? passNotice(overview) : undefined}
${isNew ? firstSection(room) : undefined}
${methodsSection(room, overview, isNew)}
${enrolOnly && overview.hasPassword ? undefined : passwordSection(overview)}
${enrolOnly ? undefined : html`${browsersSection(room, overview)}${sessionsSection(room, overview)}${historySection(room, history)}`}`
  return page(room.frame, { title: 'Your account', body, wide: true })
}

function suppressed(room: Room, { suppressions }: Overview): Trusted | undefined {
  const [first] = suppressions
  if (first === undefined) return undefined
  const text = html`<p><strong>Prompts to your phone are held back</strong> until ${moment(first.until)}, because some were refused or reported.</p>
<p>If they were not yours, somebody may know your password: change it below. Once you are sure that it is over, let prompts through again.</p>
<div class="row">${doForm(room, 'lift', {}, 'Let prompts through again', 'plain')}</div>`
  return notice('alarm', text)
}

function passNotice({ methods, hasPassword }: Overview): Trusted {
  const has = (one: MethodShown['kind']): boolean => methods.some(({ kind, state }) => state === 'active' && kind === one)
  const isReady = has('passkey') || (hasPassword && (has('push') || has('totp')))
  if (!isReady && (has('push') || has('totp')))
    return notice(
      'note',
      html`<p>One thing is missing: a password. Your phone is asked only after it, so that nobody else can make it ring.</p><div class="row"><a class="button main" href="/account/password">Set a password</a></div>`,
    )
  return isReady
    ? notice(
        'note',
        html`<p>You are in with an access pass, which only lets you add ways to sign in. You have one now: sign in with it to see the rest.</p><div class="row"><a class="button main" href="/signin?anew=1">Sign in with it</a></div>`,
      )
    : notice('note', html`<p>You are in with an access pass. It works once, so add a way to sign in before you leave this page.</p>`)
}

/** The first thing for somebody who has nothing yet. */
const firstSection = (room: Room): Trusted => html`<section aria-labelledby="first"><h2 id="first">Set up how you sign in</h2>
<div class="ways"><a class="button main" href="/account/passkey"><span class="way"><strong>Add a passkey – the best way</strong><span>Your fingerprint, face or a security key. Nobody can trick you out of it.</span></span></a>
${doForm(room, 'offer', {}, html`<span class="way"><strong>Add a phone</strong><span>The authenticator asks you for a number that you see when you sign in.</span></span>`, 'plain', '/account/phone')}</div></section>`

function methodsSection(room: Room, overview: Overview, isNew: boolean): Trusted {
  const { methods } = overview
  const hint = overview.add === 'step-up' ? 'To change anything here you are asked to prove again that it is you.' : undefined
  return html`<section aria-labelledby="methods"><h2 id="methods">How you sign in</h2>
${hint !== undefined && html`<p class="hint">${hint}</p>`}
${methods.length === 0 ? html`<p>${overview.hasPassword ? 'Nothing but a password so far.' : 'Nothing so far.'}</p>` : html`<ul>${methods.map((method) => methodItem(room, method))}</ul>`}
<div class="row spaced">${isNew ? undefined : html`<a class="button plain" href="/account/passkey">Add a passkey</a>${doForm(room, 'offer', {}, 'Add a phone', 'plain', '/account/phone')}`}
<a class="button plain" href="/account/app">Add an authenticator app</a><a class="button plain" href="/account/codes">${methods.some(({ kind }) => kind === 'recovery-code') ? 'Make new recovery codes' : 'Make recovery codes'}</a></div></section>`
}

function methodItem(room: Room, method: MethodShown): Trusted {
  const { id, kind, name, state, created, used, deviceBound, left } = method
  const facts = [
    html`Added ${moment(created)}`,
    used === undefined ? html`never used` : html`last used ${moment(used)}`,
    deviceBound === true && html`stays on its device`,
    left !== undefined && html`${left} left`,
  ].filter((fact) => fact !== false)
  const title = name === kindWords[kind] ? html`<bdi>${name}</bdi>` : html`${kindWords[kind]} <bdi>${name}</bdi>`
  const tag = state === 'active' ? undefined : html` <span class="tag alarm">${state === 'suspended' ? 'Paused' : 'Switched off'}</span>`
  const pause =
    state === 'active'
      ? doForm(room, 'suspend', { method: id }, html`Pause${forEars(name)}`, 'quiet')
      : state === 'suspended' && doForm(room, 'resume', { method: id }, html`Use again${forEars(name)}`, 'quiet')
  const buttons =
    kind === 'access-pass'
      ? undefined
      : html`${rename(room, method)}${kind === 'recovery-code' ? undefined : pause}${removal(room, method)}`
  return html`<li class="item"><div><h3>${title}${tag}</h3><p class="hint">${joined(facts)}</p></div><div class="row">${room.session.enrolOnly ? undefined : buttons}</div></li>`
}

/** What a button is about, for those who hear it without its row. */
const forEars = (name: string): Trusted => html`<span class="away">: ${name}</span>`

const joined = (facts: readonly Piece[]): Trusted => html`${facts.map((fact, at) => (at === 0 ? fact : html` · ${fact}`))}`

function rename({ session }: Room, { id, name }: MethodShown): Trusted {
  const more = { value: name, maxlength: 60, required: true, name: 'name', autocomplete: 'off' }
  const fields = html`${hidden('do', 'rename')}${hidden('method', id)}${field({ id: `name-${id}`, label: 'New name', type: 'text', more })}<button type="submit" class="plain">Rename</button>`
  return html`<details><summary>Rename${forEars(name)}</summary>${form('/account', session.csrf, fields)}</details>`
}

/** Asked once more, without a script. */
const removal = (room: Room, { id, name }: MethodShown): Trusted =>
  html`<details><summary>Remove${forEars(name)}</summary><p>You can not sign in with it any more after that.</p>${doForm(room, 'remove', { method: id }, 'Remove it', 'danger')}</details>`

const passwordSection = ({
  hasPassword,
  passwordChanged,
}: Overview): Trusted => html`<section aria-labelledby="password"><div class="head"><div><h2 id="password">Password</h2>
<p class="hint">${hasPassword ? html`Last changed ${passwordChanged === undefined ? 'when it was made' : moment(passwordChanged)}` : 'You have none.'}</p></div>
<a class="button plain" href="/account/password">${hasPassword ? 'Change it' : 'Set one'}</a></div></section>`

function browsersSection(room: Room, { browsers }: Overview): Trusted | undefined {
  if (browsers.length === 0) return undefined
  const items = browsers.map(({ id, name, used, isThis }) =>
    item(
      html`<h3><bdi>${name}</bdi>${isThis && thisOne}</h3><p class="hint">Last used ${moment(used)}</p>`,
      doForm(room, 'forget', { browser: id }, html`Forget${forEars(name)}`, 'quiet'),
    ),
  )
  return html`<section aria-labelledby="browsers"><h2 id="browsers">Browsers that know you</h2><p class="hint">Prompts from these are short. Forget those you no longer use.</p><ul>${items}</ul></section>`
}

function sessionsSection(room: Room, { sessions }: Overview): Trusted {
  const items = sessions.map(({ id, ip, userAgent, seen, isThis }) => {
    const name = browserWords(userAgent)
    const end = isThis ? undefined : doForm(room, 'end', { session: id }, html`Sign out${forEars(name)}`, 'quiet')
    return item(
      html`<h3><bdi>${name}</bdi>${isThis && thisOne}</h3><p class="hint">${ip !== undefined && html`<bdi>${ip}</bdi> · `}last seen ${moment(seen)}</p>`,
      end,
    )
  })
  const all = sessions.length > 1 ? doForm(room, 'end-others', {}, 'Sign out everywhere else', 'plain') : undefined
  return html`<section aria-labelledby="sessions"><h2 id="sessions">Where you are signed in</h2><ul>${items}</ul>${all}</section>`
}

const thisOne = html` <span class="tag">This one</span>`
const item = (text: Trusted, buttons: Piece): Trusted => html`<li class="item"><div>${text}</div><div class="row">${buttons}</div></li>`

function historySection(room: Room, history: readonly HistoryItem[]): Trusted {
  const items = history.map((one) => item(historyText(one), verdicts(room, one)))
  return html`<section aria-labelledby="history"><h2 id="history">What happened lately</h2>
<p class="hint">Something that you do not know? Say so: your phone falls silent and all other browsers are signed out.</p>
${items.length === 0 ? html`<p>Nothing yet.</p>` : html`<ul>${items}</ul>`}</section>`
}

function historyText({ what, time, where, device, outcome, verdict }: HistoryItem): Trusted {
  const facts: Piece[] = [moment(time)]
  for (const fact of [where, device]) if (fact !== undefined) facts.push(html`<bdi>${fact}</bdi>`)
  const tag = verdict === 'not-me' ? 'Not you' : outcome === 'refused' ? 'Refused' : undefined
  return html`<h3><bdi>${what}</bdi>${tag !== undefined && html` <span ${attributes({ class: verdict === 'not-me' ? 'tag alarm' : 'tag' })}>${tag}</span>`}</h3><p class="hint">${joined(facts)}</p>`
}

const verdicts = (room: Room, { id, what, askable, verdict }: HistoryItem): Piece =>
  askable && verdict === undefined
    ? [
        doForm(room, 'me', { item: id }, html`This was me${forEars(what)}`, 'quiet'),
        doForm(room, 'not-me', { item: id }, html`This was not me${forEars(what)}`, 'danger'),
      ]
    : undefined
