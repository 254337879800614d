/** Whether a person's phone is asked: one transaction that looks at what is open, what was sent before, and what the risk is. */
import type { Endpoint } from '../../0-event/event.ts'
import type { ChallengeRow } from '../../2-store/identity/schema.ts'
import { digits, type NumberLength, numberLength } from '../../5-policy/number.ts'
import { type Allowed, asked, type LaneState, mayAsk, mayAskQuietly } from '../../5-policy/prompt-budget.ts'
import { isSame, newId } from '../secret.ts'
import type { Withheld } from '../sign-in-view.ts'
import { type AskedBy, endByTime, inState, pendingOf, promptTold } from './challenges.ts'
import { cleanText, contextHash, contextOf } from './context.ts'
import { type Held, type PushContext, whileHeld } from './held.ts'
import { laneOf, readLane, writeLane } from './lanes.ts'
import { drawNumber } from './number.ts'
import type { Ask, Asked } from './push.ts'

/** The page says "another sign-in is waiting"; more would be noise. */
const competingMax = 99
const userAgentLengthMax = 512

export const browserPlace = 'browser'
export const numberPlace = (challenge: string): string => `challenge.number_sealed:${challenge}`

export const ask = (context: PushContext, wanted: Ask): Promise<Asked> =>
  whileHeld(context, wanted.account.id, (held) => askHeld(held, wanted), { state: 'no-phone' })

async function askHeld(held: Held, wanted: Ask): Promise<Asked> {
  const { records, account, now, limits } = held
  const pending = await pendingOf(records, account.id)
  const isOver = await endByTime(held, pending)
  if (!held.isActive || !(await hasPhone(held))) return { state: 'no-phone' }
  if (wanted.weighed.level === 'high') return withheld(held, wanted, { why: 'high-risk', quiet: false })
  if (pending !== undefined && !isOver) {
    await compete(held, pending, wanted)
    return withheld(held, wanted, { why: 'busy', until: pending.expires, quiet: false })
  }
  const lane = laneOf(wanted.familiar)
  const before = await readLane(records, account.id, lane)
  const quietly = mayAskQuietly(before, lane, limits, now)
  const allowed: Allowed = wanted.quiet ? quietly : mayAsk(before, limits, now)
  if (!allowed.ok) return withheld(held, wanted, { why: allowed.why, until: allowed.until, quiet: quietly.ok })
  return send(held, wanted, before)
}

async function hasPhone({ records, account }: Held): Promise<boolean> {
  const phone = await records
    .selectFrom('method')
    .select('id')
    .where('account_id', '=', account.id)
    .where('kind', '=', 'push')
    .where('state', '=', 'active')
    .executeTakeFirst()
  return phone !== undefined
}

/** The one that waits stays as it is; only the person learns that there are others. A browser that asks twice is no other. */
async function compete({ parts, records, now }: Held, pending: ChallengeRow, wanted: Ask): Promise<void> {
  if (isSame(pending.browser_hash, parts.seals.digest(browserPlace, wanted.browserSecret))) return
  await records
    .updateTable('challenge')
    .set((row) => ({ competing: row('competing', '+', 1) }))
    .where('id', '=', pending.id)
    .where('state', '=', inState('pending'))
    .where('expires', '>', now)
    .where('competing', '<', competingMax)
    .execute()
}

async function send(held: Held, wanted: Ask, before: LaneState): Promise<Asked> {
  const { records, parts, now, limits } = held
  const length = lengthFor(held, wanted)
  const number = drawNumber(parts.chance, length, await lastNumber(held, digits(length)))
  const challenge = challengeOf(held, wanted, length, number)
  const { numInsertedOrUpdatedRows } = await records
    .insertInto('challenge')
    .values(challenge)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  // The person's row is held, so nobody else can have begun one; the index on pending ones makes sure.
  if (numInsertedOrUpdatedRows !== 1n) return withheld(held, wanted, { why: 'busy', quiet: false })
  await writeLane(held, laneOf(wanted.familiar), before, asked(before, wanted.quiet, limits, now))
  held.tell.push(promptTold(held, challenge, 'sent'))
  if (!wanted.quiet) held.hear.push({ type: 'prompt', challenge: challenge.id, account: challenge.account_id })
  return { state: 'sent', challenge: challenge.id, number, length, expires: challenge.expires }
}

const lengthFor = ({ parts }: Held, { familiar, privileged, quiet, weighed }: Ask): NumberLength =>
  numberLength(parts.settings.numbers, { familiar, privileged, quiet, level: weighed.level })

function challengeOf({ parts, account, now }: Held, wanted: Ask, length: NumberLength, number: string): ChallengeRow {
  const { seals, settings, chance } = parts
  const id = newId(chance)
  const shown = JSON.stringify(contextOf(wanted, now))
  return {
    id,
    account_id: account.id,
    kind: wanted.kind,
    state: 'pending',
    quiet: wanted.quiet ? 1 : 0,
    familiar: wanted.familiar ? 1 : 0,
    protocol: cleanText(wanted.protocol),
    number_sealed: seals.seal(numberPlace(id), number),
    number_length: digits(length),
    context: shown,
    context_hash: contextHash(shown),
    browser_hash: seals.digest(browserPlace, wanted.browserSecret),
    asked: JSON.stringify(askedByOf(wanted)),
    competing: 0,
    created: now,
    expires: now + settings.challengeMs,
    answered: null,
    method_id: null,
    verified: 0,
    notices: 0,
  }
}

const askedByOf = ({ app, src, flow }: Ask): AskedBy => ({
  app: { id: app.id, name: cleanText(app.name) },
  src: shortened(src),
  flow,
})

const shortened = (src: Endpoint): Endpoint =>
  src.userAgent === undefined ? src : { ...src, userAgent: src.userAgent.slice(0, userAgentLengthMax) }

/** The number of the question before, where it had as many digits. */
async function lastNumber({ parts, records, account }: Held, numberDigits: number): Promise<string | undefined> {
  const last = await records
    .selectFrom('challenge')
    .select(['id', 'number_sealed', 'number_length'])
    .where('account_id', '=', account.id)
    .orderBy('created', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (last === undefined || last.number_length !== numberDigits) return undefined
  try {
    return parts.seals.open(numberPlace(last.id), last.number_sealed)
  } catch (error) {
    // An old number under a key that is gone must not keep a person from signing in.
    parts.fault(error, 'comparing a new number with the last')
    return undefined
  }
}

const words: Readonly<Record<Withheld, string>> = {
  suppressed: 'prompts are held back for this person',
  budget: 'too many prompts without a sign-in',
  'cool-down': 'a prompt was just refused or left unanswered',
  gap: 'a prompt was sent a moment ago',
  busy: 'another sign-in is waiting for an answer',
  'high-risk': 'the risk is high',
}

/** Told once for each attempt to sign in, however often it asks. */
function withheld(
  held: Held,
  wanted: Ask,
  { why, until, quiet }: { readonly why: Withheld; readonly until?: number; readonly quiet: boolean },
): Asked {
  const { app, src, flow } = askedByOf(wanted)
  held.tell.push({
    id: `withheld:${flow}`,
    time: held.now,
    account: held.account,
    src,
    app,
    flow,
    kind: 'prompt',
    result: 'withheld',
    numberLength: digits(lengthFor(held, wanted)),
    familiar: wanted.familiar,
    quiet: wanted.quiet,
    protocol: cleanText(wanted.protocol),
    why: words[why],
  })
  return { state: 'withheld', why, until, quiet }
}
