/** A burst that the victim reports. */
import { secondMs } from '../../0-event/time.ts'
import type { Scenario } from '../scenario.ts'
import { against, appOf, blows, fromSomewhere, local, somePushProvider, takesPush, tries } from '../simulate-attack.ts'

/** Our assumption: somebody alert reports the first to fourth prompt; the attacker stops when nothing comes of it. */
const reportedMin = 1
const reportedMax = 4

export const fraudReport: Scenario = {
  name: 'fraud-report',
  title: 'Reported by the victim',
  story:
    'After one to four prompts the victim presses "report": in Entra "Phone App Reported Fraud" and an audit record, in Duo the result "fraud", in Okta a report of suspicious activity. Waiting for the report is the best that many tools do.',
  source:
    'Microsoft, "Configure Microsoft Entra multifactor authentication settings: report suspicious activity"; Cisco Duo, authentication log, result "fraud"',
  attack(stage) {
    const { chance } = stage
    const who = stage.victim((person) => takesPush(person) && !person.passwordless)
    const provider = somePushProvider(chance, who)
    const start = local(stage, who, chance.between(8, 23))
    const count = chance.whole(reportedMin, reportedMax)
    const all = blows(chance, who, start, count, () => chance.between(62, 140) * secondMs, 'fraud')
    const before = all.map((one, nth) => (nth < count - 1 && one.outcome === 'fraud' ? { ...one, outcome: 'denied' as const } : one))
    const aim = { stage, who, provider, factor: 'push', source: fromSomewhere(chance, start), app: appOf(provider), perFlow: 1 } as const
    return against(stage, who, tries(aim, before))
  },
}
