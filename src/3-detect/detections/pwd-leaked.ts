/** The password of an account is known to others: the provider says so, or the account stands on a list of leaks and the password is older. */
import type { Event } from '../../0-event/event.ts'
import { dayMs } from '../../0-event/time.ts'
import type { Leak } from '../../1-ingest/networks.ts'
import { detection, type Moment, type Verdict } from '../detection.ts'
import { probability, total } from '../doubt.ts'
import { higher, levelOf } from '../episode.ts'
import type { Contribution, Level } from '../finding.ts'
import { metNow } from '../leaks.ts'

/**
 * Our reasoning: Entra calls leaked credentials high at all times, since the hash of the very password was found. A list of accounts says less:
 * most leaked passwords are another site's or changed long ago. One proof only makes a right one enough.
 */
const logOdds = { prior: -3, vendor: 5, listed: 1.5, fresh: 1, single: 2, elsewhere: 1, privileged: 1 }

export const leaked = detection({
  id: 'pwd.leaked',
  title: 'The password was leaked',
  technique: ['T1589.001'],
  riskEventType: 'leakedCredentials',
  keyedBy: 'person',
  phase: 'password',
  on: ['vendor_risk', 'signed_in', 'password'],
  settings: {
    freshDays: { default: 90, unit: 'days', meaning: 'A leak that became known within so many days counts as fresh.' },
  },
  decide(moment, settings) {
    const { event } = moment
    if (event === undefined) return undefined
    if (event.kind === 'vendor_risk')
      return isLeak(event.risk)
        ? verdict(
            moment,
            event,
            byVendor(event.risk),
            `${providers[event.source] ?? event.source} found the password among leaked ones`,
            'high',
          )
        : undefined
    const leak = metNow(moment)
    return leak === undefined ? undefined : verdict(moment, event, byList(leak, event, settings.freshDays), sentence(leak), 'low')
  },
})

/** Entra `leakedCredentials`, Okta "Breached credential detected", Auth0 `pwd_leak`, Google `account_disabled_password_leak`. */
const isLeak = (risk: string): boolean => /leak|breached/i.test(risk)

const providers: Readonly<Record<string, string>> = {
  'entra-id': 'Entra ID',
  okta: 'Okta',
  auth0: 'Auth0',
  'google-workspace': 'Google',
}

const byVendor = (risk: string): readonly Contribution[] => [{ because: `the provider's ${risk}`, logOdds: logOdds.vendor }]

function byList({ list, since }: Leak, event: Event, freshDays: number): readonly Contribution[] {
  const isFresh = since !== undefined && event.time - since <= freshDays * dayMs
  const found = [{ because: `on the list ${list}`, logOdds: logOdds.listed }]
  if (isFresh) found.push({ because: `known for less than ${freshDays} days`, logOdds: logOdds.fresh })
  if (event.kind === 'sign_in' && event.proof === 'single') found.push({ because: 'the password alone lets in', logOdds: logOdds.single })
  return found
}

const sentence = ({ list, since }: Leak): string =>
  since === undefined
    ? `The account is on the list of leaks ${list}, and no log shows that its password was changed`
    : `The account is on the list of leaks ${list} since ${new Date(since).toISOString().slice(0, 10)}, and its password was not changed after it`

function verdict(moment: Moment, event: Event, told: readonly Contribution[], why: string, floor: Level): Verdict {
  const contributions: Contribution[] = [{ because: 'before anything is known', logOdds: logOdds.prior }, ...told]
  const isStrange = event.kind === 'password' && event.src !== undefined && !moment.source.own
  if (isStrange) contributions.push({ because: 'it was typed from elsewhere', logOdds: logOdds.elsewhere })
  if (moment.context.privileged) contributions.push({ because: 'a privileged account', logOdds: logOdds.privileged })
  contributions.sort((one, other) => Math.abs(other.logOdds) - Math.abs(one.logOdds))
  const score = probability(total(contributions))
  return { level: higher(levelOf(score), floor), score, why, events: [event], contributions }
}
