/** What each action does with an attempt: nothing that the page offers is believed, everything is decided here again. */
import { shownKey } from '../devices.ts'
import { personById } from '../person.ts'
import { newSecret } from '../secret.ts'
import type { Offer } from '../sign-in-view.ts'
import type { Attempt } from './attempt.ts'
import { codeStep } from './code-step.ts'
import { type Flow, type Stepped, settled, standingOf } from './flow.ts'
import { next } from './next.ts'
import { backToMethods, passwordStep } from './password-step.ts'
import { askPhone, endPush, waitStep } from './push-step.ts'
import type { SignInAction } from './sign-ins.ts'

/** Everything but passkeys and giving up, which need more than the attempt. */
export type PlainAction = Exclude<SignInAction, { do: 'passkey' } | { do: 'cancel' }>

/** What does not fit the step leaves it as it is: two tabs, or a form sent twice. */
export async function act(flow: Flow, attempt: Attempt, action: PlainAction): Promise<Stepped> {
  const same: Stepped = { attempt, proved: false }
  switch (action.do) {
    case 'name':
      return attempt.proofs.length > 0 ? same : { attempt: named(attempt, action.name), proved: false }
    case 'password':
      return attempt.step === 'password' ? await passwordStep(flow, attempt, action.password) : same
    case 'device':
      return attempt.step === 'name' || attempt.step === 'password' ? await shown(flow, attempt, action.proof) : same
    case 'choose':
      return await choose(flow, attempt, action.offer)
    case 'code':
      return attempt.step === 'code' ? await codeStep(flow, attempt, action.code) : same
    case 'wait':
      return attempt.step === 'push' ? await waitStep(flow, attempt) : same
    case 'back':
      return await back(flow, attempt)
  }
}

const nameShownMax = 320

function named(attempt: Attempt, typed: string): Attempt {
  const name = typed.trim().slice(0, nameShownMax)
  return { ...attempt, name, step: name === '' ? 'name' : 'password', problem: undefined, factor: undefined }
}

/** Each nonce is good once, whatever came of it. */
async function shown({ parts }: Flow, attempt: Attempt, proof: string): Promise<Stepped> {
  const key = await shownKey(proof, attempt.nonce)
  return { attempt: { ...attempt, shown: key ?? attempt.shown, nonce: newSecret(parts.chance) }, proved: false }
}

async function choose(flow: Flow, attempt: Attempt, offer: Offer): Promise<Stepped> {
  const same: Stepped = { attempt, proved: false }
  const { step, account, proofs } = attempt
  // An access pass may stand in for the password, and is asked of every name alike.
  if (offer === 'access-pass' && step === 'password' && proofs.length === 0)
    return { attempt: { ...attempt, step: 'code', factor: offer, problem: undefined, offers: [] }, proved: false }
  if (account === undefined || !(step === 'method' || step === 'push' || step === 'code')) return same
  const person = await personById(flow.parts.identity.records, account)
  if (person === undefined || person.row.state !== 'active') return same
  const found = next(await standingOf(flow, attempt, person))
  const offers = found.step === 'method' ? found.offers : []
  if (!offers.includes(offer)) return { attempt: await settled(flow, attempt, person), proved: false }
  // Asking again what waits already would only cost the person a prompt.
  if (step === 'push' && (offer === 'push' || offer === 'quiet-push')) return same
  await endPush(flow, attempt)
  const bare: Attempt = { ...attempt, push: undefined, problem: undefined, withheld: undefined }
  switch (offer) {
    case 'push':
      return await askPhone(flow, bare, person, false)
    case 'quiet-push':
      return await askPhone(flow, bare, person, true)
    case 'passkey':
      return { attempt: { ...bare, step: 'method', offers, factor: undefined }, proved: false }
    case 'totp':
    case 'recovery-code':
    case 'access-pass':
      return { attempt: { ...bare, step: 'code', factor: offer, offers: offers.filter((other) => other !== offer) }, proved: false }
  }
}

async function back(flow: Flow, attempt: Attempt): Promise<Stepped> {
  if (attempt.step === 'push' || (attempt.step === 'code' && attempt.proofs.length > 0)) {
    await endPush(flow, attempt)
    return { attempt: await backToMethods(flow, attempt), proved: false }
  }
  if (attempt.step === 'code') return { attempt: { ...attempt, step: 'password', factor: undefined, problem: undefined }, proved: false }
  // Whatever was proved stays proved; another name needs a new attempt.
  return attempt.step === 'password' && attempt.proofs.length === 0
    ? { attempt: { ...attempt, step: 'name', problem: undefined }, proved: false }
    : { attempt, proved: false }
}
