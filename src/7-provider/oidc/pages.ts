/** The few pages that oidc-provider shows itself: an error, the question whether to sign out, and the codes of devices. */
import { createHash } from 'node:crypto'
import type { KoaContextWithOIDC } from 'oidc-provider'
import { cleanText } from '../push/context.ts'

const style = `body{font:16px/1.5 system-ui,sans-serif;margin:0;color:#1b1f24;background:#f5f6f8}
main{max-width:26rem;margin:12vh auto 0;padding:2rem;background:#fff;border-radius:12px;box-shadow:0 1px 4px #0002}
h1{font-size:1.3rem;margin:0 0 .75rem}p{margin:0 0 1rem;overflow-wrap:anywhere}
button,input{font:inherit;padding:.6rem 1rem;border-radius:8px;border:1px solid #8a929c;background:#fff;color:inherit;min-height:44px}
input{width:100%;box-sizing:border-box;margin-bottom:1rem;letter-spacing:.1em}
button.go{background:#1f4fd8;border-color:#1f4fd8;color:#fff}button+button{margin-left:.5rem}
code{font-size:1.4rem;letter-spacing:.1em}
@media(prefers-color-scheme:dark){body{background:#15181c;color:#e6e8eb}main,button,input{background:#1f2329}}`
const styleHash = `'sha256-${createHash('sha256').update(style).digest('base64')}'`

/**
 * What a page of ours or oidc-provider's may do: nothing but its style, its own small script (oidc-provider adds its hash), and its form, which may lead on to
 * `targets`: browsers hold redirects after a form to the same rule.
 */
export const pagePolicy = (targets: readonly string[], script = "'none'"): string =>
  `default-src 'none';style-src ${styleHash};script-src ${script};base-uri 'none';frame-ancestors 'none';form-action 'self'${targets.map((target) => ` ${target}`).join('')}`

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;')

/** A stranger's text for a page. */
const shown = (text: string): string => escapeHtml(cleanText(text))

function page(ctx: KoaContextWithOIDC, title: string, body: string): void {
  ctx['type'] = 'html'
  ctx.body = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${shown(title)}</title>
<meta name="viewport" content="width=device-width,initial-scale=1"><style>${style}</style></head><body><main><h1>${shown(title)}</h1>${body}</main></body></html>`
}

const appName = ({ oidc }: KoaContextWithOIDC): string => oidc.client?.clientName ?? oidc.client?.clientId ?? ''

/** `wrong` is of the protocol: for whoever looks after the application. */
export function errorPage(
  ctx: KoaContextWithOIDC,
  wrong: { readonly error: string; readonly error_description?: string | undefined },
): void {
  const isOver = wrong.error === 'invalid_request' && /session|interaction|expired/.test(wrong.error_description ?? '')
  const next = isOver
    ? 'This sign-in took too long, or was begun in another browser. Go back to the application and sign in again.'
    : 'The application asked for something that cannot be done. Go back and try again; where it stays so, tell whoever looks after it what stands below.'
  page(
    ctx,
    isOver ? 'This sign-in is over' : 'This did not work',
    `<p>${next}</p><p>${shown(wrong.error)}: ${shown(wrong.error_description ?? '')}</p>`,
  )
}

/** `form`: oidc-provider's own, with its secret against requests of other sites. */
export function signOutPage(ctx: KoaContextWithOIDC, form: string): void {
  const app = appName(ctx)
  const words =
    app === ''
      ? 'You will be signed out of all applications in this browser.'
      : `You left ${shown(app)}. Sign out of all other applications in this browser as well?`
  page(
    ctx,
    'Sign out?',
    `<p>${words}</p>${form}<button class="go" autofocus type="submit" form="op.logoutForm" value="yes" name="logout">Sign out</button><button type="submit" form="op.logoutForm">Stay signed in</button>`,
  )
}

export const signedOutPage = (ctx: KoaContextWithOIDC): void => page(ctx, 'You are signed out', '<p>You can close this page.</p>')

export function deviceCodePage(ctx: KoaContextWithOIDC, form: string, problem: boolean): void {
  const words = problem
    ? 'This code is not right, or too old. Type it as it stands on the device.'
    : 'Type the code that stands on the device.'
  page(ctx, 'Connect a device', `<p>${words}</p>${form}<button class="go" type="submit" form="op.deviceInputForm">Go on</button>`)
}

export function deviceConfirmPage(ctx: KoaContextWithOIDC, form: string, userCode: string): void {
  page(
    ctx,
    `Connect ${appName(ctx)}?`,
    `<p>Only go on if you began this yourself and this code stands on the device before you:</p><p><code>${shown(userCode)}</code></p>${form}<button class="go" type="submit" form="op.deviceConfirmForm">It does</button><button type="submit" form="op.deviceConfirmForm" value="yes" name="abort">Stop</button>`,
  )
}

export const deviceDonePage = (ctx: KoaContextWithOIDC): void =>
  page(ctx, 'The device is connected', '<p>Go on there. You can close this page.</p>')
