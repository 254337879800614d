/** Web Push for this phone: one subscription of the browser, told to the server of each account that wants notices. */
import type { Account } from '../accounts/kept.ts'
import { pushKey, unsubscribe } from '../wire/phone.ts'
import { subscriptionFor, tell } from './subscription.ts'

export type NoticesCan =
  /** Notices work, once allowed. */
  | 'yes'
  /** iPhone and iPad: only from the home screen. */
  | 'home-screen'
  | 'refused'
  | 'no'

export const isInstalled = (): boolean => matchMedia('(display-mode: standalone)').matches

/** iPadOS calls itself a Mac, but no Mac has more than one touch point. */
const isApple = (): boolean =>
  /iPhone|iPad|iPod/.test(navigator.userAgent) || (/Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints > 1)

export function noticesCan(): NoticesCan {
  const has = 'serviceWorker' in navigator && 'PushManager' in globalThis && 'Notification' in globalThis
  if (!has) return isApple() && !isInstalled() ? 'home-screen' : 'no'
  return Notification.permission === 'denied' ? 'refused' : 'yes'
}

/** Asks the person, so it has to follow a tap. */
export async function switchOn(account: Account): Promise<'on' | 'refused' | 'failed'> {
  if ((await Notification.requestPermission()) !== 'granted') return 'refused'
  return (await renew(account)) ? 'on' : 'failed'
}

/** Tells the server where notices go, also after the browser changed the address. False where that did not work. */
export async function renew(account: Account): Promise<boolean> {
  const key = await pushKey(account)
  if (!key.ok) return false
  try {
    const { pushManager } = await navigator.serviceWorker.ready
    const subscription = await subscriptionFor(pushManager, key.value.key)
    return (await tell(account, subscription)).ok
  } catch {
    return false
  }
}

export const switchOff = (account: Account) => unsubscribe(account)
