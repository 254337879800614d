/** An administrator's console is opened from a place or device nobody knows, or somebody acts in another's name. */
import { byWhom, changeVerdict, fromWhere, isByAnother, strengthOf, weighChange } from '../account.ts'
import { arrivalOf, isUnknown, verdictOf, weighArrival, whereFrom } from '../arrival.ts'
import { detection, type Moment, type Verdict } from '../detection.ts'

/** Consoles from which accounts and policies are changed, by the names providers log. */
const consoles =
  /azure portal|admin (?:console|center|portal)|microsoft entra|okta admin|exchange admin|intune|windows azure service management|azure active directory powershell|microsoft azure (?:powershell|cli)|graph explorer|duo admin|keycloak.*console/i

export const adminNewBehaviour = detection({
  id: 'admin.new_behaviour',
  title: 'Administration from a place or device never seen',
  technique: ['T1078.004'],
  riskEventType: 'anomalousUserActivity',
  keyedBy: 'person',
  phase: 'entry',
  on: ['signed_in', 'change'],
  settings: {
    weakMax: {
      default: 1,
      unit: 'times',
      meaning: 'A second proof this strong or weaker is weak for an administrator: 1 texts, calls and e-mail; 2 one-time codes as well.',
      max: 3,
    },
  },
  decide: (moment, settings) => (moment.event?.kind === 'change' ? impersonation(moment) : console(moment, settings.weakMax)),
})

function console(moment: Moment, weakMax: number): Verdict | undefined {
  const event = arrivalOf(moment)
  if (event === undefined || moment.source.own || isUnknown(moment) || !consoles.test(event.app?.name ?? '')) return undefined
  const reasons = [...weighArrival(moment, event), { because: 'a console of administrators', logOdds: 1.7 }]
  const prompt = moment.prompts.findLast(({ flow, outcome }) => flow !== undefined && flow === event.flow && outcome === 'approved')
  if (prompt !== undefined && strengthOf(prompt.factor) <= weakMax) reasons.push({ because: 'with a weak second proof', logOdds: 0.8 })
  const verdict = verdictOf(event, reasons, `Opened ${event.app?.name} ${whereFrom(moment, event)}`)
  return verdict.score < 0.12 ? undefined : { ...verdict, digest: event.src?.ip ?? '' }
}

function impersonation(moment: Moment): Verdict | undefined {
  const { event, person } = moment
  if (event?.kind !== 'change' || event.what !== 'impersonation' || event.outcome !== 'success') return undefined
  const by = isByAnother(person, event.by) ? byWhom(person, event.by) : ''
  return changeVerdict([event], weighChange(moment, -2, 120), `Somebody acted in this person's name ${fromWhere(event)}${by}`, 'low')
}
