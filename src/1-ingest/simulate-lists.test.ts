/** The simulated organisation's lists: they know as much as they say they do, and the files say the same as the answers. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { isAnonymous, isPlaceless } from './networks.ts'
import { openReference } from './reference.ts'
import { type Chance, chanceOf } from './simulate-chance.ts'
import { simulatedLists, simulatedNetworks } from './simulate-lists.ts'
import * as places from './simulate-places.ts'

const folder = mkdtempSync(join(tmpdir(), 'tocsin-simulated-lists-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const networks = simulatedNetworks()
const home = places.homeCities[0]
const draws = 4000

/** Of so many places of a kind, the part that a list knows. */
function share(of: (chance: Chance) => places.Place, isKnown: (about: ReturnType<typeof networks.about>) => boolean) {
  const chance = chanceOf(3)
  const known = Array.from({ length: draws }, () => of(chance)).filter(({ ip, asn }) => isKnown(networks.about(ip, asn)))
  return known.length / draws
}

const near = (got: number, wanted: number): void => assert.ok(Math.abs(got - wanted) < 0.03, `${got}, not about ${wanted}`)

test('five of six companies that let servers, two of three private VPN exits and half of the Tor exits are on a list', () => {
  near(
    share(places.hostingPlace, ({ hosting }) => hosting === true),
    5 / 6,
  )
  near(
    share(
      (chance) => places.tunnelPlace(chance, undefined),
      ({ vpn }) => vpn === true,
    ),
    2 / 3,
  )
  near(
    share(
      (chance) => places.torPlace(chance, home),
      ({ tor }) => tor === true,
    ),
    1 / 2,
  )
})

test('every carrier and relay is known, and a relay hides nobody', () => {
  for (const city of places.homeCities)
    for (let carrier = 0; carrier < places.carriersPerCity; carrier++)
      assert.equal(
        share(
          (chance) => places.mobilePlace(city, carrier, chance),
          (about) => about.carrier === true,
        ),
        1,
      )
  assert.equal(
    share(
      (chance) => places.relayPlace(chance, home),
      (about) => about.relay === true && !isAnonymous(about),
    ),
    1,
  )
})

test('the offices and the gateway are trusted, but not the new line nor the other data centres', () => {
  const trusts = ({ ip, asn }: places.Place): boolean => networks.about(ip, asn).trusted === true
  for (const city of places.homeCities) {
    for (const line of [0, 1, 2]) {
      assert.ok(trusts(places.officePlace(city, line)))
      assert.ok(trusts(places.gatewayPlace(city, line + 5)))
      assert.ok(!trusts(places.officePlace(city, line, true)))
    }
  }
  assert.ok(!trusts(places.gatewayPlace(places.homeCities[0], 1, places.homeCities[3])))
})

test('no list knows homes, private connections sold as proxies, other people’s routers, hotels and aeroplanes', () => {
  const kinds: ((chance: Chance) => places.Place)[] = [
    (chance) => places.homePlace(home, 1, chance.whole(0, 70_000), 4, ''),
    (chance) => places.homePlace(home, 1, chance.whole(0, 70_000), 6, '1:2:3:4'),
    (chance) => places.proxyPlace(chance),
    places.botPlace,
    (chance) => places.travelPlace('hotel', places.travelCities[0], chance),
    (chance) => places.guestPlace(home, chance),
    places.flightPlace,
  ]
  for (const kind of kinds) assert.equal(share(kind, isPlaceless), 0)
})

test('the files are read whole, and say what the answers say', async () => {
  for (const { file, text } of simulatedLists()) writeFileSync(join(folder, file), text)
  const reference = await openReference({ folder, geoFiles: [], now: 0 })
  for (const { name, kind, bad, items, problem } of reference.files()) {
    const list = simulatedLists().find(({ file }) => file === name)
    assert.deepEqual({ kind, bad, items, problem }, { kind: list?.kind, bad: 0, items: list?.entries.length, problem: undefined }, name)
  }
  assert.equal(reference.files().length, simulatedLists().length)
  const chance = chanceOf(4)
  for (let nth = 0; nth < 500; nth++) {
    const { ip, asn } = places.foreignPlace(chance)
    assert.deepEqual(reference.networks.about(ip, asn), networks.about(ip, asn))
  }
  const office = places.officePlace(home, 1)
  assert.deepEqual(reference.networks.about(office.ip, office.asn), networks.about(office.ip, office.asn))
})
