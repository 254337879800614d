/** Shows the notice of a prompt: asks the server what it is about, and takes the notice away when the prompt is over. */
import type { PhonePrompt, PushMessage } from '../../../src/7-provider/wire.ts'
import { type Account, keptAccount, keptLanguage } from '../accounts/kept.ts'
import { placeText } from '../prompt/place.ts'
import { speechFor } from '../text/languages.ts'
import { type Spoken, sayIn, writingIn } from '../text/say.ts'
import { serverNow } from '../wire/clock.ts'
import { openPrompt } from '../wire/phone.ts'

interface Around {
  /** The app is in front: it shows the prompt itself, but browsers want a notice for every push. */
  readonly isSeen: boolean
  readonly languages: readonly string[]
}

/** How often, while the browser lets the worker run, it looks whether the prompt is over. */
const lookEveryMs = 10_000

export async function showPrompt(registration: ServiceWorkerRegistration, message: PushMessage | undefined, around: Around): Promise<void> {
  const spoken = await speakIn(around.languages)
  const account = message === undefined ? undefined : await keptAccount(message.kid)
  if (message === undefined || account === undefined) return plainNotice(registration, message, spoken)
  const reply = await openPrompt(account, { id: message.id })
  if (!reply.ok && reply.failure.kind !== 'gone') return plainNotice(registration, message, spoken)
  const prompt = reply.ok ? reply.value : undefined
  if (prompt === undefined) return overNotice(registration, message, spoken)
  await promptNotice(registration, message, prompt, spoken, around.isSeen)
  await closeWhenOver(registration, account, prompt)
}

async function speakIn(languages: readonly string[]): Promise<Spoken> {
  const chosen = await keptLanguage().catch(() => undefined)
  const speech = await speechFor(chosen === undefined ? languages : [chosen])
  return { say: sayIn(speech), write: writingIn(speech) }
}

const icon = '/authenticator/icon-192.png'

/** The number is nowhere in it: the phone does not know it (T12). */
async function promptNotice(
  registration: ServiceWorkerRegistration,
  message: PushMessage,
  prompt: PhonePrompt,
  { say, write }: Spoken,
  isSeen: boolean,
): Promise<void> {
  await registration.showNotification(say('notice.title', { app: prompt.context.app }), {
    body: say('notice.body', { place: placeText(prompt.context, say, write) }),
    tag: prompt.id,
    icon,
    data: message,
    silent: isSeen,
    requireInteraction: true,
  })
}

async function plainNotice(registration: ServiceWorkerRegistration, message: PushMessage | undefined, { say }: Spoken): Promise<void> {
  await registration.showNotification(say('notice.unknownTitle'), {
    body: say('notice.unknownBody'),
    tag: message?.id ?? 'waiting',
    icon,
    data: message,
  })
}

async function overNotice(registration: ServiceWorkerRegistration, { id }: PushMessage, { say }: Spoken): Promise<void> {
  await closeNotice(registration, id)
  await registration.showNotification(say('notice.overTitle'), { body: say('notice.overBody'), tag: 'over', icon, silent: true })
}

async function closeWhenOver(registration: ServiceWorkerRegistration, account: Account, { id, expires }: PhonePrompt): Promise<void> {
  while (serverNow() < expires) {
    await new Promise((resolve) => setTimeout(resolve, Math.min(lookEveryMs, Math.max(0, expires - serverNow()))))
    if ((await registration.getNotifications({ tag: id })).length === 0) return
    const reply = await openPrompt(account, { id })
    if (reply.ok ? reply.value === undefined : reply.failure.kind === 'gone') break
  }
  await closeNotice(registration, id)
}

async function closeNotice(registration: ServiceWorkerRegistration, tag: string): Promise<void> {
  for (const notice of await registration.getNotifications({ tag })) notice.close()
}
