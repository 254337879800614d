/** Races over prompts and codes by several nodes on one database: who takes part, what each node does, and what it wrote down of it. */
import { createPrivateKey, type KeyObject } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { minuteMs, secondMs } from '../../0-event/time.ts'
import type { Identity } from '../../2-store/identity/identity.ts'
import type { ChallengeRow } from '../../2-store/identity/schema.ts'
import { checkCode } from '../methods/check-code.ts'
import type { AccountNames, ProviderParts } from '../parts.ts'
import { createEnrolments } from '../phone/enrolments.ts'
import { createProofs } from '../phone/proofs.ts'
import { createSoftwarePhone } from '../phone/software-phone.contract.ts'
import { type TestProvider, testOrigin, testProvider, visitor } from '../provider.contract.ts'
import { newSecret } from '../secret.ts'
import { addMethod, addRecoveryCodes, codeAt } from '../sign-in/sign-in.contract.ts'
import type { ClaimAsked } from '../wire.ts'
import { numberPlace } from './ask.ts'
import { createPush } from './create-push.ts'
import { signed, testPhone } from './phone.contract.ts'
import { askOf } from './push.contract.ts'

/** Time runs so much faster, so that a window of ten minutes ends in ten seconds. */
export const speed = 60
export const challengeMs = 40 * secondMs
/** Attempts on one person at the same moment, half of them by each of two nodes. */
export const burst = 12

/** As JSON from one process to another. */
export interface Racer {
  readonly account: AccountNames
  readonly phone: string
  readonly phoneKey: string
  readonly totp: string
  readonly recovery: readonly string[]
  /** The code of an offer to add a phone. */
  readonly offer: string
}

export interface RaceLog {
  attempts: number
  /** Of these, those that found nothing to answer, collect or cancel. */
  idle: number
  /** Of each prompt, what was told: its id and the result. */
  readonly told: [challenge: string, result: string][]
  /** Challenges whose proof was given out, once for each time. */
  readonly collected: string[]
  /** Proofs that another browser than the asking one got. */
  readonly stolen: string[]
  /** Codes that were taken as right, once for each time. */
  readonly codes: string[]
  readonly claims: string[]
  readonly errors: string[]
}

export interface RaceNode {
  readonly provider: TestProvider
  readonly parts: ProviderParts
  readonly log: RaceLog
}

/** `begun`: when the faster time began, the same for all nodes; it is read from the database's clock alone. */
export async function raceNode(identity: Identity, begun: number, seed: string): Promise<RaceNode> {
  const faster = (time: number): number => Math.floor(begun + (time - begun) * speed)
  const provider = await testProvider({
    seed,
    open: async () => ({ ...identity, now: async (records) => faster(await identity.now(records)) }),
    settings: { challengeMs, enrolmentMs: 60 * minuteMs },
  })
  const log: RaceLog = { attempts: 0, idle: 0, told: [], collected: [], stolen: [], codes: [], claims: [], errors: [] }
  const parts: ProviderParts = {
    ...provider.parts,
    clock: () => faster(Date.now()),
    tell: (activities) => {
      for (const each of activities)
        if (each.kind === 'prompt' && each.result !== 'withheld') log.told.push([each.id.replace('prompt:', ''), each.result])
    },
    fault: (error, doing) => log.errors.push(`${doing}: ${String(error)}`),
  }
  return { provider, parts, log }
}

export async function addRacers({ provider, parts }: RaceNode, count: number): Promise<Racer[]> {
  const racers: Racer[] = []
  const enrolments = enrolmentsOf(parts)
  for (let nth = 0; nth < count; nth++) {
    const account = await provider.account(`racer${nth}@example.com`)
    const phone = await testPhone(parts, account)
    const totp = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
    const method = `totp-${nth}`
    await addMethod(parts, account, 'totp', { id: method, sealed: parts.seals.seal(`method.sealed:${method}`, totp) })
    const recovery = await addRecoveryCodes(parts, account)
    const offer = await enrolments.offer(account, `offer ${nth}`)
    racers.push({
      account,
      phone: phone.id,
      phoneKey: String(phone.key.export({ type: 'pkcs8', format: 'pem' })),
      totp,
      recovery,
      offer: offer.state === 'offered' ? offer.code : '',
    })
  }
  return racers
}

const enrolmentsOf = (parts: ProviderParts) =>
  createEnrolments(
    parts,
    { push: createPush(parts), notices: { notify: async () => {} }, sessions: { end: async () => 0 } },
    createProofs(parts),
  )

export interface RaceOptions {
  /** This node's place among all. */
  readonly node: number
  readonly nodes: number
  /** Of all nodes together. */
  readonly attempts: number
  readonly inFlight: number
}

/** Plays this node's part of the attempts, several at once. All nodes come to the same person at about the same moment. */
export async function race({ parts, log }: RaceNode, racers: readonly Racer[], options: RaceOptions): Promise<void> {
  const { node, nodes, attempts, inFlight } = options
  const player = createPlayer(parts, log)
  const keys = new Map(racers.map(({ phone, phoneKey }) => [phone, createPrivateKey(phoneKey)]))
  const mine = Array.from({ length: attempts }, (_, nth) => nth).filter((nth) => nth % nodes === node)
  let at = 0
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      for (let nth = mine[at++]; nth !== undefined; nth = mine[at++]) {
        const nthBurst = Math.floor(nth / burst)
        const racer = racers[nthBurst % racers.length]
        const key = keys.get(racer?.phone ?? '')
        if (racer === undefined || key === undefined) throw new Error('Nobody races.')
        log.attempts++
        try {
          const round = Math.floor(nthBurst / racers.length)
          await player({ racer, key, round, nth: nth % burst, kind: (nthBurst + round) % 8 })
        } catch (error) {
          log.errors.push(String(error))
        }
      }
    }),
  )
}

interface Turn {
  readonly racer: Racer
  readonly key: KeyObject
  readonly round: number
  /** Which attempt of its burst. */
  readonly nth: number
  /** Which burst: of prompts, of codes, or at the moment a prompt ends. */
  readonly kind: number
}

const ownBrowser = ({ account }: Racer): string => `the browser of ${account.id}`
const strangeBrowser = ({ account }: Racer): string => `a browser of somebody who knows the password of ${account.id}`
const browserOf = (racer: Racer, { familiar }: Pick<ChallengeRow, 'familiar'>): string =>
  familiar === 1 ? ownBrowser(racer) : strangeBrowser(racer)

function createPlayer(parts: ProviderParts, log: RaceLog): (turn: Turn) => Promise<void> {
  const { identity } = parts
  const push = createPush(parts)
  const enrolments = enrolmentsOf(parts)

  const newest = ({ account }: Racer, state: ChallengeRow['state']): Promise<ChallengeRow | undefined> =>
    identity.records
      .selectFrom('challenge')
      .selectAll()
      .where('account_id', '=', account.id)
      .where('state', '=', state)
      .orderBy('created', 'desc')
      .executeTakeFirst()

  /** What others of the burst are about to make. */
  async function met(racer: Racer, state: ChallengeRow['state']): Promise<ChallengeRow | undefined> {
    for (let tries = 0; tries < 4; tries++) {
      const found = await newest(racer, state)
      if (found !== undefined) return found
      await pause(8)
    }
    log.idle++
    return undefined
  }

  async function ask(racer: Racer, familiar: boolean, quiet: boolean): Promise<void> {
    const browserSecret = familiar ? ownBrowser(racer) : strangeBrowser(racer)
    await push.ask(askOf(racer.account, { browserSecret, familiar, quiet, flow: newSecret(parts.chance) }))
  }

  async function answer(
    { racer, key }: Turn,
    how: 'right' | 'wrong' | 'deny' | 'mistyped' | 'report',
    given?: ChallengeRow,
  ): Promise<void> {
    const challenge = given ?? (await met(racer, 'pending'))
    if (challenge === undefined) return
    const row = await identity.records.selectFrom('method').selectAll().where('id', '=', racer.phone).executeTakeFirstOrThrow()
    const right = parts.seals.open(numberPlace(challenge.id), challenge.number_sealed)
    const isApproval = how === 'right' || how === 'wrong'
    const payload = {
      v: 1,
      challenge: challenge.id,
      account: racer.account.id,
      device: racer.phone,
      decision: isApproval ? 'approve' : how,
      number: isApproval ? (how === 'right' ? right : `${right}0`) : undefined,
      context: challenge.context_hash,
      exp: Math.floor(parts.clock() / secondMs) + 90,
    }
    await push.answer(row, { answer: await signed(payload, key, racer.phone) }, {})
  }

  async function collect(racer: Racer, isOwn: boolean): Promise<void> {
    const challenge = await met(racer, 'approved')
    if (challenge === undefined) return
    const secret = isOwn ? browserOf(racer, challenge) : browserOf(racer, { familiar: 1 - challenge.familiar })
    // Several tabs of the browser look at the same moment.
    const proofs = await Promise.all(Array.from({ length: 3 }, () => push.collect(challenge.id, secret)))
    for (const proof of proofs) if (typeof proof !== 'string') (isOwn ? log.collected : log.stolen).push(challenge.id)
  }

  async function cancel(racer: Racer, isOwn: boolean): Promise<void> {
    const challenge = await met(racer, 'pending')
    if (challenge === undefined) return
    await push.cancel(challenge.id, isOwn ? browserOf(racer, challenge) : browserOf(racer, { familiar: 1 - challenge.familiar }))
  }

  /** Prompts: asked by both nodes from two browsers, answered in every way at once, given up, collected by the right browser and the wrong one. */
  async function prompts(turn: Turn): Promise<void> {
    const { racer, nth, round, kind } = turn
    const variant = (round + kind) % 4
    if (nth < 3) return await ask(racer, (nth + variant) % 3 !== 0, false)
    if (nth === 3) return await ask(racer, variant % 2 === 0, true)
    if (nth === 4 || nth === 5) return await answer(turn, 'right')
    if (nth === 6) return await answer(turn, (['right', 'wrong', 'mistyped', 'deny'] as const)[variant] ?? 'deny')
    if (nth === 7) return variant === 3 ? await answer(turn, 'deny') : await cancel(racer, variant === 1)
    if (nth === 8 || nth === 9) return await collect(racer, true)
    return nth === 10 ? await collect(racer, false) : await cancel(racer, false)
  }

  /** Each code by both nodes, many times at once. */
  async function codes({ racer, nth, round }: Turn): Promise<void> {
    const { account } = racer
    if (nth < 10) {
      const isTotp = nth < 6
      const now = await identity.now()
      const code = isTotp ? codeAt(racer.totp, now) : (racer.recovery[round % racer.recovery.length] ?? '')
      const checked = await checkCode(parts, account.id, isTotp ? 'totp' : 'recovery-code', code, 'familiar')
      if (checked.result === 'right') log.codes.push(`${account.id} ${code}`)
      return
    }
    const phone = createSoftwarePhone(
      async (method, path, _headers, body = '') => {
        const claimed = await enrolments.claim(JSON.parse(body) as ClaimAsked, { method, path, body: Buffer.from(body) }, visitor())
        if (claimed.state === 'claimed') log.claims.push(racer.offer)
        return claimed.state === 'claimed' ? { status: 200, body: claimed.claimed } : { status: 410, body: undefined }
      },
      { origin: testOrigin, clock: parts.clock },
    )
    // The second phone with a code gets nothing: that is the point.
    await phone.enrol(racer.offer).catch(() => {})
  }

  /** Everything that can end a prompt, at the moment when time ends it. */
  async function atTheEnd(turn: Turn): Promise<void> {
    const { racer, nth } = turn
    if (nth < 2) return await ask(racer, turn.round % 2 === 0, false)
    const challenge = await met(racer, 'pending')
    if (challenge === undefined) return
    // A moment before or after, each a little apart from the others.
    const leftMs = (challenge.expires - parts.clock()) / speed + (nth - 7) * 2
    await pause(Math.max(0, leftMs))
    if (nth < 5) return await answer(turn, 'right', challenge)
    if (nth === 5) return await answer(turn, 'wrong', challenge)
    if (nth === 6) return await push.cancel(challenge.id, browserOf(racer, challenge))
    if (nth === 7) return void (await push.sweep())
    if (nth === 8) return void (await push.outcome(challenge.id, browserOf(racer, challenge)))
    if (nth === 9) return await ask(racer, turn.round % 2 === 0, false)
    const proof = await push.collect(challenge.id, browserOf(racer, challenge))
    if (typeof proof !== 'string') log.collected.push(challenge.id)
  }

  return async (turn) => {
    if (turn.kind === 3 || turn.kind === 6) return await codes(turn)
    return turn.kind === 5 ? await atTheEnd(turn) : await prompts(turn)
  }
}
