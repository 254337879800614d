/** Whether an event came from the same place for the same app as the one before it, so that the page need not repeat it. */
import type { TimelineItem } from '../../../src/8-server/wire.ts'

export const sameDetail = (one: TimelineItem, other: TimelineItem): boolean => told(one) === told(other)

function told({ event, strange }: TimelineItem): string {
  const { src, app, source, kind } = event
  const target = event.kind === 'prompt' ? event.target : undefined
  return JSON.stringify([
    kind,
    source,
    app?.name,
    src?.ip,
    src?.country,
    src?.city,
    src?.asn,
    src?.browser,
    src?.os,
    src?.proxy,
    target,
    strange,
  ])
}
