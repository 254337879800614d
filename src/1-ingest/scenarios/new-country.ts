/** A stolen password used from a country where nobody works; nobody asks for a second factor. */
import { hourMs } from '../../0-event/time.ts'
import type { Scenario } from '../scenario.ts'
import { local } from '../simulate-attack.ts'
import { strangeClient } from '../simulate-clients.ts'
import { foreignPlace } from '../simulate-places.ts'
import { appIn, entraOrOkta, entry, inEntraOrOkta, inside, takeover } from '../simulate-takeover.ts'

/** Our assumption: whoever holds a list of old passwords misses once or twice before one fits. */
const missShare = 0.3
const returnHoursMin = 8
const returnHoursMax = 30

export const newCountry: Scenario = {
  name: 'new-country',
  title: 'From a new country with a stolen password',
  story:
    'Malware on a private computer gave the password away long ago. Somebody signs in with it from a server in a country where the organisation has no office; the sign-in is exempt from the second factor. They look around, and come back the next day.',
  source:
    'Mandiant, "UNC5537 Targets Snowflake Customer Instances for Data Theft and Extortion", 2024-06-10: infostealer passwords, no second factor, rented servers',
  attack(stage) {
    const { chance } = stage
    const who = stage.victim(inEntraOrOkta)
    const provider = entraOrOkta(chance, who)
    const start = local(stage, who, chance.between(0, 24))
    const from = { stage, who, provider, place: foreignPlace(chance.fork('place')), client: strangeClient(chance, start) }
    const missed = chance.yes(missShare)
      ? [entry(from, start - 40_000, appIn(provider), 'missed', { password: 'wrong', success: false })]
      : []
    const session = chance.uuid()
    const first = entry(from, start, appIn(provider), 'in', { session })
    const again = start + chance.between(returnHoursMin, returnHoursMax) * hourMs
    const second = { ...from, place: chance.yes(0.5) ? from.place : foreignPlace(chance.fork('second')) }
    const back = entry(second, again, appIn(provider), 'back', { session: chance.fork('back').uuid() })
    return takeover(stage, who, [...missed, first, ...inside(from, start + 60_000, session), back], { inTime: first.time })
  },
}
