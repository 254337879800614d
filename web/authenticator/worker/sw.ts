/** The service worker: keeps the app's files for a start without a network, and shows notices of prompts also while the app is closed. */
/// <reference lib="webworker" />
import type { PushMessage } from '../../../src/7-provider/wire.ts'
import { keptAccounts } from '../accounts/kept.ts'
import { subscriptionFor, tell } from '../notices/subscription.ts'
import { pushKey } from '../wire/phone.ts'
import { readMessage } from './message.ts'
import type { FromWorker, ToWorker } from './messages.ts'
import { showPrompt } from './show.ts'

declare const self: ServiceWorkerGlobalScope
declare const __SHELL_VERSION__: string
declare const __SHELL_FILES__: readonly string[]

const page = '/authenticator'
const prefix = 'authenticator-'
const cacheName = prefix + __SHELL_VERSION__

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches.open(cacheName).then((cache) => cache.addAll(__SHELL_FILES__.map((file) => new Request(file, { cache: 'reload' })))),
  )
})

self.addEventListener('activate', (event) => {
  event.waitUntil(forgetOlder().then(() => self.clients.claim()))
})

/** This worker's version may wait for the next start; a page that is at rest says when. */
self.addEventListener('message', (event) => {
  if ((event.data as ToWorker).type === 'take-over') event.waitUntil(self.skipWaiting())
})

async function forgetOlder(): Promise<void> {
  const names = await caches.keys()
  await Promise.all(names.filter((name) => name.startsWith(prefix) && name !== cacheName).map((name) => caches.delete(name)))
}

/** Only the app's own files; everything else goes the usual way. */
self.addEventListener('fetch', (event) => {
  const { pathname, origin } = new URL(event.request.url)
  if (event.request.method !== 'GET' || origin !== self.location.origin) return
  const file = pathname === `${page}/` ? page : pathname
  if (!__SHELL_FILES__.includes(file)) return
  event.respondWith(kept(file).then((answer) => answer ?? fetch(event.request)))
})

const kept = async (file: string): Promise<Response | undefined> => (await caches.open(cacheName)).match(file)

self.addEventListener('push', (event) => {
  event.waitUntil(pushed(readMessage(event.data?.text())))
})

async function pushed(message: PushMessage | undefined): Promise<void> {
  const isSeen = (await pages()).some(({ visibilityState }) => visibilityState === 'visible')
  await showPrompt(self.registration, message, { isSeen, languages: navigator.languages })
}

const pages = (): Promise<readonly WindowClient[]> => self.clients.matchAll({ type: 'window', includeUncontrolled: true })

self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(open(event.notification.data as Partial<PushMessage> | undefined))
})

async function open(data: Partial<PushMessage> | undefined): Promise<void> {
  const { kid, id } = data ?? {}
  const hasPrompt = kid !== undefined && id !== undefined
  const shown = (await pages()).find(({ url }) => new URL(url).pathname.replace(/\/$/, '') === page)
  if (shown === undefined) {
    await self.clients.openWindow(hasPrompt ? `${page}#prompt/${encodeURIComponent(kid)}/${encodeURIComponent(id)}` : page)
    return
  }
  await shown.focus()
  if (!hasPrompt) return
  const message: FromWorker = { type: 'open', account: kid, prompt: id }
  shown.postMessage(message)
}

/** The browser changed where notices go: every account's server is told, or prompts would stay away silently. */
self.addEventListener('pushsubscriptionchange', (event) => {
  ;(event as ExtendableEvent).waitUntil(renewAll())
})

async function renewAll(): Promise<void> {
  for (const account of await keptAccounts()) {
    const key = await pushKey(account)
    if (account.state === 'active' && key.ok) await tell(account, await subscriptionFor(self.registration.pushManager, key.value.key))
  }
}
