/** The heading over incidents of one attacker. */
import type { IncidentView } from '../../../src/8-server/wire.ts'
import { isLetIn } from '../look/stage.ts'
import { count } from '../text/count.ts'
import { LogText } from '../text/log-text.tsx'
import classes from './campaign-row.module.css'

export function CampaignRow({ incidents }: { readonly incidents: readonly IncidentView[] }) {
  const [first, ...others] = incidents.map(({ addresses }) => addresses)
  const common = first?.find((address) => others.every((addresses) => addresses.includes(address)))
  const letIn = incidents.filter(isLetIn).length
  return (
    <h2 className={classes['campaign']}>
      <svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">
        <path d="M2 2v8a4 4 0 0 0 4 4h9M11.5 10.5 15 14l-3.5 3.5" />
      </svg>
      <span>
        One attacker, {count(incidents.length, 'incident')}
        {letIn > 0 && <strong>, {letIn} let in</strong>}
        {common !== undefined && (
          <>
            , from <LogText max={64}>{common}</LogText>
          </>
        )}
      </span>
    </h2>
  )
}
