/** The page that asks whether an application may have what it wants. */
import { html, type Trusted } from './html.ts'
import type { Consent } from './interactions.ts'
import { button, form, hidden, page } from './layout.ts'
import type { Place } from './pieces.ts'

const wantsMax = 20

export function consentPage({ frame, base, token }: Place, { app, host, person, wants }: Consent): Trusted {
  const list = wants.slice(0, wantsMax).map((want) => html`<li><bdi>${want}</bdi></li>`)
  const body = html`<h1>Let <bdi>${app.name}</bdi> in?</h1>
<div class="who"><bdi>${person}</bdi></div>
<p><bdi>${app.name}</bdi> wants to know:</p>
<ul class="wants">${list}</ul>
<p class="hint">You go on to <bdi>${host}</bdi>. If you did not mean to sign in there, do not go on.</p>
<div class="ways">${form(base, token, html`${hidden('do', 'agree')}${button('Allow')}`)}<a class="button plain" href="${`${base}/refuse`}">Do not allow</a></div>`
  return page(frame, { title: 'Let an application in?', body })
}
