/** The accounts as the page sees them, and what waits for an answer in each. */
import { watched } from '../../console/wire/watched.ts'
import { type Account, forgetAccount, keepAccount, keptAccounts } from './kept.ts'

/** Undefined until the phone's storage was read. */
export const accounts = watched<readonly Account[] | undefined>(undefined)

/** The open prompt of each account, by the account's id. */
export const waiting = watched<ReadonlyMap<string, string>>(new Map())

/** Prompts that are known to be over, newest last; the oldest are forgotten. */
export const ended = watched<ReadonlySet<string>>(new Set())
const endedMax = 50

export async function readAccounts(): Promise<void> {
  accounts.set(await keptAccounts())
}

export async function keep(account: Account): Promise<void> {
  await keepAccount(account)
  await readAccounts()
}

export async function forget(id: string): Promise<void> {
  await forgetAccount(id)
  isOver(id)
  await readAccounts()
}

export function isWaiting(account: string, prompt: string): void {
  if (waiting.get().get(account) !== prompt && !ended.get().has(prompt)) waiting.set(new Map(waiting.get()).set(account, prompt))
}

/** Without `prompt`: whatever waited. */
export function isOver(account: string, prompt?: string): void {
  const now = waiting.get().get(account)
  if (now === undefined || (prompt !== undefined && prompt !== now)) return
  const left = new Map(waiting.get())
  left.delete(account)
  waiting.set(left)
  hasEnded(now)
}

/** Remembers it, and takes its notice away. */
export function hasEnded(prompt: string): void {
  ended.set(new Set([...ended.get(), prompt].slice(-endedMax)))
  void closeNotice(prompt)
}

async function closeNotice(prompt: string): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration('/authenticator')
  for (const notice of (await registration?.getNotifications({ tag: prompt })) ?? []) notice.close()
}
