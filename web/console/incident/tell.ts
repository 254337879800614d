/** What of each event has to be said: an attack repeats itself, and what repeats hides what is new; pure. */
import type { TimelineItem } from '../../../src/8-server/wire.ts'

export interface Told {
  readonly item: TimelineItem
  /** App, place, network and device are other than those of the event before. */
  readonly place: boolean
  /** The phone or number prompted is another than the last one said. */
  readonly target: boolean
  /** What had never been seen, where it is other than what was said of the events before. */
  readonly strange: readonly string[]
  /** Findings that no earlier event led to. */
  readonly findings: readonly string[]
}

export function tell(items: readonly TimelineItem[]): readonly Told[] {
  const seen = new Set<string>()
  let place = ''
  let target = ''
  let strange = ''
  return items.map((item) => {
    const now = { place: placeOf(item), target: targetOf(item), strange: item.strange.join(' ') }
    const told: Told = {
      item,
      place: now.place !== place,
      target: now.target !== '' && now.target !== target,
      strange: now.place === place && now.strange === strange ? [] : item.strange,
      findings: item.findings.filter((id) => !seen.has(id)),
    }
    place = now.place
    strange = now.strange
    if (now.target !== '') target = now.target
    for (const id of item.findings) seen.add(id)
    return told
  })
}

function placeOf({ event: { src, app, source } }: TimelineItem): string {
  return JSON.stringify([source, app?.name, src?.ip, src?.country, src?.city, src?.asn, src?.browser, src?.os, src?.proxy])
}

const targetOf = ({ event }: TimelineItem): string => (event.kind === 'prompt' ? (event.target ?? '') : '')
