/** The reasons for the score by their weight, for and against. */
import type { IncidentDetail } from '../../../src/8-server/wire.ts'
import { Card } from '../look/card.tsx'
import { LogText } from '../text/log-text.tsx'
import classes from './reasons.module.css'

const firstMax = 8

export function Reasons({ reasons }: Pick<IncidentDetail, 'reasons'>) {
  const shown = reasons.slice(0, firstMax)
  const largest = Math.max(...shown.map(({ logOdds }) => Math.abs(logOdds)), 1)
  if (shown.length === 0) return null
  return (
    <Card title="What speaks for and against it">
      <ul className={classes['list']}>
        {shown.map(({ because, logOdds }) => (
          <li key={because} className={classes['reason']} data-against={logOdds < 0 || undefined}>
            <span>
              <LogText max={240}>{because}</LogText>
            </span>
            <svg className={classes['bar']} viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
              <rect width={(Math.abs(logOdds) / largest) * 100} height="8" rx="2" />
            </svg>
            <span className={classes['size']} title="Log-odds">
              {logOdds < 0 ? '−' : '+'}
              {Math.abs(logOdds).toFixed(1)}
            </span>
          </li>
        ))}
      </ul>
      <p className={classes['note']}>Weights in log-odds: +0.7 doubles the odds of an attack, −0.7 halves them.</p>
    </Card>
  )
}
