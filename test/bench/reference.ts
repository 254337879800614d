/** How fast an address is found among 100,000 networks, beside Node's own `BlockList`; how long reading takes, and what it holds. With folders of `@ip-location-db/asn` as argument also its tables. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { BlockList } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openAsnTable } from '../../src/1-ingest/asn-table.ts'
import { openReference } from '../../src/1-ingest/reference.ts'
import { indexNetworks } from '../../src/1-ingest/reference-index.ts'
import { readNetworks } from '../../src/1-ingest/reference-networks.ts'

const networks = Number(process.argv[2] ?? 100_000)
const asnFolder = process.argv[3]
const rounds = 5

/** The same numbers in every run (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const next = numbers(1)
const upTo = (max: number): number => Math.floor(next() * max)
const v4 = (): string => `${1 + upTo(223)}.${upTo(256)}.${upTo(256)}.${upTo(256)}`
const v6 = (): string => `2001:${upTo(65_536).toString(16)}:${(1 + upTo(65_535)).toString(16)}:${(1 + upTo(65_535)).toString(16)}::1`
const lines = Array.from({ length: networks }, (_, at) =>
  at % 5 === 0 ? ([v6(), 40 + upTo(25)] as const) : ([v4(), 16 + upTo(17)] as const),
)

const folder = mkdtempSync(join(tmpdir(), 'tocsin-bench-'))
writeFileSync(join(folder, 'threat.txt'), `${lines.map((line) => line.join('/')).join('\n')}\n`)
const asked = Array.from({ length: 10_000 }, (_, at) => (at % 5 === 0 ? v6() : v4()))

const print = (line: string): void => void process.stdout.write(`${line}\n`)
const memory = (): number => {
  globalThis.gc?.()
  return process.memoryUsage().rss / 1024 ** 2
}

const before = memory()
const began = performance.now()
const reference = await openReference({ folder, geoFiles: [], now: 0 })
print(
  `${networks.toLocaleString('en')} networks read and arranged in ${(performance.now() - began).toFixed(0)} ms, +${(memory() - before).toFixed(0)} MB resident`,
)

const { list } = await readNetworks(join(folder, 'threat.txt'), 0)
print(`the table that is searched: ${(indexNetworks([{ name: 'threat.txt', kind: 'threat', list }]).bytes / 1024 ** 2).toFixed(1)} MB`)

const block = new BlockList()
const blockBegan = performance.now()
for (const [address, bits] of lines) block.addSubnet(address, bits, address.includes(':') ? 'ipv6' : 'ipv4')
print(`node:net BlockList filled in ${(performance.now() - blockBegan).toFixed(0)} ms`)

function perLookUp(find: (ip: string) => boolean, addresses: readonly string[]): { ns: number; hits: number } {
  let hits = 0
  const from = performance.now()
  for (const ip of addresses) if (find(ip)) hits++
  return { ns: ((performance.now() - from) * 1e6) / addresses.length, hits }
}

const ours = (ip: string): boolean => reference.networks.about(ip, undefined).threat !== undefined
const theirs = (ip: string): boolean => block.check(ip, ip.includes(':') ? 'ipv6' : 'ipv4')
const few = asked.slice(0, 300)
for (let round = 0; round < rounds; round++) {
  const mine = perLookUp(ours, asked)
  const linear = perLookUp(theirs, few)
  const agree = few.every((ip) => ours(ip) === theirs(ip)) ? 'the same answers' : 'DIFFERENT ANSWERS'
  print(
    `${mine.ns.toFixed(0)} ns a look-up (${mine.hits} of ${asked.length} found); BlockList ${linear.ns.toFixed(0)} ns: ${(linear.ns / mine.ns).toFixed(0)} times as long, ${agree}`,
  )
}

if (asnFolder !== undefined) {
  const table = openAsnTable({ v4: join(asnFolder, 'asn-ipv4-num.csv'), v6: join(asnFolder, 'asn-ipv6-num.csv') })
  const start = memory()
  const from = performance.now()
  table.find('8.8.8.8')
  table.find('2001:db8::1')
  print(`tables of networks read in ${(performance.now() - from).toFixed(0)} ms, +${(memory() - start).toFixed(0)} MB resident`)
  const found = perLookUp((ip) => table.find(ip) !== undefined, asked)
  print(`${found.ns.toFixed(0)} ns a look-up (${found.hits} of ${asked.length} found)`)
}
rmSync(folder, { recursive: true })
