/** The first administrator: a link that works once, is renewed at each start until it was used, and ends after a day. */
import type { Records } from '../2-store/records.ts'
import { addFirstAdministrator, hasAdministrator, keepSetting, setting } from '../2-store/records-access.ts'
import { weakness } from '../7-provider/methods/password.ts'
import type { Passwords } from './passwords.ts'
import { problem } from './problem.ts'
import { hashSecret, newSecret, sameSecret } from './secrets.ts'

const lifetimeMs = 24 * 3_600_000
const kept = 'setup-link'

/** The secret of a new link, ending any earlier one; undefined where there is an administrator. */
export async function newSetupLink(records: Records, now: number): Promise<string | undefined> {
  if (await hasAdministrator(records)) return undefined
  const secret = newSecret()
  await keepSetting(records, kept, `${now + lifetimeMs} ${hashSecret(secret)}`)
  return secret
}

/** Makes the first administrator. Throws 410 where the link was used or is over, 403 where it is not ours, 400 for a weak password. */
export async function setUp(
  records: Records,
  passwords: Passwords,
  given: { readonly token: string; readonly name: string; readonly password: string },
  now: number,
): Promise<void> {
  if (await hasAdministrator(records)) throw used()
  const [ends = '0', hash = ''] = (await setting(records, kept))?.split(' ') ?? []
  if (!sameSecret(hashSecret(given.token), hash)) throw problem(403, 'forbidden', 'This is not the set-up link of the last start.')
  if (now > Number(ends)) throw problem(410, 'gone', 'This set-up link is over a day old. Start Tocsin again for a new one.')
  const weak = weakness(given.password, given.name)
  if (weak !== undefined) throw problem(400, 'bad_request', weak)
  const row = { name: given.name, password_hash: await passwords.hash(given.password), created: now }
  if (!(await addFirstAdministrator(records, row))) throw used()
}

const used = () => problem(410, 'gone', 'The set-up link was used already. Sign in instead.')
