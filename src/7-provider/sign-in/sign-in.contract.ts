/** For tests of signing in: people with methods, a browser that goes through the steps, and a phone whose answers are set by hand. */
import { HOTP, Secret } from 'otpauth'
import type { MethodKind, MethodRow } from '../../2-store/identity/schema.ts'
import { newChallenge, passkeyCreation, registered } from '../methods/passkey.ts'
import { newRecoveryCodes } from '../methods/recovery-code.ts'
import { type SoftwareAuthenticator, softwareAuthenticator, softwareBrowserKey } from '../methods/software-authenticator.contract.ts'
import { newTotpSecret } from '../methods/totp.ts'
import type { NoticeKind, Notices } from '../notices.ts'
import type { AccountNames, ProviderParts } from '../parts.ts'
import { visitor as everyVisitor } from '../provider.contract.ts'
import type { Ask, Asked, PromptOutcome, Push, Suppression } from '../push/push.ts'
import { newId } from '../secret.ts'
import type { Purpose, SignInView } from '../sign-in-view.ts'
import type { SignInAction, SignIns } from './sign-ins.ts'

export const accountPurpose: Purpose = { kind: 'account', app: { id: 'account', name: 'Your account' }, anew: false }
export const payroll: Purpose = { kind: 'oidc', uid: 'uid', app: { id: 'payroll', name: 'Payroll' }, anew: false }

export interface TestPush extends Push {
  readonly asks: Ask[]
  readonly cancelled: string[]
  readonly succeededFor: string[]
  readonly suppressedFor: string[]
  /** What the next asks are answered. */
  answers(asked: Asked): void
  /** How the open prompt ended. */
  ends(outcome: PromptOutcome): void
  suppresses(suppressions: readonly Suppression[]): void
}

/** Says what it is told to say, and keeps what it was asked. */
export function testPush(): TestPush {
  const asks: Ask[] = []
  const cancelled: string[] = []
  const succeededFor: string[] = []
  const suppressedFor: string[] = []
  let answer: Asked | undefined
  let outcome: PromptOutcome = 'pending'
  let suppressions: readonly Suppression[] = []
  const isMine = (challenge: string, browserSecret: string): boolean =>
    asks.some((ask, index) => challenge === `challenge-${index}` && ask.browserSecret === browserSecret)
  return {
    asks,
    cancelled,
    succeededFor,
    suppressedFor,
    answers: (asked) => {
      answer = asked
    },
    ends: (how) => {
      outcome = how
    },
    suppresses: (all) => {
      suppressions = all
    },
    ask: async (ask) => {
      if (answer !== undefined) return answer
      asks.push(ask)
      outcome = 'pending'
      return { state: 'sent', challenge: `challenge-${asks.length - 1}`, number: '739214', length: 6, expires: 2e12 }
    },
    outcome: async (challenge, secret) => (isMine(challenge, secret) ? outcome : 'unknown'),
    collect: async (challenge, secret) => {
      if (!isMine(challenge, secret)) return 'unknown'
      if (outcome !== 'approved') return outcome
      outcome = 'unknown'
      return { kind: 'push', method: 'phone', time: 1, amr: ['pop'], resistant: false, multi: false, deviceBound: false }
    },
    cancel: async (challenge) => {
      cancelled.push(challenge)
    },
    current: async () => undefined,
    answer: async () => ({ outcome: 'gone' }),
    succeeded: async ({ id }) => {
      succeededFor.push(id)
    },
    suppressions: async () => suppressions,
    suppress: async ({ id }) => {
      suppressedFor.push(id)
    },
    lift: async () => {},
    sweep: async () => 0,
    listen: () => () => {},
  }
}

export interface TestNotices extends Notices {
  readonly sent: { readonly account: string; readonly kind: NoticeKind; readonly values: Readonly<Record<string, string>> }[]
}

export function testNotices(): TestNotices {
  const sent: TestNotices['sent'] = []
  return {
    sent,
    notify: async ({ id }, kind, values) => {
      sent.push({ account: id, kind, values })
    },
  }
}

export async function addMethod(
  { identity, chance, clock }: ProviderParts,
  account: AccountNames,
  kind: MethodKind,
  changes: Partial<MethodRow> = {},
): Promise<string> {
  const row: MethodRow = {
    id: newId(chance),
    account_id: account.id,
    kind,
    name: kind,
    state: 'active',
    key: null,
    data: '{}',
    sealed: null,
    failures: 0,
    counter: 0,
    created: clock(),
    used: null,
    ...changes,
  }
  await identity.records.insertInto('method').values(row).execute()
  return row.id
}

export const addPhone = (parts: ProviderParts, account: AccountNames): Promise<string> =>
  addMethod(parts, account, 'push', { name: 'Pixel 9', key: newId(parts.chance) })

/** Answers the code of a moment, by the clock where none is given. */
export async function addTotp(parts: ProviderParts, account: AccountNames): Promise<(at?: number) => string> {
  const secret = newTotpSecret(parts.chance)
  const id = newId(parts.chance)
  await addMethod(parts, account, 'totp', { id, sealed: parts.seals.seal(`method.sealed:${id}`, secret) })
  return (at = parts.clock()) => codeAt(secret, at)
}

/** By the library, which the product uses as well; the RFC's own vectors are tested beside `totp.ts`. */
export const codeAt = (secret: string, at: number): string =>
  HOTP.generate({ secret: Secret.fromBase32(secret), counter: Math.floor(at / 30_000) })

export async function addRecoveryCodes(parts: ProviderParts, account: AccountNames): Promise<readonly string[]> {
  const { codes, data } = newRecoveryCodes(parts.chance)
  await addMethod(parts, account, 'recovery-code', { data: JSON.stringify(data) })
  return codes
}

/** With a passkey as a browser would make it. */
export async function addPasskey(
  parts: ProviderParts,
  account: AccountNames,
  authenticator: SoftwareAuthenticator = softwareAuthenticator(),
): Promise<SoftwareAuthenticator> {
  const challenge = newChallenge(parts.chance)
  const made = authenticator.create(await passkeyCreation(parts.settings, account, challenge, []))
  const result = await registered(parts.settings, made, challenge, false)
  if (!result.ok) throw new Error(result.why)
  await addMethod(parts, account, 'passkey', { key: result.key, data: JSON.stringify(result.data), counter: result.counter })
  return authenticator
}

export interface TestBrowser {
  view(): SignInView
  secret(): string
  /** The secrets it had before, oldest first. */
  readonly former: string[]
  act(action: SignInAction): Promise<SignInView>
  /** Name and password. */
  password(name: string, password: string): Promise<SignInView>
  passkey(authenticator: SoftwareAuthenticator): Promise<SignInView>
  finish(): ReturnType<SignIns['finish']>
}

/** `key`: the browser shows it on the first page. */
export async function openBrowser(
  signIns: SignIns,
  purpose: Purpose = accountPurpose,
  {
    visitor = everyVisitor(),
    key,
  }: { readonly visitor?: ReturnType<typeof everyVisitor>; readonly key?: ReturnType<typeof softwareBrowserKey> } = {},
): Promise<TestBrowser> {
  const begun = await signIns.begin(purpose, visitor)
  let { secret, view } = begun
  const former: string[] = []
  const act = async (action: SignInAction): Promise<SignInView> => {
    const acted = await signIns.act(secret, action, visitor)
    if (acted.secret !== undefined) former.push(secret)
    secret = acted.secret ?? secret
    view = acted.view
    return view
  }
  if (key !== undefined && view.step === 'name') await act({ do: 'device', proof: key.proof(view.nonce) })
  return {
    view: () => view,
    secret: () => secret,
    former,
    act,
    password: async (name, password) => {
      await act({ do: 'name', name })
      return await act({ do: 'password', password })
    },
    passkey: (authenticator) => act({ do: 'passkey', credential: authenticator.get('passkey' in view ? view.passkey : '{}') }),
    finish: () => signIns.finish(secret, visitor),
  }
}

export { softwareBrowserKey }
