/** Shows that this browser was here before: signs the page's nonce with a key that was made here and cannot be read, not even by us. */
import { createStore, get, set } from 'idb-keyval'
import { signJson } from '../authenticator/keys/jwt.ts'
import { type KeyPair, makeKey, publicOf } from '../authenticator/keys/phone-key.ts'

const keys = createStore('tocsin-sign-in', 'keys')
const slot = 'browser'

/** Puts the proof into each form that has room for one. Where a browser keeps no keys (private windows), it stays a stranger, and all else works. */
export function showThisBrowser(): void {
  const nonce = document.querySelector<HTMLElement>('[data-nonce]')?.dataset['nonce']
  if (nonce === undefined || nonce === '') return
  void proofOf(nonce).then(fill, () => {})
}

function fill(proof: string): void {
  for (const input of document.querySelectorAll<HTMLInputElement>('input[name="proof"]')) input.value = proof
}

async function proofOf(nonce: string): Promise<string> {
  const key = await browserKey()
  return signJson({ alg: 'ES256', typ: 'tocsin-device+jwt', jwk: await publicOf(key) }, { nonce }, key.privateKey)
}

async function browserKey(): Promise<KeyPair> {
  const kept = await get<KeyPair>(slot, keys)
  if (kept !== undefined) return kept
  const made = await makeKey()
  await set(slot, made, keys)
  return made
}
