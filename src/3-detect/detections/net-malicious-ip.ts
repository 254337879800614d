/** A completed sign-in from an address that is on a list of threats, or from which passwords of many were wrong lately. */

import type { SignInEvent } from '../../0-event/event.ts'
import { also, arrivalOf, isUnknown, verdictOf, weighArrival, whereFrom } from '../arrival.ts'
import { detection, type Moment, type Verdict } from '../detection.ts'
import { mark } from '../familiar.ts'
import type { Level } from '../finding.ts'
import { failingShare, type Reputation, reputationOf } from '../reputation.ts'

/** Our reasoning: few honest addresses have the wrong passwords of three persons or more and hardly a right one. */
const badNameLogOdds = 2.5

export const maliciousIp = detection({
  id: 'net.malicious_ip',
  title: 'Signed in from an address known for attacks',
  technique: ['T1078.004'],
  riskEventType: 'maliciousIPAddress',
  keyedBy: 'person',
  phase: 'entry',
  on: ['signed_in'],
  settings: {
    wrongMin: {
      default: 10,
      unit: 'tries',
      meaning: 'So many wrong passwords from an address, each worth half after three days, give it a bad name.',
    },
    personsMin: { default: 3, unit: 'persons', meaning: 'They must be of so many persons.', max: 16 },
    shareMin: { default: 0.8, unit: 'share', meaning: 'Of all passwords tried from there so many must be wrong.' },
  },
  decide(moment, settings) {
    const event = arrivalOf(moment)
    const { about } = moment
    if (event === undefined || about.trusted === true || moment.isShared(event.src?.ip)) return undefined
    if (about.threat !== undefined) return listed(moment, event, about.threat)
    const name = about.carrier === true || about.relay === true || moment.source.own ? undefined : reputationOf(moment)
    if (
      name === undefined ||
      name.persons.length < settings.personsMin ||
      name.wrong < settings.wrongMin ||
      failingShare(name) < settings.shareMin
    )
      return undefined
    return badName(moment, event, name)
  },
})

function listed(
  moment: Moment,
  event: SignInEvent,
  { list, note }: { readonly list: string; readonly note?: string | undefined },
): Verdict {
  const why = `Signed in ${whereFrom(moment, event)}, which is on the list of threats ${list}${note === undefined ? '' : ` ("${note}")`}`
  return { ...verdictOf(event, weighArrival(moment, event), why, floorOf(moment)), digest: `${event.src?.ip} ${list}` }
}

function badName(moment: Moment, event: SignInEvent, name: Reputation): Verdict {
  const wrong = Math.round(name.wrong)
  const many = name.persons.length >= 16 ? '16 persons or more' : `${name.persons.length} persons`
  const because = `${wrong} wrong passwords of ${many} from there lately`
  const reasons = also(weighArrival(moment, event), because, badNameLogOdds)
  const why = `Signed in ${whereFrom(moment, event)}, from where ${wrong} passwords of ${many} were wrong lately`
  return {
    ...verdictOf(event, reasons, why, floorOf(moment)),
    digest: event.src?.ip ?? '',
    lacking: moment.networks.lacking.filter((lack) => lack === 'no list of threats'),
  }
}

/** Lists grow old and addresses are handed on: what the person used before, with their device, is only noted. */
const floorOf = (moment: Moment): Level =>
  isUnknown(moment) || (moment.source.marks & (mark.knownDeviceId | mark.newAddress)) !== mark.newAddress ? 'low' : 'medium'
