/** Lists for stories: lines of `tor 203.0.113.9`, `hosting AS64500 A_Name`, `threat 203.0.113.9 a_note`, `leaked ada@example.com 2026-01-10`. */
import type { About, Leak, Leaked, NetworkKind, Networks } from '../src/1-ingest/networks.ts'
import { noLeaked, noNetworks, nothingKnown } from '../src/1-ingest/networks.ts'

/** As the engine takes them; nothing is known where there are none. */
export function readLists(text: string | undefined): { networks: Networks; leaked: Leaked } {
  const lines = (text ?? '').split('\n').filter((line) => line !== '')
  if (lines.length === 0) return { networks: noNetworks, leaked: noLeaked }
  const abouts = new Map<string, About>()
  const leaks = new Map<string, Leak>()
  for (const line of lines) {
    const [kind = '', key = '', rest] = line.split(' ')
    if (kind === 'leaked') leaks.set(key, { list: 'leaked.txt', since: rest === undefined ? undefined : Date.parse(rest) })
    else abouts.set(key, { ...abouts.get(key), ...aboutOf(kind as NetworkKind, rest?.replaceAll('_', ' ')), lists: [`${kind}.txt`] })
  }
  return {
    networks: {
      about: (ip = '', asn = 0) => ({ ...nothingKnown, ...abouts.get(`AS${asn}`), ...abouts.get(ip) }),
      lacking: [],
    },
    leaked: {
      about: (names, time) => names.map((name) => leaks.get(name ?? '')).find((leak) => leak !== undefined && (leak.since ?? 0) <= time),
      lacking: [],
    },
  }
}

const aboutOf = (kind: NetworkKind, note: string | undefined): Omit<About, 'lists'> =>
  kind === 'threat' ? { threat: { list: 'threat.txt', note } } : { [kind]: true, asnName: note }
