/** An activity as the person reads it in their own history: one sentence, whether it went well, and whether "was this you?" makes sense. */
import type { MethodKind } from '../2-store/identity/schema.ts'
import type { Activity, PromptActivity } from './activity.ts'
import type { HistoryItem } from './wire.ts'

export type Words = Pick<HistoryItem, 'what' | 'kind' | 'outcome' | 'askable'>

const kindWords: Readonly<Record<MethodKind, string>> = {
  passkey: 'passkey',
  push: 'phone',
  totp: 'code app',
  'recovery-code': 'recovery codes',
  'access-pass': 'access pass',
}

/** What nobody but the account's owner, or somebody who got in, can cause is kept longer than what any stranger can. */
export function isStrangers(activity: Activity): boolean {
  switch (activity.kind) {
    case 'password':
      return activity.result !== 'right'
    case 'code':
    case 'passkey':
      return activity.result !== 'right'
    case 'sign_in':
      return activity.result !== 'success'
    case 'prompt':
      return activity.result !== 'approved'
    case 'method':
      return activity.what === 'refused'
    case 'password_changed':
    case 'account':
    case 'sessions_revoked':
    case 'suppression':
    case 'report':
    case 'consent':
    case 'token':
      return false
  }
}

/** Undefined for what a person cannot make use of: renewals of tokens, each right password on the way to a sign-in. */
export function wordsOf(activity: Activity): Words | undefined {
  switch (activity.kind) {
    case 'password':
      return passwordWords(activity)
    case 'prompt':
      return promptWords(activity)
    case 'code':
      return activity.result === 'right' ? undefined : attempt(`A wrong code was typed: ${kindWords[activity.factor]}`)
    case 'passkey':
      return activity.result === 'right' ? undefined : attempt('A passkey did not work')
    case 'sign_in':
      return signInWords(activity)
    case 'method':
      return methodWords(activity)
    case 'password_changed':
      return change(`Password ${activity.how}${by(activity.by)}`)
    case 'account':
      return other(`Account ${activity.what}${by(activity.by)}`)
    case 'sessions_revoked':
      return other(`Signed out everywhere${by(activity.by)}: ${activity.why}`)
    case 'suppression':
      return other(activity.what === 'begun' ? `Prompts are held back: ${activity.why}` : `Prompts are let through again${by(activity.by)}`)
    case 'report':
      return other('You said that something was not you')
    case 'consent':
      return other(`Allowed ${activity.app?.name ?? 'an application'} to know who you are`)
    case 'token':
      return activity.what === 'reused' ? attempt('An old token was used again, and everything it gave was ended') : undefined
  }
}

const by = (who: string | undefined): string => (who === undefined ? '' : ` by ${who}`)
const to = (activity: Activity): string => (activity.app === undefined ? '' : ` to ${activity.app.name}`)

const attempt = (what: string): Words => ({ what, kind: 'sign-in', outcome: 'refused', askable: true })
const change = (what: string): Words => ({ what, kind: 'method', outcome: 'good', askable: true })
const other = (what: string): Words => ({ what, kind: 'other', outcome: 'neutral', askable: false })

function passwordWords({ result }: Extract<Activity, { kind: 'password' }>): Words | undefined {
  switch (result) {
    case 'right':
      return undefined
    case 'wrong':
    case 'unknown_user':
      return attempt('A wrong password was typed')
    case 'locked':
      return attempt('A password was refused: too many were wrong')
    case 'disabled':
      return attempt('A password was typed while the account was disabled')
  }
}

function promptWords(activity: PromptActivity): Words {
  const asked = (what: string, outcome: Words['outcome'], askable = true): Words => ({ what, kind: 'prompt', outcome, askable })
  switch (activity.result) {
    case 'sent':
      return asked(`Asked to approve a sign-in${to(activity)}`, 'neutral', false)
    case 'approved':
      return asked(`Approved a sign-in${to(activity)}`, 'good')
    case 'denied':
      return asked(`Denied a sign-in${to(activity)}`, 'refused')
    case 'mistyped':
      return asked(`Ended your own sign-in${to(activity)}`, 'neutral')
    case 'reported':
      return asked(`Reported a sign-in${to(activity)} as not you`, 'refused', false)
    case 'wrong_number':
      return asked(`Typed a wrong number for a sign-in${to(activity)}`, 'refused')
    case 'unanswered':
      return asked(`Did not answer a sign-in${to(activity)}`, 'refused')
    case 'cancelled':
      return asked(`A sign-in${to(activity)} was given up by the browser that asked`, 'neutral')
    case 'withheld':
      return asked(`A sign-in${to(activity)} was not shown to you${activity.why === undefined ? '' : `: ${activity.why}`}`, 'refused')
  }
}

function signInWords(activity: Extract<Activity, { kind: 'sign_in' }>): Words | undefined {
  const methods = activity.methods.map((method) => kindWords[method]).join(' and ')
  switch (activity.result) {
    case 'success':
      return {
        what: `Signed in${to(activity)}${methods === '' ? '' : ` with ${methods}`}`,
        kind: 'sign-in',
        outcome: 'good',
        askable: true,
      }
    case 'failure':
      return attempt(`A sign-in${to(activity)} failed`)
    case 'blocked':
      return attempt(`A sign-in${to(activity)} was blocked`)
    case 'interrupted':
      return undefined
  }
}

function methodWords(activity: Extract<Activity, { kind: 'method' }>): Words {
  const named = `${kindWords[activity.method.kind]} ${activity.method.name}`.trim()
  const { what } = activity
  switch (what) {
    case 'added':
    case 'removed':
    case 'suspended':
    case 'resumed':
    case 'disabled':
    case 'renamed':
      return change(`${upper(named)} ${what}${by(activity.by)}`)
    case 'access_pass':
      return change(`Access pass made${by(activity.by)}`)
    case 'refused':
      return {
        what: `${upper(named)} was not added${activity.why === undefined ? '' : `: ${activity.why}`}`,
        kind: 'method',
        outcome: 'refused',
        askable: true,
      }
  }
}

const upper = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)
