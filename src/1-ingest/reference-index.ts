/** Lists of networks as one answer about an address: what each list says, joined. */
import { type About, type NetworkKind, type Networks, nothingKnown } from './networks.ts'
import type { NetworkList } from './reference-networks.ts'
import { buildRanges, type Ranges } from './reference-ranges.ts'

export interface NamedList {
  /** As findings call it. */
  readonly name: string
  readonly kind: NetworkKind
  readonly list: NetworkList
}

export interface NetworkIndex extends Networks {
  readonly bytes: number
}

/** Joined answers remembered; at the bound all are forgotten and made anew. */
const answersMax = 20_000
const listsToldMax = 8
/** What findings should say is missing, by what would have told it. */
const wanted: readonly (readonly [NetworkKind, string])[] = [
  ['tor', 'no list of Tor exits'],
  ['vpn', 'no list of VPN addresses'],
  ['hosting', 'no list of hosting networks'],
  ['threat', 'no list of threats'],
]

/** Numbers alone are enough for hosting companies; anonymizers and attackers rent where others do. */
const hasAddresses = ({ list: { v4, v6 } }: NamedList): boolean => v4.bounds.length + v6.bounds.length > 0

interface Tag {
  readonly from: NamedList
  readonly note: string | undefined
}

export function indexNetworks(lists: readonly NamedList[]): NetworkIndex {
  const tags: Tag[] = []
  const first = new Map<NamedList, number>()
  for (const from of lists) {
    first.set(from, tags.length)
    for (const note of from.list.notes) tags.push({ from, note })
  }
  const tagged = (of: (list: NetworkList) => Ranges): readonly Ranges[] => lists.map((from) => shifted(of(from.list), first.get(from) ?? 0))
  const table = buildRanges(
    joined(
      1,
      tagged(({ v4 }) => v4),
    ),
    joined(
      4,
      tagged(({ v6 }) => v6),
    ),
  )
  const byAsn = asnTags(lists, first)
  const answers = new Map<number, About>()
  return {
    about(ip, asn) {
      const set = ip === undefined ? 0 : table.find(ip)
      const numbered = asn === undefined ? undefined : byAsn.get(asn)
      if (set === 0 && numbered === undefined) return nothingKnown
      const key = set * 2 ** 32 + (numbered === undefined ? 0 : (asn ?? 0))
      const known = answers.get(key)
      if (known !== undefined) return known
      const answer = join([
        ...table.tags(set).map((tag) => ({ tag: tags[tag], isNumber: false })),
        ...(numbered ?? []).map((tag) => ({ tag: tags[tag], isNumber: true })),
      ])
      if (answers.size === answersMax) answers.clear()
      answers.set(key, answer)
      return answer
    },
    lacking: wanted
      .filter(([kind]) => !lists.some((one) => one.kind === kind && (kind === 'hosting' || hasAddresses(one))))
      .map(([, lack]) => lack),
    bytes: table.bytes,
  }
}

function shifted({ words, bounds }: Ranges, by: number): Ranges {
  if (by === 0) return { words, bounds }
  const moved = bounds.slice()
  for (let at = 2 * words; at < moved.length; at += 2 * words + 1) moved[at] = (moved[at] ?? 0) + by
  return { words, bounds: moved }
}

function joined(words: 1 | 4, parts: readonly Ranges[]): Ranges {
  const bounds = new Uint32Array(parts.reduce((sum, part) => sum + part.bounds.length, 0))
  let at = 0
  for (const part of parts) {
    bounds.set(part.bounds, at)
    at += part.bounds.length
  }
  return { words, bounds }
}

function asnTags(lists: readonly NamedList[], first: ReadonlyMap<NamedList, number>): ReadonlyMap<number, readonly number[]> {
  const found = new Map<number, number[]>()
  for (const from of lists) {
    for (const [asn, note] of from.list.asns) {
      const tag = (first.get(from) ?? 0) + note
      const known = found.get(asn)
      if (known === undefined) found.set(asn, [tag])
      else known.push(tag)
    }
  }
  return found
}

function join(told: readonly { readonly tag: Tag | undefined; readonly isNumber: boolean }[]): About {
  const about: { -readonly [Key in keyof About]: About[Key] } = { lists: [] }
  const lists = new Set<string>()
  for (const { tag, isNumber } of told) {
    if (tag === undefined) continue
    const { name, kind } = tag.from
    lists.add(name)
    if (kind === 'threat') about.threat ??= { list: name, note: tag.note }
    else about[kind] = true
    if (isNumber && tag.note !== undefined) about.asnName ??= tag.note
  }
  about.lists = [...lists].slice(0, listsToldMax)
  return Object.freeze(about)
}
