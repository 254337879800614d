/** An app nobody here knows is given the mailbox or the files. */
import { changeVerdict, riskBefore } from '../account.ts'
import { detection } from '../detection.ts'
import type { Contribution } from '../finding.ts'

/** What is worth stealing, and what lasts (Elastic's and Splunk's rules on consent name the same kinds). */
const reads =
  /^(?:mail|files|sites|notes|contacts|calendars|chat|user\.read\.all|directory|group|mailboxsettings)\b|gmail|drive|full_access_as_app|ediscovery/i
/** The mailbox and the directory are what such apps are made for. */
const prized = /^(?:mail|mailboxsettings|directory|user\.read\.all)\b|gmail|full_access_as_app|ediscovery/i
const writes = /send|write|manage|full_access|fullcontrol/i

export const illicitConsent = detection({
  id: 'oauth.illicit_consent',
  title: 'An unknown app was given access',
  technique: ['T1528'],
  riskEventType: 'generic',
  keyedBy: 'person',
  phase: 'foothold',
  on: ['change'],
  settings: {
    popularMin: { default: 3, unit: 'persons', meaning: 'An app so many gave access before is ordinary here.' },
    riskMinutes: { default: 120, unit: 'minutes', meaning: 'How long before it a doubt about the person counts.' },
  },
  decide(moment, settings) {
    const { event } = moment
    if (event?.kind !== 'change' || event.what !== 'consent_granted' || event.outcome !== 'success') return undefined
    const scopes = event.detail?.scopes ?? []
    const wanted = scopes.filter((scope) => reads.test(scope))
    if (wanted.length === 0 && event.detail?.consentFor !== 'everybody') return undefined
    const before = moment.books.consents.before(event)
    const reasons: Contribution[] = [{ because: 'before anything is known', logOdds: -4.3 }]
    const add = (because: string, logOdds: number): unknown => reasons.push({ because, logOdds })
    if (wanted.length > 0) add(`may read ${wanted.slice(0, 3).join(', ')}`, wanted.some((scope) => prized.test(scope)) ? 2 : 0.7)
    if (scopes.some((scope) => writes.test(scope))) add('may write or send', 0.5)
    if (scopes.some((scope) => scope.toLowerCase() === 'offline_access')) add('for ever', 0.5)
    if (event.detail?.consentFor === 'everybody') add('for everybody', 1)
    if (before === 0) add('an app nobody here has used', 1.5)
    else if (before < settings.popularMin) add('an app few here use', 0.3)
    else if (before >= settings.popularMin) add(`${before} or more persons use it`, -3)
    const alarm = riskBefore(moment, settings.riskMinutes)
    if (alarm === 'medium' || alarm === 'high') add('an alarm about this person before', 3)
    const name = event.app?.name ?? event.target ?? 'An app'
    const list = scopes.slice(0, 4).join(', ')
    return changeVerdict(
      [event],
      reasons,
      `${name} was given access${list === '' ? '' : ` (${list}${scopes.length > 4 ? ', …' : ''})`}; ${before === 0 ? 'nobody here has used it before' : `${before} others use it`}`,
    )
  },
})
