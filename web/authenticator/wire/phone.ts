/** The phone's API, a function for each thing that can be asked of it. */
import type {
  AnswerAsked,
  Answered,
  ClaimAsked,
  Claimed,
  ConfirmingAsked,
  EnrolmentState,
  HistoryItem,
  PhoneListed,
  PhonePrompt,
  PhoneStatus,
  SubscriptionAsked,
  VerdictAsked,
} from '../../../src/7-provider/wire.ts'
import type { KeyPair } from '../keys/phone-key.ts'
import { claimProof } from '../keys/proof.ts'
import { type Caller, call, callOpen, type Reply } from './call.ts'
import { serverNow } from './clock.ts'

export const claim = (code: string, name: string, key: KeyPair): Promise<Reply<Claimed>> =>
  callOpen<Claimed>('/enrolments/claim', async (url): Promise<ClaimAsked> => {
    const proved = await claimProof(code, key, { method: 'POST', url, now: serverNow() })
    return { code, name, ...proved }
  })

export const enrolmentState = (caller: Caller) => call<EnrolmentState>(caller, '/enrolments/state')

export const setConfirming = (caller: Caller, asked: ConfirmingAsked) =>
  call<undefined>(caller, '/confirming', { method: 'POST', body: asked })

/** `id`: only this one. `quiet`: also one that was to wait until the person asks. Undefined where nothing waits. */
export function openPrompt(caller: Caller, { id, quiet = false }: { readonly id?: string | undefined; readonly quiet?: boolean } = {}) {
  const query = new URLSearchParams({ ...(id === undefined ? {} : { id }), ...(quiet ? { quiet: '1' } : {}) })
  return call<PhonePrompt | undefined>(caller, query.size === 0 ? '/prompt' : `/prompt?${query}`)
}

export const sendAnswer = (caller: Caller, asked: AnswerAsked) => call<Answered>(caller, '/answer', { method: 'POST', body: asked })

export const history = (caller: Caller, before?: number) =>
  call<readonly HistoryItem[]>(caller, before === undefined ? '/history' : `/history?before=${before}`)

export const sayVerdict = (caller: Caller, item: string, asked: VerdictAsked) =>
  call<undefined>(caller, `/history/${encodeURIComponent(item)}`, { method: 'POST', body: asked })

export const pushKey = (caller: Caller) => call<{ readonly key: string }>(caller, '/push-key')

export const subscribe = (caller: Caller, asked: SubscriptionAsked) =>
  call<undefined>(caller, '/subscription', { method: 'PUT', body: asked })

export const unsubscribe = (caller: Caller) => call<undefined>(caller, '/subscription', { method: 'DELETE' })

export const phoneStatus = (caller: Caller) => call<PhoneStatus>(caller, '/status')

export const phones = (caller: Caller) => call<readonly PhoneListed[]>(caller, '/phones')

export const lost = (caller: Caller, phone: string) => call<undefined>(caller, '/lost', { method: 'POST', body: { phone } })

export const remove = (caller: Caller) => call<undefined>(caller, '/remove', { method: 'POST', body: {} })
