/** The page's side of the service worker: starts it, takes a new version at the next start, and opens what a tapped notice was about. */
import { useEffect } from 'react'
import { readAccounts } from '../accounts/accounts.ts'
import type { FromWorker, ToWorker } from '../worker/messages.ts'
import { currentRoute, go } from './go.ts'

const script = '/authenticator/sw.js'
const scope = '/authenticator'

/** Nothing can be lost by a reload on these screens. */
const isIdle = (): boolean => ['list', 'help', 'account'].includes(currentRoute().screen)

export function useWorker(): void {
  useEffect(() => {
    const { serviceWorker } = navigator
    if (serviceWorker === undefined) return
    const wasControlled = serviceWorker.controller !== null
    const replaced = (): void => {
      if (wasControlled && isIdle()) location.reload()
    }
    const told = ({ data }: MessageEvent<FromWorker>): void => {
      if (data.type === 'open') go({ screen: 'prompt', account: data.account, prompt: data.prompt })
      else void readAccounts()
    }
    const looked = (): void => {
      if (!document.hidden) void serviceWorker.getRegistration(scope).then(takeNew)
    }
    serviceWorker.addEventListener('controllerchange', replaced)
    serviceWorker.addEventListener('message', told)
    document.addEventListener('visibilitychange', looked)
    serviceWorker.register(script, { scope, updateViaCache: 'none' }).then(takeNew, () => undefined)
    return () => {
      serviceWorker.removeEventListener('controllerchange', replaced)
      serviceWorker.removeEventListener('message', told)
      document.removeEventListener('visibilitychange', looked)
    }
  }, [])
}

/** A version that came last time is taken now; whether there is a newer one is asked for the next time. */
async function takeNew(registration: ServiceWorkerRegistration | undefined): Promise<void> {
  if (registration === undefined) return
  const take: ToWorker = { type: 'take-over' }
  if (isIdle()) registration.waiting?.postMessage(take)
  await registration.update().catch(() => undefined)
}
