/** Reference data: every form a list may have, overlapping networks held to Node's own block list, and broken, changed and missing files. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { BlockList } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { after } from 'node:test'
import fc from 'fast-check'
import { parseAddress } from '../0-event/address.ts'
import { readAddress } from '../0-event/address-number.ts'
import { openAsnTable } from './asn-table.ts'
import { openReference, type Reference } from './reference.ts'
import { kindOf } from './reference-kinds.ts'

const made: string[] = []
after(() => {
  for (const folder of made) rmSync(folder, { recursive: true })
})

const now = Date.UTC(2026, 10, 24)

function folderOf(files: Readonly<Record<string, string | Buffer>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-reference-'))
  made.push(folder)
  for (const [name, content] of Object.entries(files)) {
    if (name.includes('/')) mkdirSync(join(folder, name.slice(0, name.indexOf('/'))), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
  return folder
}

const open = (files: Readonly<Record<string, string | Buffer>>): Promise<Reference> =>
  openReference({ folder: folderOf(files), geoFiles: [], now })

const problems = (reference: Reference): readonly string[] => reference.files().flatMap(({ problem }) => problem ?? [])

test('what ships knows hosting, VPN and mobile networks by number, and names them', async () => {
  const { networks } = await openReference({ folder: undefined, geoFiles: [], now })
  assert.deepEqual(networks.about('192.0.2.1', 24940), {
    hosting: true,
    asnName: 'Hetzner Online GmbH',
    lists: ['the shipped list of hosting networks'],
  })
  assert.equal(networks.about(undefined, 209103).vpn, true)
  assert.equal(networks.about(undefined, 21928).carrier, true)
  assert.deepEqual(networks.about('192.0.2.1', 64496), { lists: [] })
  assert.deepEqual(networks.about('no address', undefined), { lists: [] })
  assert.deepEqual(networks.lacking, ['no list of Tor exits', 'no list of VPN addresses', 'no list of threats'])
})

test('addresses, CIDR, spans and numbers, with comments and notes', async () => {
  const { networks, files } = await open({
    'tor-exits.txt':
      '# exits\r\n198.51.100.7\r\n2001:DB8::7\n\nExitNode ABC\nPublished 2026-11-01 10:00:00\nExitAddress 203.0.113.9 2026-11-01 10:10:10\n',
    'vpn.txt': '198.51.100.0/28 ; a note\n203.0.113.10-203.0.113.12\n2001:db8:a::/48\nAS64500 # Some VPN\n',
    'threat-drop.txt': '198.51.100.4/30 ; SBL1\n',
  })
  assert.equal(networks.about('198.51.100.7', undefined).tor, true)
  assert.equal(networks.about('2001:db8::7', undefined).tor, true)
  assert.equal(networks.about('203.0.113.9', undefined).tor, true)
  assert.equal(networks.about('203.0.113.11', undefined).vpn, true)
  assert.equal(networks.about('203.0.113.13', undefined).vpn, undefined)
  assert.equal(networks.about('2001:db8:a:ffff::1', undefined).vpn, true)
  assert.deepEqual(networks.about(undefined, 64500), { vpn: true, asnName: 'Some VPN', lists: ['vpn.txt'] })
  assert.deepEqual(networks.about('198.51.100.7', undefined), {
    tor: true,
    vpn: true,
    threat: { list: 'threat-drop.txt', note: 'SBL1' },
    lists: ['threat-drop.txt', 'tor-exits.txt', 'vpn.txt'].sort(
      (one, other) =>
        networks.about('198.51.100.7', undefined).lists.indexOf(one) - networks.about('198.51.100.7', undefined).lists.indexOf(other),
    ),
  })
  assert.deepEqual(
    files().map(({ name, items, bad }) => [name, items, bad]),
    [
      ['threat-drop.txt', 1, 0],
      ['tor-exits.txt', 3, 0],
      ['vpn.txt', 4, 0],
    ],
  )
})

test('separated values with a header, its header in a comment, or none; what ran out is left out', async () => {
  const { networks, files } = await open({
    'threat-a.csv':
      'id,networkIPv4,threatType,expirationDateTime\n1,198.51.100.1,"C2, old",2026-01-01T00:00:00Z\n2,198.51.100.2,"C2, new",2027-01-01T00:00:00Z\n',
    'threat-b.csv': '# "first_seen_utc","dst_ip","malware"\n"2026-11-01","198.51.100.3","Kit"\n',
    'threat-c.csv': '2026-11-01 10:00:00,198.51.100.4:8080,x\n',
    'relay-icloud.csv': '198.51.100.128/31,GB,GB-EN,London,\n2001:db8:b::/64,GB,GB-EN,London,\n',
  })
  assert.equal(networks.about('198.51.100.1', undefined).threat, undefined)
  assert.deepEqual(networks.about('198.51.100.2', undefined).threat, { list: 'threat-a.csv', note: 'C2, new' })
  assert.deepEqual(networks.about('198.51.100.3', undefined).threat, { list: 'threat-b.csv', note: 'Kit' })
  assert.equal(networks.about('198.51.100.4', undefined).threat?.list, 'threat-c.csv')
  assert.equal(networks.about('198.51.100.129', undefined).relay, true)
  assert.equal(networks.about('2001:db8:b::1', undefined).relay, true)
  assert.equal(files().find(({ name }) => name === 'threat-a.csv')?.expired, 1)
})

test('JSON: STIX, named locations of Graph, ranges of clouds, a line each', async () => {
  const stix = {
    type: 'bundle',
    objects: [
      {
        type: 'indicator',
        name: 'Kit',
        pattern: "[ipv4-addr:value = '198.51.100.1'] OR [ipv6-addr:value = '2001:db8::1']",
        valid_until: '2027-01-01T00:00:00Z',
      },
    ],
  }
  const locations = {
    value: [{ '@odata.type': '#microsoft.graph.ipNamedLocation', displayName: 'Office', ipRanges: [{ cidrAddress: '203.0.113.0/24' }] }],
  }
  const { networks } = await open({
    'threat.json': JSON.stringify(stix, null, 2),
    'trusted.json': JSON.stringify(locations),
    'hosting-azure.json': JSON.stringify({ values: [{ properties: { addressPrefixes: ['198.51.100.64/26'] } }] }, null, 1),
    'threats.ndjson': '{"networkIPv4":"192.0.2.1","description":"one"}\n{"networkIPv4":"192.0.2.2"}\n',
  })
  assert.deepEqual(networks.about('198.51.100.1', undefined).threat, { list: 'threat.json', note: 'Kit' })
  assert.equal(networks.about('2001:db8::1', undefined).threat?.note, 'Kit')
  assert.equal(networks.about('203.0.113.77', undefined).trusted, true)
  assert.equal(networks.about('198.51.100.65', undefined).hosting, true)
  assert.equal(networks.about('192.0.2.1', undefined).threat?.note, 'one')
  assert.equal(networks.about('192.0.2.2', undefined).threat?.list, 'threats.ndjson')
})

test('a bad line costs itself, and is told with its number and reason', async () => {
  const reference = await open({
    'tor.txt': '198.51.100.1\nnonsense here\n0.0.0.0/0\n198.51.100.1/33\n',
    'vpn.txt': '',
    'notes.txt': 'x',
    'README.md': 'x',
    'tor.txt.part': 'x',
  })
  const tor = reference.files().find(({ name }) => name === 'tor.txt')
  assert.deepEqual([tor?.items, tor?.bad, tor?.firstBad?.line], [1, 3, 2])
  assert.match(tor?.firstBad?.why ?? '', /"nonsense" is no address/)
  assert.deepEqual(
    reference.files().map(({ name }) => name),
    ['notes.txt', 'tor.txt', 'vpn.txt'],
  )
  assert.match(problems(reference).join('\n'), /its name says not what it is[\s\S]*holds nothing/)
})

test('leaked accounts by e-mail, hash and range file, with the day they became known', async () => {
  const hash = (kind: string, text: string): string => createHash(kind).update(text).digest('hex')
  const ranged = hash('sha1', 'dan@example.com').toUpperCase()
  const padded = hash('sha1', 'eve@example.com').toUpperCase()
  const { leaked } = await open({
    'leaked.csv': `email,date\nAda@Example.com,2026-10-01\n${hash('sha1', 'bob@example.com')},\n`,
    'leaked-more.txt': `${hash('sha256', 'cyd@example.com')} 2026-11-30\n`,
    [`leaked/${ranged.slice(0, 5)}.txt`]: `0000000000000000000000000000000000A:3\r\n${ranged.slice(5)}:12\r\n`,
    [`leaked/${padded.slice(0, 5)}.txt`]: `${padded.slice(5)}:0\r\n`,
  })
  assert.deepEqual(leaked.about([undefined, 'ada@example.com'], now), { list: 'leaked.csv', since: Date.UTC(2026, 9, 1) })
  assert.equal(leaked.about(['ADA@example.com'], Date.UTC(2026, 8, 30)), undefined)
  assert.deepEqual(leaked.about(['bob@example.com'], now), { list: 'leaked.csv', since: undefined })
  assert.equal(leaked.about(['cyd@example.com'], now), undefined)
  assert.equal(leaked.about(['cyd@example.com'], Date.UTC(2026, 11, 1))?.list, 'leaked-more.txt')
  assert.deepEqual(leaked.about(['dan@example.com'], now), { list: 'leaked', since: undefined })
  assert.equal(leaked.about(['eve@example.com'], now), undefined)
  assert.equal(leaked.about(['nobody', 'zoe@example.com'], now), undefined)
})

test('what changes is read again, what breaks stays as it was, what goes is gone', async () => {
  const folder = folderOf({ 'tor.txt': '198.51.100.1\n' })
  const reference = await openReference({ folder, geoFiles: [], now })
  const { networks } = reference
  assert.equal(await reference.refresh(now), false)
  writeFileSync(join(folder, 'tor.txt'), '198.51.100.2\n')
  utimesSync(join(folder, 'tor.txt'), 1, 1)
  assert.equal(await reference.refresh(now), true)
  assert.deepEqual([networks.about('198.51.100.1', undefined).tor, networks.about('198.51.100.2', undefined).tor], [undefined, true])
  writeFileSync(join(folder, 'tor.txt'), '')
  assert.equal(await reference.refresh(now), true)
  assert.equal(networks.about('198.51.100.2', undefined).tor, true)
  assert.match(problems(reference)[0] ?? '', /holds nothing that could be read; what was read before stays in force/)
  writeFileSync(join(folder, 'places.mmdb'), 'no database')
  assert.equal(await reference.refresh(now), true)
  assert.match(problems(reference)[0] ?? '', /no readable MaxMind database/)
  rmSync(join(folder, 'tor.txt'))
  assert.equal(await reference.refresh(now), true)
  assert.equal(networks.about('198.51.100.2', undefined).tor, undefined)
  assert.ok(networks.lacking.includes('no list of Tor exits'))
})

test('no folder is no problem, and kinds are known by the first word', async () => {
  const reference = await openReference({ folder: join(tmpdir(), 'tocsin-no-such-folder'), geoFiles: [], now })
  assert.deepEqual(reference.files(), [])
  assert.equal(reference.locate.place('8.8.8.8').country, 'US')
  assert.deepEqual(['tor-exits.txt', 'Threats_x.csv.gz', 'GeoLite2-City.mmdb', 'torrent.txt', 'constructor.txt'].map(kindOf), [
    'tor',
    'threat',
    'places',
    undefined,
    undefined,
  ])
})

test('overlapping networks answer as a plain block list for each does', async () => {
  const v4 = fc.tuple(fc.ipV4(), fc.integer({ min: 8, max: 32 }))
  const v6 = fc.tuple(
    fc.ipV6().filter((text) => !text.includes('.')),
    fc.integer({ min: 16, max: 128 }),
  )
  const lists = fc.tuple(...[1, 2, 3].map(() => fc.array(fc.oneof(v4, v6), { maxLength: 12 })))
  await fc.assert(
    fc.asyncProperty(
      lists,
      fc.array(
        fc.oneof(
          fc.ipV4(),
          fc.ipV6().filter((text) => !text.includes('.')),
        ),
        { maxLength: 8 },
      ),
      async (all, asked) => {
        const kinds = ['tor', 'vpn', 'proxy'] as const
        const { networks } = await open(
          Object.fromEntries(kinds.map((kind, at) => [`${kind}.txt`, `${(all[at] ?? []).map((one) => one.join('/')).join('\n')}\n`])),
        )
        // Apart by family: Node's takes IPv4 for a part of ::/16.
        const familyOf = (ip: string) => (ip.includes(':') ? 'ipv6' : 'ipv4')
        const plain = all.map((list) => {
          const blocks = { ipv4: new BlockList(), ipv6: new BlockList() }
          for (const [address, bits] of list) blocks[familyOf(address)].addSubnet(address, bits, familyOf(address))
          return blocks
        })
        for (const text of [...asked, ...all.flat().map(([address]) => address)]) {
          const ip = parseAddress(text) ?? ''
          const about = networks.about(ip, undefined)
          kinds.forEach((kind, at) => {
            assert.equal(about[kind] === true, plain[at]?.[familyOf(ip)].check(ip, familyOf(ip)), `${kind} ${ip}`)
          })
        }
      },
    ),
    { numRuns: 60 },
  )
})

test('addresses become the numbers they are', () => {
  const words = new Uint32Array(4)
  fc.assert(
    fc.property(
      fc.ipV6().filter((text) => !text.includes('.')),
      (text) => {
        const ip = parseAddress(text) ?? ''
        assert.equal(readAddress(ip, words), 4)
        const hex = [...words].map((word) => word.toString(16).padStart(8, '0')).join('')
        assert.equal(parseAddress((hex.match(/.{4}/g) ?? []).join(':')), ip)
      },
    ),
  )
  for (const wrong of [
    '',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.256',
    '1..2.3',
    ':',
    ':::',
    '1:2',
    '1::2::3',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:8:',
    ':1:2:3:4:5:6:7:8',
    '12345::',
  ])
    assert.equal(readAddress(wrong, words), 0, wrong)
})

test('any bytes at all are read without a fault', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.string({ maxLength: 200 }), async (bytes, text) => {
      const { networks, leaked } = await open({ 'threat.txt': Buffer.from(bytes), 'vpn.csv': text, 'leaked.txt': text })
      networks.about('198.51.100.1', 1)
      leaked.about(['ada@example.com'], now)
    }),
    { numRuns: 60 },
  )
})

test('the network of an address by a table of spans', () => {
  const folder = folderOf({
    v4: '16777216,16777471,13335,"Cloudflare, Inc."\n16778240,16779263,38803,Gtelecom Pty Ltd\ndamaged\n',
    v6: '42540528726795050063891204319802818560,42540528726795050063891204319802818575,64500,Sample\n',
  })
  const table = openAsnTable({ v4: join(folder, 'v4'), v6: join(folder, 'v6') })
  assert.deepEqual(table.find('1.0.0.1'), { asn: 13335, asnName: 'Cloudflare, Inc.' })
  assert.deepEqual(table.find('1.0.7.255'), { asn: 38803, asnName: 'Gtelecom Pty Ltd' })
  assert.equal(table.find('1.0.8.0'), undefined)
  assert.equal(table.find('1.0.1.0'), undefined)
  assert.equal(table.find('2001:200::f')?.asn, 64500)
  assert.equal(table.find('2001:200::10'), undefined)
  assert.equal(openAsnTable({ v4: 'missing', v6: 'missing' }).find('1.0.0.1'), undefined)
})
