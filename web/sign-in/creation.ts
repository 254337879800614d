/** Adds a passkey on the page of one's account. */
import { browserSupportsWebAuthn, type PublicKeyCredentialCreationOptionsJSON, startRegistration } from '@simplewebauthn/browser'
import { put, say } from './passkey.ts'

export function offerCreation(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-create]')) {
    if (!browserSupportsWebAuthn()) {
      say(form, 'This browser knows no passkeys. Use another, or add a phone instead.')
      continue
    }
    for (const button of form.querySelectorAll('button')) button.disabled = false
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      void create(form)
    })
  }
}

async function create(form: HTMLFormElement): Promise<void> {
  const button = form.querySelector('button')
  say(form, '')
  button?.setAttribute('aria-busy', 'true')
  try {
    const optionsJSON = JSON.parse(form.dataset['create'] ?? '{}') as PublicKeyCredentialCreationOptionsJSON
    put(form, JSON.stringify(await startRegistration({ optionsJSON })))
    form.submit()
  } catch (error) {
    button?.removeAttribute('aria-busy')
    say(form, sentence(error))
  }
}

const sentence = (error: unknown): string =>
  error instanceof Error && error.name === 'InvalidStateError'
    ? 'This device has a passkey for your account already.'
    : 'No passkey was made. Try again, or choose another device.'
