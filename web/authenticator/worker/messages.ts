/** What the service worker and the page say to each other. */

export type ToWorker = { readonly type: 'take-over' }

export type FromWorker =
  | { readonly type: 'open'; readonly account: string; readonly prompt: string }
  | { readonly type: 'accounts-changed' }
