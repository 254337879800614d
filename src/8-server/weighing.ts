/** Asks the detections what they think of an attempt before a prompt is sent, in words for the person with the phone. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Event } from '../0-event/event.ts'
import type { Moment } from '../3-detect/detection.ts'
import { mark } from '../3-detect/familiar.ts'
import { signInRisk } from '../4-risk/sign-in-risk.ts'
import type { AttemptToWeigh, Weighed } from '../7-provider/parts.ts'
import { laneOf } from './lane.ts'
import type { Product } from './product.ts'

/** A sign-in waits no longer for an opinion; without one the safe default holds. */
const waitMaxMs = 200
const unusualMax = 5
const unknown: Weighed = { level: 'unknown', unusual: [] }

/** `product` throws while the detections are still opening: then nothing is known. */
export function createWeigh(product: () => Product, fault: (error: unknown, doing: string) => void) {
  return async (attempt: AttemptToWeigh): Promise<Weighed> => {
    let open: Product
    try {
      open = product()
    } catch {
      return unknown
    }
    try {
      return await Promise.race([weigh(open, attempt), sleep(waitMaxMs, unknown, { ref: false })])
    } catch (error) {
      fault(error, 'weighing a sign-in')
      return unknown
    }
  }
}

async function weigh({ look, risk }: Product, { account, app, src, time, factor }: AttemptToWeigh): Promise<Weighed> {
  const event: Event = {
    id: 'asked',
    source: 'provider',
    time,
    user: { uid: account.id, name: account.name, email: account.email, displayName: account.displayName },
    app: { uid: app.id, name: app.name },
    src,
    kind: 'sign_in',
    outcome: 'interrupted',
    interactive: true,
  }
  const moment = look(event)
  const { risk: user } = await risk.userRisk(laneOf(event), moment.person.id, time)
  const { level } = signInRisk(moment, { userRisk: user, factor: factor === 'password' ? undefined : factor })
  return { level, unusual: unusualOf(moment).slice(0, unusualMax) }
}

/** The strangest first. Nothing is strange where nothing is known yet. */
function unusualOf({ source, about, context, event, prompts, now }: Moment): string[] {
  const has = (bit: number): boolean => (source.marks & bit) !== 0
  const country = event?.src?.country
  const refused = prompts.filter(({ outcome, time }) => (outcome === 'denied' || outcome === 'fraud') && time > now - 3_600_000).length
  const found: (string | false | undefined)[] = [
    about.tor && 'It comes through Tor, which hides where people are.',
    about.threat !== undefined && 'Its address is known for attacks.',
    refused > 0 && `You refused ${refused === 1 ? 'a prompt' : `${refused} prompts`} within the last hour.`,
    context.othersAsked >= 2 && 'Others in your organisation are being asked from the same place.',
    has(mark.newCountry) &&
      (country === undefined ? 'You have not signed in from this country before.' : 'A country you have not signed in from before.'),
    (about.vpn || about.proxy || has(mark.proxy)) && !about.tor && 'It comes through a service that hides where people are.',
    about.hosting && !about.tor && 'It comes from rented servers, not from a home or an office.',
    has(mark.newDevice) && 'A kind of device you have not used before.',
    has(mark.newNetwork) && !has(mark.newCountry) && !has(mark.sharedAddress) && 'A network you have not used before.',
    has(mark.oddHour) && 'An hour at which you do not usually sign in.',
  ]
  return found.filter((one) => typeof one === 'string')
}
