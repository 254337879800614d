/** One push subscription of this browser, told to the server of each account; the page and the service worker both do it. */
import type { Account } from '../accounts/kept.ts'
import { subscribe } from '../wire/phone.ts'

/** A subscription made for another server key is of no use: that server's notices would be refused. */
export async function subscriptionFor(pushManager: PushManager, key: string): Promise<PushSubscription> {
  const options = { userVisibleOnly: true, applicationServerKey: key }
  try {
    return await pushManager.subscribe(options)
  } catch (error) {
    const other = await pushManager.getSubscription()
    if (other === null) throw error
    await other.unsubscribe()
    return pushManager.subscribe(options)
  }
}

export function tell(account: Account, subscription: PushSubscription) {
  const { endpoint, keys } = subscription.toJSON()
  return subscribe(account, { endpoint: endpoint ?? '', keys: { p256dh: keys?.['p256dh'] ?? '', auth: keys?.['auth'] ?? '' } })
}
