/** Parts for tests: records in a temporary folder, a clock that is moved by hand, chance that repeats itself, and what was told. */
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Identity } from '../2-store/identity/identity.ts'
import { openIdentitySqlite } from '../2-store/identity/open-sqlite.ts'
import type { AccountRow } from '../2-store/identity/schema.ts'
import { createSeals, keyIdOf } from '../2-store/identity/seal.ts'
import type { Activity } from './activity.ts'
import type { AccountNames, Chance, ProviderParts, Visitor, Weighed } from './parts.ts'
import { defaultProviderSettings, type ProviderSettings } from './settings.ts'

export interface TestProvider {
  readonly parts: ProviderParts
  /** Moves the clock, which the database shares, by so many milliseconds. */
  later(ms: number): void
  /** What was told so far, oldest first. */
  readonly told: Activity[]
  /** What went wrong inside. */
  readonly faults: string[]
  /** What the detections will say of the next attempts. */
  weighs(weighed: Weighed): void
  /** Makes an account; `password` is what the fake hash takes. */
  account(name: string, changes?: Partial<AccountRow> & { readonly password?: string }): Promise<AccountNames>
  end(): Promise<void>
}

export interface TestOptions {
  readonly settings?: Partial<ProviderSettings> | undefined
  /** Another database than SQLite in a temporary folder. */
  readonly open?: ((clock: () => number) => Promise<Identity>) | undefined
  readonly seed?: string | undefined
}

export const testOrigin = 'https://id.example.com'
export const testStart = Date.UTC(2026, 0, 5, 9)

export async function testProvider(options: TestOptions = {}): Promise<TestProvider> {
  let now = testStart
  const clock = (): number => now
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-provider-'))
  const identity = (await options.open?.(clock)) ?? openIdentitySqlite(join(folder, 'identity.sqlite'), clock)
  const chance = testChance(options.seed ?? 'seed')
  const told: Activity[] = []
  const faults: string[] = []
  let weighed: Weighed = { level: 'none', unusual: [] }
  const secret = createHash('sha256').update('test key').digest()
  const parts: ProviderParts = {
    identity,
    seals: createSeals([{ id: keyIdOf(secret), secret }], secret, (count) => chance.bytes(count)),
    settings: { ...defaultProviderSettings, origin: testOrigin, ...options.settings },
    passwords: { hash: async (password) => `fast:${password}`, verify: async (kept, password) => kept === `fast:${password}` },
    chance,
    clock,
    weigh: async () => weighed,
    tell: (activities) => told.push(...activities),
    fault: (error, doing) => faults.push(`${doing}: ${String(error)}`),
  }
  return {
    parts,
    told,
    faults,
    later: (ms) => {
      now += ms
    },
    weighs: (next) => {
      weighed = next
    },
    account: (name, changes) => addTestAccount(parts, name, changes),
    end: async () => {
      await identity.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function addTestAccount(
  { identity, chance, clock }: ProviderParts,
  name: string,
  changes: Partial<AccountRow> & { readonly password?: string } = {},
): Promise<AccountNames> {
  const { password, ...row } = changes
  const made: AccountRow = {
    id: chance.bytes(16).toString('base64url'),
    name,
    name_key: name.normalize('NFKC').toLowerCase(),
    display_name: name.split('@')[0] ?? name,
    given_name: null,
    family_name: null,
    email: name,
    emails: JSON.stringify([name]),
    locale: null,
    state: 'active',
    privileged: 0,
    password_hash: password === undefined ? null : `fast:${password}`,
    password_changed: password === undefined ? null : clock(),
    external_id: null,
    source: 'local',
    extra: '{}',
    created: clock(),
    updated: clock(),
    ...row,
  }
  await identity.records.insertInto('account').values(made).execute()
  return { id: made.id, name: made.name, displayName: made.display_name, email: made.email ?? undefined }
}

/** Numbers from SHA-256 of a counter: the same for the same seed. */
export function testChance(seed: string): Chance {
  let count = 0
  const bytes = (wanted: number): Buffer => {
    const blocks: Buffer[] = []
    for (let have = 0; have < wanted; have += 32) blocks.push(createHash('sha256').update(`${seed} ${count++}`).digest())
    return Buffer.concat(blocks).subarray(0, wanted)
  }
  // Six bytes hold every whole number below 2^48: what is cut off by the remainder is beyond notice.
  return { bytes, below: (max) => bytes(6).readUIntBE(0, 6) % max }
}

export const visitor = (
  ip = '198.51.100.7',
  userAgent = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36',
): Visitor => ({
  src: {
    ip,
    country: 'NL',
    city: 'Utrecht',
    latitude: 52.09,
    longitude: 5.12,
    accuracyKm: 20,
    asn: 1136,
    asnName: 'KPN',
    browser: 'Chrome',
    os: 'Windows',
    userAgent,
  },
  userAgent,
})
