/** Sends the notices that are due: each once, by whichever node claims it first, again later where it fails, and given up at last. */
import { dayMs, minuteMs } from '../../0-event/time.ts'
import type { NoticeRow } from '../../2-store/identity/schema.ts'
import { type NoticeKind, noticeKinds } from '../notices.ts'
import type { ProviderParts } from '../parts.ts'
import { type NoticeBody, never, noticeBody } from './queue.ts'
import { type NoticeText, noticeText } from './words.ts'

export interface Mail extends NoticeText {
  readonly to: string
}

/** Resolves when the mail server took it; rejects with why not. Undefined where no mail is set up. */
export type Send = ((mail: Mail) => Promise<void>) | undefined

export interface Delivery {
  /** Sends what is due, at most 50; called every few seconds, never twice at once on one node. Rejects only where the records cannot be read. */
  deliver(): Promise<{ readonly sent: number; readonly failed: number }>
}

const runMax = 50
/** A mail server that fails so often in a row is left alone until the next run. */
const failuresInRowMax = 3
const triesMax = 8
/** Longer than a mail takes: a node that died in between does not keep it from being sent. */
const claimMs = 5 * minuteMs
const keptMs = 90 * dayMs

/** One, two, four … minutes; the eighth try is two hours after the first. */
const waitMs = (tries: number): number => minuteMs * 2 ** (tries - 1)

export function createDelivery(parts: ProviderParts, send: Send): Delivery {
  let toldNoMail = false
  return {
    deliver: async () => {
      const { identity } = parts
      const now = await identity.now()
      await identity.records
        .deleteFrom('notice')
        .where('created', '<', now - keptMs)
        .execute()
      if (send !== undefined) return deliverDue(parts, send, now)
      if ((await keepUnsent(parts, now)) && !toldNoMail) {
        toldNoMail = true
        parts.fault(
          new Error('No mail is set up, so people are not told of changes of their account. Give the setting mail.'),
          'sending notices',
        )
      }
      return { sent: 0, failed: 0 }
    },
  }
}

/** They stand in the person's history. Sending them when mail is set up one day would frighten people with old news. */
async function keepUnsent({ identity }: ProviderParts, now: number): Promise<boolean> {
  const kept = await identity.records
    .updateTable('notice')
    .set({ due: never, error: 'No mail is set up.' })
    .where('sent', 'is', null)
    .where('due', '<=', now)
    .executeTakeFirst()
  return kept.numUpdatedRows > 0n
}

async function deliverDue(parts: ProviderParts, send: NonNullable<Send>, now: number): Promise<{ sent: number; failed: number }> {
  const due = await parts.identity.records
    .selectFrom('notice')
    .innerJoin('account', 'account.id', 'notice.account_id')
    .selectAll('notice')
    .select('account.name')
    .where('notice.sent', 'is', null)
    .where('notice.due', '<=', now)
    .orderBy('notice.due')
    .limit(runMax)
    .execute()
  let sent = 0
  let failed = 0
  let inRow = 0
  for (const row of due) {
    if (inRow >= failuresInRowMax) break
    if (!(await claim(parts, row, now))) continue
    const isSent = await sendOne(parts, send, row)
    if (isSent) sent++
    else failed++
    inRow = isSent ? 0 : inRow + 1
  }
  return { sent, failed }
}

/** False where another node took it. */
async function claim({ identity }: ProviderParts, row: NoticeRow, now: number): Promise<boolean> {
  const claimed = await identity.records
    .updateTable('notice')
    .set({ due: now + claimMs, tries: row.tries + 1 })
    .where('id', '=', row.id)
    .where('tries', '=', row.tries)
    .where('sent', 'is', null)
    .executeTakeFirst()
  return claimed.numUpdatedRows === 1n
}

async function sendOne(parts: ProviderParts, send: NonNullable<Send>, row: NoticeRow & { readonly name: string }): Promise<boolean> {
  const body = noticeBody(row)
  try {
    await send(mailOf(parts, row, body))
  } catch (error) {
    await putOff(parts, row, error)
    return false
  }
  const { link: _, ...kept } = body
  await parts.identity.records
    .updateTable('notice')
    .set({ sent: await parts.identity.now(), error: null, body: JSON.stringify(kept) })
    .where('id', '=', row.id)
    .execute()
  return true
}

function mailOf({ seals, settings }: ProviderParts, row: NoticeRow & { readonly name: string }, body: NoticeBody): Mail {
  const link = body.link === undefined ? undefined : seals.open(`notice.link:${row.id}`, body.link)
  const { organisation, origin } = settings
  const facts = { kind: kindOf(row.kind), values: body.values, organisation, origin, name: row.name, time: row.created, link }
  return { to: body.to, ...noticeText(facts) }
}

function kindOf(text: string): NoticeKind {
  const kind = noticeKinds.find((each) => each === text)
  if (kind === undefined) throw new Error(`There is no notice of the kind "${text}".`)
  return kind
}

const reasonMax = 300

async function putOff({ identity, fault }: ProviderParts, row: NoticeRow, error: unknown): Promise<void> {
  const tries = row.tries + 1
  const isOver = tries >= triesMax
  const why = (error instanceof Error ? error.message : String(error)).slice(0, reasonMax)
  await identity.records
    .updateTable('notice')
    .set({ due: isOver ? never : (await identity.now()) + waitMs(tries), error: why })
    .where('id', '=', row.id)
    .execute()
  if (isOver) fault(new Error(`A notice could not be sent in ${triesMax} tries and was given up: ${why}`), 'sending notices')
}
