/** A phishing page between the person and the provider takes password, second factor and session at once. */
import { minuteMs, secondMs } from '../../0-event/time.ts'
import type { Scenario } from '../scenario.ts'
import { local } from '../simulate-attack.ts'
import type { Chance } from '../simulate-chance.ts'
import { type Client, lookAlikeClient, script, strangeClient } from '../simulate-clients.ts'
import { inUse, type Person } from '../simulate-people.ts'
import { hostingPlace, mobilePlace, proxyPlace } from '../simulate-places.ts'
import { appIn, entraOrOkta, entry, inEntraOrOkta, inside, takeover } from '../simulate-takeover.ts'

/** Microsoft saw fraud begin as little as five minutes after the theft; the upper end is our assumption. */
const usedMinutesMin = 5
const usedMinutesMax = 90
/** Our assumption: kits that speak for themselves and kits that pass the victim's browser on are equally common. */
const kitShare = 0.5

export const aitm: Scenario = {
  name: 'aitm',
  title: 'Adversary in the middle: a phished session',
  story:
    'A mail leads to a page that passes everything on to the real one. The person types the password and approves the prompt; the provider sees a server for hire sign in, ask to be kept signed in, and succeed. Minutes later the session is used from somewhere else.',
  source: 'Microsoft, "From cookie theft to BEC: Attackers use AiTM phishing sites as entry point to further financial fraud", 2022-07-12',
  attack(stage) {
    const { chance } = stage
    const who = stage.victim(
      (person) => inEntraOrOkta(person) && person.factor !== 'passkey' && person.factor !== 'call' && !person.passwordless,
    )
    const provider = entraOrOkta(chance, who)
    const start = local(stage, who, chance.between(8.5, 17))
    const session = chance.uuid()
    const from = { stage, who, provider, place: hostingPlace(chance.fork('proxy')), client: relayed(chance, who, start) }
    const { factor } = who
    const sent = start + chance.between(4, 15) * secondMs
    const ended = Math.round(sent + chance.between(4, 25) * secondMs)
    const phone = mobilePlace(who.home, who.carrier, chance)
    const prompts = [{ factor, sent: Math.round(sent), ended, outcome: 'approved' as const, phone }]
    const first = entry(from, start, appIn(provider), 'phished', { prompts, keep: true, session })
    const elsewhere = {
      ...from,
      place: chance.yes(0.5) ? hostingPlace(chance.fork('user')) : proxyPlace(chance),
      client: strangeClient(chance, start),
    }
    const later = inside(elsewhere, ended + chance.between(usedMinutesMin, usedMinutesMax) * minuteMs, session)
    return takeover(stage, who, [first, ...later], { inTime: ended })
  },
}

/** Some kits call the provider by a program of their own; others hand on what the victim's browser says of itself. */
const relayed = (chance: Chance, who: Person, time: number): Client =>
  chance.yes(kitShare)
    ? script(chance.pick(['axios/1.7.9', 'node', 'undici']), chance, time)
    : lookAlikeClient(inUse(who.laptops, time), chance, time)
