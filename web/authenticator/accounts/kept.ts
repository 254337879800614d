/** What the phone keeps of its accounts, in IndexedDB, where keys that nobody can read may lie; the service worker reads it too. */
import { createStore, del, entries, get, set, type UseStore } from 'idb-keyval'
import type { PhoneAccount } from '../../../src/7-provider/wire.ts'
import type { KeyPair } from '../keys/phone-key.ts'

export interface Account {
  /** The method's id at the server. */
  readonly id: string
  readonly key: KeyPair
  readonly account: PhoneAccount
  /** `claimed`: the words were not compared yet. */
  readonly state: 'claimed' | 'active'
  readonly words: readonly string[]
  /** WebAuthn registration options, until they are used or run out. */
  readonly offer: { readonly confirming: string; readonly expires: number } | undefined
  readonly created: number
}

/** More accounts than this on one phone are refused. */
export const accountsMax = 50

let store: UseStore | undefined
const kept = (): UseStore => {
  store ??= createStore('tocsin-authenticator', 'kept')
  return store
}

const prefix = 'account:'

export async function keptAccounts(): Promise<readonly Account[]> {
  const all = await entries<string, unknown>(kept())
  const accounts = all.filter(([name]) => String(name).startsWith(prefix)).map(([, value]) => value as Account)
  return accounts.sort((one, other) => one.created - other.created)
}

export const keptAccount = (id: string): Promise<Account | undefined> => get<Account>(prefix + id, kept())

export const keepAccount = (account: Account): Promise<void> => set(prefix + account.id, account, kept())

export const forgetAccount = (id: string): Promise<void> => del(prefix + id, kept())

/** The language the person chose here; undefined follows the phone. */
export const keptLanguage = (): Promise<string | undefined> => get<string>('language', kept())

export const keepLanguage = (tag: string | undefined): Promise<void> =>
  tag === undefined ? del('language', kept()) : set('language', tag, kept())
