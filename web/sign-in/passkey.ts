/** Signs in with a passkey: by a button on every page, and in the browser's own list under the field for the name. */
import {
  browserSupportsWebAuthn,
  browserSupportsWebAuthnAutofill,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
} from '@simplewebauthn/browser'

/** The forms are hidden until now, because without a script they lead nowhere. */
export function offerPasskeys(): void {
  if (!browserSupportsWebAuthn()) return
  const forms = [...document.querySelectorAll<HTMLFormElement>('form[data-passkey]')]
  for (const form of forms) {
    form.hidden = false
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      void ask(form, false)
    })
  }
  const [first] = forms
  if (first !== undefined && document.querySelector('input[autocomplete~="webauthn"]') !== null) void listPasskeys(first)
}

async function listPasskeys(form: HTMLFormElement): Promise<void> {
  if (await browserSupportsWebAuthnAutofill()) await ask(form, true)
}

/** `quietly`: nothing appears until the person opens the field's list; whatever ends that is no fault. */
async function ask(form: HTMLFormElement, quietly: boolean): Promise<void> {
  const button = form.querySelector('button')
  if (!quietly) {
    say(form, '')
    button?.setAttribute('aria-busy', 'true')
  }
  try {
    const credential = await startAuthentication({ optionsJSON: optionsOf(form), useBrowserAutofill: quietly })
    put(form, JSON.stringify(credential))
    form.submit()
  } catch (error) {
    button?.removeAttribute('aria-busy')
    if (!quietly) say(form, sentence(error))
  }
}

const optionsOf = (form: HTMLFormElement): PublicKeyCredentialRequestOptionsJSON =>
  JSON.parse(form.dataset['passkey'] ?? '{}') as PublicKeyCredentialRequestOptionsJSON

export function put(form: HTMLFormElement, credential: string): void {
  const input = form.querySelector<HTMLInputElement>('input[name="credential"]')
  if (input !== null) input.value = credential
}

export function say(form: HTMLFormElement, text: string): void {
  const hint = form.querySelector<HTMLElement>('[role="alert"]')
  if (hint === null) return
  hint.hidden = text === ''
  hint.textContent = text
}

const sentence = (error: unknown): string =>
  error instanceof Error && error.name === 'SecurityError'
    ? 'Passkeys work only under the right address of this page. Ask your help desk for it.'
    : 'No passkey was used. Try again, or go on another way.'
