/** Why a person's risk is what it is, each reason with its size, and what no longer counts. */
import type { PersonRisk } from '../../../src/8-server/risk-wire.ts'
import { LogText } from '../text/log-text.tsx'
import classes from './person-page.module.css'

const endedMax = 10
/** Smaller ones would be shown as nothing. */
const shownFrom = 0.05

export function RiskReasons({ risk }: { readonly risk: PersonRisk }) {
  return (
    <>
      <h3>Why</h3>
      <ul className={classes['reasons']}>
        {risk.contributions
          .filter(({ logOdds }) => Math.abs(logOdds) >= shownFrom)
          .map(({ because, logOdds }) => (
            <li key={`${because} ${logOdds}`}>
              <span>
                <LogText max={300}>{because}</LogText>
              </span>
              <span className={classes['size']}>{`${logOdds < 0 ? '−' : '+'}${Math.abs(logOdds).toFixed(1)}`}</span>
            </li>
          ))}
      </ul>
      <p className={classes['small']}>Each number is in log-odds: three more make a chance about twenty times as large.</p>
      {risk.ended.length > 0 && (
        <>
          <h3>No longer counts</h3>
          <ul className={classes['plain']}>
            {risk.ended.slice(-endedMax).map(({ finding, title, because }) => (
              <li key={finding}>
                <LogText max={160}>{title}</LogText>: <LogText max={300}>{because}</LogText>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}
