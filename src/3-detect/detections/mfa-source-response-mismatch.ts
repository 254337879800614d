/** The sign-in is in one place and the phone that approved it in another: whoever asked is not who answered. */
import { placeName } from '../../0-event/country.ts'
import type { Endpoint } from '../../0-event/event.ts'
import { kilometres } from '../../0-event/place.ts'
import { detection } from '../detection.ts'
import { evidence, judge, promptsSent } from '../episode.ts'
import { mark } from '../familiar.ts'

/** By itself a note, since people do use VPNs and travel with a phone that roams; an alarm where everything else is strange too. */
export const sourceResponseMismatch = detection({
  id: 'mfa.source_response_mismatch',
  title: 'Prompt approved far from where the sign-in is',
  technique: ['T1621'],
  riskEventType: 'generic',
  keyedBy: 'person',
  phase: 'entry',
  on: ['prompt'],
  settings: {
    scoreMin: {
      default: 0.3,
      unit: 'share',
      meaning: 'While an alarm is open, this score or more makes it an alarm too: phones abroad answer through their carrier at home.',
    },
    distanceMin: {
      default: 500,
      unit: 'kilometres',
      meaning:
        'So far apart within one country; another country counts at any distance. Places found by address are wrong by 50 to 100 km.',
    },
  },
  decide(moment, settings) {
    const { prompt } = moment
    if (prompt === undefined || prompt.outcome !== 'approved' || prompt.own || (prompt.marks & mark.newAddress) === 0) return undefined
    const asked =
      prompt.events.find(({ src, told }) => src !== undefined && told !== 'answer') ?? prompt.events.find(({ src }) => src !== undefined)
    const answered = prompt.events.findLast(({ answeredFrom }) => answeredFrom !== undefined)
    const apart = mismatch(asked?.src, answered?.answeredFrom, settings.distanceMin)
    if (apart === undefined) return undefined
    const judged = judge(moment, [prompt], 'low', 0.5, 'phone and sign-in are apart')
    const isAlarming =
      judged.level === 'high' || (moment.alarm !== undefined && moment.alarm !== 'low' && judged.score >= settings.scoreMin)
    const level = isAlarming ? 'medium' : 'low'
    return {
      ...judged,
      level,
      why: `Approved although ${apart}`,
      events: evidence(moment, [prompt]),
      prompts: promptsSent(moment, [prompt]),
    }
  },
})

function mismatch(src: Endpoint | undefined, phone: Endpoint | undefined, distanceMin: number): string | undefined {
  if (src === undefined || phone === undefined) return undefined
  if (src.country !== undefined && phone.country !== undefined && src.country !== phone.country) {
    return `the sign-in is in ${placeName(src.country)} and the phone in ${placeName(phone.country)}`
  }
  const apart = kilometres(src, phone)
  return apart !== undefined && apart > distanceMin ? `the phone is ${Math.round(apart)} km from the sign-in` : undefined
}
