/** The MFA provider as the server runs it: opens its records and keys, and joins its parts with the detections and the logs. */
import { randomBytes, randomInt } from 'node:crypto'
import { join } from 'node:path'
import type { Endpoint } from '../0-event/event.ts'
import { minuteMs, secondMs } from '../0-event/time.ts'
import type { Identity } from '../2-store/identity/identity.ts'
import { createLiveSeals, digestSecret } from '../2-store/identity/keyring.ts'
import { openIdentity } from '../2-store/identity/open.ts'
import { defaultKept, tidy } from '../2-store/identity/tidy.ts'
import { createMyAccount, type MyAccount } from '../7-provider/account/my-account.ts'
import { createRepudiations, type Repudiations } from '../7-provider/account/repudiation.ts'
import { keepActivities } from '../7-provider/activities.ts'
import { createDirectory, type Directory } from '../7-provider/directory/directory.ts'
import { createDelivery } from '../7-provider/notices/deliver.ts'
import { createNotices } from '../7-provider/notices/queue.ts'
import type { Notices } from '../7-provider/notices.ts'
import type { Oidc } from '../7-provider/oidc/oidc.ts'
import type { Chance, ProviderParts } from '../7-provider/parts.ts'
import { createPush } from '../7-provider/push/create-push.ts'
import type { Push } from '../7-provider/push/push.ts'
import { createPersonSessions, type PersonSessions } from '../7-provider/sessions.ts'
import { defaultProviderSettings, type ProviderSettings } from '../7-provider/settings.ts'
import { createSignIns, type SignIns } from '../7-provider/sign-in/sign-ins.ts'
import { sweepAttempts } from '../7-provider/sign-in/sweep.ts'
import { type ActivityLog, createActivityLog } from './activity-log.ts'
import type { ServerParts } from './api.ts'
import { type Authenticator, createAuthenticator } from './authenticator/authenticator.ts'
import type { ServerConfig } from './config.ts'
import { createMail } from './mail.ts'
import { openOidc } from './oidc.ts'
import { sealingKeys } from './sealing-keys.ts'
import type { Interactions } from './signing-in/interactions.ts'
import { createWeigh } from './weighing.ts'

export interface ProviderServer {
  readonly parts: ProviderParts
  readonly identity: Identity
  readonly push: Push
  readonly sessions: PersonSessions
  readonly signIns: SignIns
  readonly account: MyAccount
  readonly repudiations: Repudiations
  readonly authenticator: Authenticator
  readonly directory: Directory
  readonly notices: Notices
  readonly oidc: Oidc
  /** OpenID Connect, for the sign-in pages; undefined where there is none. */
  readonly interactions?: Interactions | undefined
  close(): Promise<void>
}

const chance: Chance = { bytes: (count) => randomBytes(count), below: (max) => randomInt(max) }

/** What time alone ends is ended this often; what is long over is forgotten this often. */
const sweepMs = secondMs
const tidyMs = minuteMs

const phoneEnds: ReadonlySet<string> = new Set(['removed', 'suspended', 'disabled'])

export interface ProviderWorld extends ServerParts {
  /** Where browsers find us, without a slash at the end. */
  readonly origin: string
}

/** Rejects with a sentence where the records or their keys cannot be had. */
export async function openProvider(world: ProviderWorld): Promise<ProviderServer> {
  const { config, clock, log } = world
  const identity = await openIdentity({ url: config.identityUrl, path: join(config.data, 'identity.sqlite'), clock })
  try {
    const read = sealingKeys(config, chance.bytes)
    const seals = createLiveSeals(read, await digestSecret(identity, read(), chance.bytes), chance.bytes)
    const fault = (error: unknown, doing: string): void => log.error({ err: error }, doing)
    const activityLog = createActivityLog({
      accept: () => world.product().accept,
      organisation: organisationId(config),
      keep: (activities) => keepActivities(identity, activities),
      fault,
    })
    const parts: ProviderParts = {
      identity,
      seals,
      settings: settingsOf(config, world.origin),
      passwords: world.passwords,
      chance,
      clock,
      weigh: createWeigh(world.product, fault),
      tell: activityLog.tell,
      fault,
    }
    return await joined(world, parts, activityLog)
  } catch (error) {
    await identity.close()
    throw error
  }
}

function settingsOf({ organisation, numbers, pushHosts }: ServerConfig, origin: string): ProviderSettings {
  return {
    ...defaultProviderSettings,
    origin,
    organisation: organisation ?? defaultProviderSettings.organisation,
    numbers: { ...defaultProviderSettings.numbers, profile: numbers ?? 'standard' },
    pushHosts: pushHosts ?? [],
  }
}

/** In the column of tenants: letters and figures of its name. */
const organisationId = ({ organisation = 'tocsin' }: ServerConfig): string =>
  organisation
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '') || 'tocsin'

async function joined(world: ProviderWorld, parts: ProviderParts, activityLog: ActivityLog): Promise<ProviderServer> {
  const { config } = world
  const { identity, fault } = parts
  const push = createPush(parts)
  const sessions = createPersonSessions(parts)
  const notices = createNotices(parts)
  const needs = { parts, sessions, push, notices }
  const signIns = createSignIns(parts, push, notices)
  const repudiations = createRepudiations(parts, sessions, push)
  const place = (ip: string) => placeIn(world, ip)
  const authenticator = createAuthenticator(parts, { push, notices, sessions, place })
  activityLog.listen((activity) => {
    // A phone that is taken away hears no more of prompts, whoever took it.
    if (activity.kind === 'method' && activity.method.kind === 'push' && phoneEnds.has(activity.what))
      authenticator.phoneEnded(activity.method.id)
  })
  const directory = createDirectory({
    ...parts,
    notices,
    ended: async (account, why) => sessions.ended({ account, sessions: [], all: true, why, by: undefined }),
    lift: (account, by) => push.lift(account, by),
  })
  const { oidc, interactions } = await openOidc({ config, parts, push, sessions, place })
  const delivery = createDelivery(parts, config.mail === undefined ? undefined : createMail(config.mail))
  const ends = [
    every(sweepMs, fault, 'ending prompts that nobody answered', () => push.sweep()),
    every(sweepMs, fault, 'ending sign-ins that nobody finished', () => sweepAttempts(parts, push, notices)),
    every(tidyMs, fault, 'ending sessions', () => sessions.sweep()),
    every(tidyMs, fault, 'forgetting offers and proofs', () => authenticator.sweep()),
    every(tidyMs, fault, 'forgetting links', () => repudiations.sweep()),
    every(tidyMs, fault, 'forgetting what is long over', async () => {
      const { sessionMs, deviceMs } = parts.settings
      return tidy(identity, await identity.now(), { ...defaultKept, sessionMs, deviceMs })
    }),
    every(tidyMs, fault, 'changing the keys of tokens', () => oidc.sweep()),
    every(5 * secondMs, fault, 'sending notices', () => delivery.deliver()),
  ]
  return {
    parts,
    identity,
    push,
    sessions,
    signIns,
    account: createMyAccount(needs),
    repudiations,
    authenticator,
    directory,
    notices,
    oidc,
    interactions,
    close: async () => {
      for (const end of ends) await end()
      authenticator.close()
      await activityLog.close()
      await identity.close()
    },
  }
}

/** Nothing is known of a place until the store is open. */
function placeIn({ product }: ServerParts, ip: string): Partial<Endpoint> {
  try {
    return product().place(ip)
  } catch {
    return {}
  }
}

/** Does `work` again and again, never twice at once; the answered function ends it and waits for the last. */
function every(ms: number, fault: ProviderParts['fault'], doing: string, work: () => Promise<unknown>): () => Promise<void> {
  let running: Promise<unknown> | undefined
  const timer = setInterval(() => {
    running ??= work()
      .catch((error: unknown) => fault(error, doing))
      .finally(() => {
        running = undefined
      })
  }, ms)
  timer.unref()
  return async () => {
    clearInterval(timer)
    await running
  }
}
