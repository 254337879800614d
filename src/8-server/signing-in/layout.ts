/** The frame of every page that people meet here: whose it is, what it asks, and where help is. */
import type { Assets } from './assets.ts'
import { attributes, html, type Piece, type Trusted } from './html.ts'

export interface Frame {
  readonly organisation: string
  readonly assets: Assets
}

export interface PageParts {
  readonly title: string
  /** Looks again by itself after so many seconds: also where scripts run, or only where they do not. */
  readonly refresh?: { readonly seconds: number; readonly to: string; readonly always: boolean } | undefined
  readonly body: Piece
  /** Wider than a form: the page of one's account. */
  readonly wide?: boolean | undefined
}

export function page(frame: Frame, { title, refresh, body, wide = false }: PageParts): Trusted {
  const { organisation, assets } = frame
  const again = refresh === undefined ? undefined : refreshTag(refresh)
  return html`<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} – ${organisation}</title>
<link rel="icon" type="image/svg+xml" href="/bell.svg">
${assets.styles.map((href) => html`<link rel="stylesheet" href="${href}">`)}
${assets.script !== undefined && html`<script type="module" src="${assets.script}"></script>`}
${again}
</head>
<body ${attributes({ class: wide ? 'wide' : undefined })}>
<header class="bar">${bell}<span><bdi>${organisation}</bdi></span></header>
<main>${body}</main>
${foot(organisation)}
</body>
</html>`
}

function refreshTag({ seconds, to, always }: NonNullable<PageParts['refresh']>): Trusted {
  const tag = html`<meta http-equiv="refresh" content="${seconds};url=${to}">`
  return always ? tag : html`<noscript>${tag}</noscript>`
}

const bell = html`<svg width="26" height="26" viewBox="0 0 32 32" aria-hidden="true" focusable="false"><path d="M16 4.5c-5 0-8 3.6-8 8.7v5.2l-2.4 4.1h20.8L24 18.4v-5.2c0-5.1-3-8.7-8-8.7Z"/><circle cx="16" cy="26" r="2.8"/></svg>`

const foot = (organisation: string): Trusted => html`<footer>
<p>Stuck, or something looks wrong? Ask the help desk of <bdi>${organisation}</bdi>.</p>
<p>Nobody from <bdi>${organisation}</bdi> will ever ask you for a code, or tell you which number to type.</p>
</footer>`

/** Told at once by screen readers. `alarm`: it may be an attack. */
export const notice = (kind: 'problem' | 'alarm' | 'note', text: Piece): Trusted =>
  html`<div ${attributes({ class: `notice ${kind}`, role: kind === 'note' ? 'status' : 'alert' })}>${text}</div>`

/** A form with its token: a page of another site cannot know it. */
export const form = (to: string, token: string, body: Piece, also: Readonly<Record<string, string | boolean>> = {}): Trusted =>
  html`<form method="post" ${attributes({ action: to, ...also })}><input type="hidden" name="token" value="${token}">${body}</form>`

export const hidden = (name: string, value: string): Trusted => html`<input type="hidden" name="${name}" value="${value}">`

export interface FieldParts {
  readonly id: string
  readonly label: string
  readonly type: 'text' | 'password'
  readonly hint?: string | undefined
  readonly more: Readonly<Record<string, string | number | boolean | undefined>>
}

export const field = ({ id, label, type, hint, more }: FieldParts): Trusted => html`<div class="field">
<label for="${id}">${label}</label>
${hint !== undefined && html`<p class="hint" id="${`${id}-hint`}">${hint}</p>`}
<input ${attributes({ id, name: id, type, 'aria-describedby': hint === undefined ? undefined : `${id}-hint`, ...more })}>
</div>`

export const button = (label: Piece, also: Readonly<Record<string, string | boolean | undefined>> = {}): Trusted =>
  html`<button ${attributes({ type: 'submit', class: 'main', ...also })}>${label}</button>`
