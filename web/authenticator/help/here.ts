/** What this phone and browser can do for the app, found out where the help is read. */
import { isInstalled, noticesCan } from '../notices/notices.ts'
import { canScan } from '../scan/detector.ts'

export interface Here {
  readonly notices: 'on' | 'off' | 'none'
  readonly isInstalled: boolean
  /** The browser promised not to delete what the app keeps. */
  readonly isKept: boolean
  readonly scans: boolean
  readonly confirms: boolean
}

export async function lookAround(): Promise<Here> {
  const { canConfirm } = await import('../keys/confirm.ts')
  const can = noticesCan()
  return {
    notices: can === 'no' || can === 'home-screen' ? 'none' : Notification.permission === 'granted' ? 'on' : 'off',
    isInstalled: isInstalled(),
    isKept: (await navigator.storage?.persisted?.().catch(() => false)) ?? false,
    scans: await canScan(),
    confirms: await canConfirm(),
  }
}

/** Asked once there is something to keep; browsers grant it silently, ask, or refuse. */
export async function askToKeep(): Promise<void> {
  if ((await navigator.storage?.persisted?.().catch(() => true)) === false) await navigator.storage.persist().catch(() => false)
}
