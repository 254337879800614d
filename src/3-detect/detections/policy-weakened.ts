/** A protection of everybody is taken away: number matching, a sign-in policy, a trusted place, who may sign people in. */
import { changeVerdict, fromWhere, weighChange } from '../account.ts'
import { detection } from '../detection.ts'

/** Who may sign people in, and who need not prove themselves, matter more than a method's detail. */
const areaLogOdds: Readonly<Record<string, number>> = { federation: 1.5, place: 0.7, access: 0.7, methods: 0.5 }

export const policyWeakened = detection({
  id: 'policy.weakened',
  title: 'A protection of everybody was taken away',
  technique: ['T1556.009', 'T1484.002'],
  riskEventType: 'anomalousUserActivity',
  keyedBy: 'tenant',
  phase: 'foothold',
  on: ['change'],
  settings: {
    riskMinutes: { default: 120, unit: 'minutes', meaning: 'How long before it a doubt about the administrator counts.' },
  },
  decide(moment, settings) {
    const { event } = moment
    if (event?.kind !== 'change' || event.what !== 'policy_changed' || event.outcome !== 'success' || event.detail?.weakens === undefined)
      return undefined
    const reasons = [
      ...weighChange(moment, -1.5, settings.riskMinutes),
      { because: 'it protects everybody', logOdds: areaLogOdds[event.detail.area ?? ''] ?? 0.3 },
    ]
    const why = `${event.detail.weakens[0]?.toUpperCase()}${event.detail.weakens.slice(1)}${event.target === undefined ? '' : ` (${event.target})`}, by ${moment.person.name} ${fromWhere(event)}`
    return changeVerdict([event], reasons, why, 'low')
  },
})
