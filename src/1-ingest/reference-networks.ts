/** A list of networks read from a file: addresses, CIDR, spans `a-b`, and networks by number (`AS123`). */
import { parseAddress } from '../0-event/address.ts'
import { readAddress } from '../0-event/address-number.ts'
import { type Item, type ItemsRead, readItems } from './reference-items.ts'
import { networksMax, type Ranges } from './reference-ranges.ts'

export interface NetworkList {
  readonly v4: Ranges
  readonly v6: Ranges
  /** Number of the note by ASN. */
  readonly asns: ReadonlyMap<number, number>
  /** Distinct notes; the tag of a network is its note's number. The first is none. */
  readonly notes: readonly (string | undefined)[]
}

/** Distinct notes kept; those beyond go without. */
const notesMax = 1000
const columns = new Set(
  (
    'ip ips ipaddress ipaddresses address addresses sourceip srcip dstip destinationip networkip networkipv4 networkipv6 networksourceip ' +
    'networksourceipv4 networksourceipv6 networkdestinationip networkdestinationipv4 networkdestinationipv6 networkcidrblock ' +
    'networksourcecidrblock networkdestinationcidrblock cidr cidraddress network networks netblock prefix ipprefix ipv4prefix ipv6prefix ' +
    'subnet range iprange indicator ioc iocvalue value observable asn as asnumber'
  ).split(' '),
)

interface Building {
  readonly v4: number[]
  readonly v6: number[]
  readonly asns: Map<number, number>
  readonly notes: (string | undefined)[]
  readonly numbers: Map<string, number>
}

/** Rejects with a sentence where the file cannot be read at all. */
export async function readNetworks(path: string, now: number): Promise<{ list: NetworkList; read: ItemsRead }> {
  const building = begin()
  const read = await readItems(path, { columns, now, take: (item) => add(building, item) })
  return { list: built(building), read }
}

/** A list at hand as text values. Throws where one is no network. */
export function networksOf(items: Iterable<Pick<Item, 'value' | 'note'>>): NetworkList {
  const building = begin()
  for (const item of items) {
    const why = add(building, item)
    if (why !== undefined) throw new Error(why)
  }
  return built(building)
}

const begin = (): Building => ({ v4: [], v6: [], asns: new Map(), notes: [undefined], numbers: new Map() })

const built = ({ v4, v6, asns, notes }: Building): NetworkList => ({
  v4: { words: 1, bounds: Uint32Array.from(v4) },
  v6: { words: 4, bounds: Uint32Array.from(v6) },
  asns,
  notes,
})

function add(to: Building, { value, note }: Pick<Item, 'value' | 'note'>): string | undefined {
  const asn = /^(?:ASN?)\s?(\d{1,10})$/i.exec(value)?.[1]
  if (asn !== undefined) return addAsn(to, Number(asn), note)
  const bounds = value.includes('/') ? ofPrefix(value) : ofSpan(value)
  if (typeof bounds === 'string') return bounds
  const list = bounds.length === 2 ? to.v4 : to.v6
  if (list.length / (bounds.length + 1) >= networksMax)
    return `more than ${networksMax.toLocaleString('en')} networks: those beyond are left out`
  list.push(...bounds, numberOf(to, note))
  return undefined
}

function addAsn(to: Building, asn: number, note: string | undefined): string | undefined {
  if (asn === 0 || asn > 0xffff_ffff) return `AS${asn} is no network's number`
  to.asns.set(asn, numberOf(to, note))
  return undefined
}

function numberOf({ notes, numbers }: Building, note: string | undefined): number {
  if (note === undefined) return 0
  const known = numbers.get(note)
  if (known !== undefined || notes.length > notesMax) return known ?? 0
  numbers.set(note, notes.length)
  return notes.push(note) - 1
}

/** A wider network is a slip more often than meant, and would mark half the world. */
const widest = { 1: 8, 4: 16 } as const
const scratch = new Uint32Array(4)

function ofPrefix(value: string): number[] | string {
  const [address = '', bitsText = '', ...rest] = value.split('/')
  const words = wordsOf(address)
  if (words === undefined || rest.length > 0 || !/^\d{1,3}$/.test(bitsText)) return notNetwork(value)
  const bits = Number(bitsText)
  const family = words.length === 1 ? 1 : 4
  if (bits > family * 32) return notNetwork(value)
  if (bits < widest[family]) return `${value} is wider than /${widest[family]}`
  const masks = words.map((_, word) => mask(Math.max(0, Math.min(32, bits - word * 32))))
  const first = words.map((word, at) => (word & (masks[at] ?? 0)) >>> 0)
  return [...first, ...first.map((word, at) => (word | ~(masks[at] ?? 0)) >>> 0)]
}

const mask = (bits: number): number => (bits === 0 ? 0 : (0xffff_ffff << (32 - bits)) >>> 0)

function ofSpan(value: string): number[] | string {
  const dash = value.indexOf('-')
  const first = wordsOf(dash === -1 ? value : value.slice(0, dash))
  const last = dash === -1 ? first : wordsOf(value.slice(dash + 1))
  if (first === undefined || last === undefined || first.length !== last.length) return notNetwork(value)
  const isForward =
    first.every((word, at) => word === last[at]) ||
    first.some((word, at) => word < (last[at] ?? 0) && first.slice(0, at).every((one, before) => one === last[before]))
  return isForward ? [...first, ...last] : `${value} ends before it begins`
}

function wordsOf(text: string): number[] | undefined {
  const address = parseAddress(text)
  const words = address === undefined ? 0 : readAddress(address, scratch)
  return words === 0 ? undefined : [...scratch.subarray(0, words)]
}

const notNetwork = (value: string): string => `"${value.slice(0, 60)}" is no address, network (192.0.2.0/24) or number (AS64496)`
