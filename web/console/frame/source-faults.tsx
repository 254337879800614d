/** What is wrong with how providers' logs come, where something is: silent, hours late, or with a clock that is ahead. */
import type { SourceStatus } from '../../../src/8-server/wire.ts'
import { sourceText } from '../look/source.ts'
import { lasted } from '../text/time.ts'
import { When } from '../text/when.tsx'

/** Logs that are fetched come some minutes late; alarms that come an hour late are too late for the person. */
const lateMinMs = 3_600_000

export function SourceFaults({ sources }: { readonly sources: readonly SourceStatus[] }) {
  return sources.map(({ source, silentSince, lateMs, aheadMs }) => {
    const name = sourceText(source)
    if (silentSince !== undefined)
      return (
        <li key={source}>
          {name} silent, last heard <When time={silentSince} />
        </li>
      )
    if (aheadMs > 0)
      return (
        <li key={source}>
          {name}’s clock is {lasted(aheadMs)} ahead
        </li>
      )
    return lateMs < lateMinMs ? null : (
      <li key={source}>
        {name} comes {lasted(lateMs)} late
      </li>
    )
  })
}
