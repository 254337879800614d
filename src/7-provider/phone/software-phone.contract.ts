/** A phone in software, for tests, attackers' stories and measurements: takes up an offer, signs its requests and its answers. */
import { createHash, randomBytes } from 'node:crypto'
import type { AnswerPayload, Claimed, Decision, PhoneKey, PhonePrompt } from '../wire.ts'
import { createSoftwareKey, type SoftwareKey } from './software-key.contract.ts'

export interface PhoneAnswer {
  readonly status: number
  /** Read as JSON; undefined where there was none. */
  readonly body: unknown
}

/** Over HTTP or `inject`: `path` begins with a slash and has the query, `body` is text. */
export type PhoneRequest = (
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  headers: Readonly<Record<string, string>>,
  body?: string,
) => Promise<PhoneAnswer>

export interface SoftwarePhoneOptions {
  /** As the server calls itself: proofs name it. */
  readonly origin: string
  readonly name?: string | undefined
  /** Milliseconds since 1970. */
  readonly clock?: (() => number) | undefined
  /** Makes a passkey to confirm answers, as a phone with a fingerprint reader does. */
  readonly confirms?: boolean | undefined
}

export interface SoftwarePhone {
  /** After `enrol`. */
  readonly claimed: Claimed | undefined
  readonly key: PhoneKey
  /** Takes up the offer; the words are in the answer. Throws where the code is not taken. */
  enrol(code: string): Promise<Claimed>
  /** Any call of the phone's API with its proof: `send('GET', '/status')`. */
  send(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<PhoneAnswer>
  /** The header that goes with a request: for a stream. */
  proof(method: string, path: string, body?: string, change?: Readonly<Record<string, unknown>>): string
  prompt(asked?: { readonly id?: string | undefined; readonly quiet?: boolean | undefined }): Promise<PhonePrompt | undefined>
  /** Answers what `prompt` shows, or `shown`. */
  answer(decision: Decision, number?: string, shown?: PhonePrompt): Promise<PhoneAnswer>
}

const base = '/authenticator/api'
const hash = (text: string): string => createHash('sha256').update(text).digest('base64url')

export function createSoftwarePhone(request: PhoneRequest, options: SoftwarePhoneOptions): SoftwarePhone {
  const { origin, name = 'Software phone', clock = Date.now } = options
  const key = createSoftwareKey()
  const passkey = options.confirms === true ? createSoftwareKey() : undefined
  let claimed: Claimed | undefined
  const claims = (method: string, path: string, body?: string) => ({
    htm: method,
    htu: `${origin}${base}${path.replace(/\?.*$/, '')}`,
    iat: Math.floor(clock() / 1000),
    jti: randomBytes(16).toString('base64url'),
    ...(body === undefined ? {} : { bh: hash(body) }),
  })
  const have = (): Claimed => {
    if (claimed === undefined) throw new Error('This phone has no account yet.')
    return claimed
  }
  const phone: SoftwarePhone = {
    key: key.jwk,
    get claimed() {
      return claimed
    },
    enrol: async (code) => {
      const path = '/enrolments/claim'
      const proof = key.sign({ typ: 'dpop+jwt', alg: 'ES256', jwk: key.jwk }, { ...claims('POST', path), ch: hash(code) })
      const body = JSON.stringify({ code, key: key.jwk, proof, name })
      const answer = await request('POST', base + path, { 'content-type': 'application/json' }, body)
      if (answer.status !== 200) throw new Error(`The code was not taken: ${answer.status} ${JSON.stringify(answer.body)}`)
      claimed = answer.body as Claimed
      if (passkey !== undefined) await phone.send('POST', '/confirming', { credential: registrationOf(passkey, origin, claimed) })
      return claimed
    },
    proof: (method, path, body, change) =>
      key.sign({ typ: 'dpop+jwt', alg: 'ES256', kid: have().id }, { ...claims(method, path, body), ...change }),
    send: (method, path, body) => {
      const text = body === undefined ? undefined : JSON.stringify(body)
      const headers = { dpop: phone.proof(method, path, text), ...(text === undefined ? {} : { 'content-type': 'application/json' }) }
      return request(method, base + path, headers, text)
    },
    prompt: async ({ id, quiet } = {}) => {
      const query = new URLSearchParams({ ...(id === undefined ? {} : { id }), ...(quiet === true ? { quiet: '1' } : {}) })
      const answer = await phone.send('GET', query.size === 0 ? '/prompt' : `/prompt?${query}`)
      return answer.status === 200 ? (answer.body as PhonePrompt) : undefined
    },
    answer: async (decision, number, shown) => {
      const prompt = shown ?? (await phone.prompt())
      if (prompt === undefined) throw new Error('No prompt is open.')
      return phone.send('POST', '/answer', signedAnswer(key, passkey, origin, have(), { prompt, decision, number, now: clock() }))
    },
  }
  return phone
}

interface Answering {
  readonly prompt: PhonePrompt
  readonly decision: Decision
  readonly number: string | undefined
  readonly now: number
}

function signedAnswer(
  key: SoftwareKey,
  passkey: SoftwareKey | undefined,
  origin: string,
  claimed: Claimed,
  { prompt, decision, number, now }: Answering,
) {
  const payload: AnswerPayload = {
    v: 1,
    challenge: prompt.id,
    account: claimed.account.id,
    device: claimed.id,
    decision,
    ...(decision === 'approve' ? { number } : {}),
    context: prompt.contextHash,
    exp: Math.floor(now / 1000) + 90,
  }
  const answer = key.sign({ typ: 'tocsin-answer+jwt', alg: 'ES256', kid: claimed.id }, payload)
  if (passkey === undefined || prompt.confirming === undefined) return { answer }
  return { answer, assertion: passkey.assertion(new URL(origin).hostname, origin, hash(answer.split('.')[1] ?? '')) }
}

function registrationOf(passkey: SoftwareKey, origin: string, { confirming }: Claimed): unknown {
  const { challenge, rp } = JSON.parse(confirming) as { challenge: string; rp: { id: string } }
  return passkey.registration(rp.id, origin, challenge)
}
