/** How a person's risk went over the last weeks, drawn as a line between the bounds of the levels. */
import type { PersonRisk } from '../../../src/8-server/risk-wire.ts'
import { dayText } from '../text/time.ts'
import classes from './person-page.module.css'

const width = 600
const height = 180
const left = 88
const bottom = 30
/** Where the levels begin (docs/risk.md). */
const bounds = [
  { name: 'High', from: 0.88 },
  { name: 'Medium', from: 0.31 },
  { name: 'Low', from: 0.047 },
] as const

/** Drawn by log-odds, or everything under medium would lie on the floor. */
const lowest = -5.2
const highest = 5
const across = (score: number): number => {
  const odds = Math.log(Math.max(1e-4, Math.min(1 - 1e-4, score)) / (1 - Math.max(1e-4, Math.min(1 - 1e-4, score))))
  const share = (Math.max(lowest, Math.min(highest, odds)) - lowest) / (highest - lowest)
  return 8 + (1 - share) * (height - bottom - 16)
}

export function RiskCurve({ curve }: { readonly curve: PersonRisk['curve'] }) {
  const from = curve[0]?.time ?? 0
  const to = curve.at(-1)?.time ?? from + 1
  const along = (time: number): number => left + ((time - from) / Math.max(1, to - from)) * (width - left - 8)
  const line = curve.map(({ time, score }, at) => `${at === 0 ? 'M' : 'L'}${along(time).toFixed(1)} ${across(score).toFixed(1)}`).join('')
  const top = curve.reduce((highest, one) => (one.score > highest.score ? one : highest), { time: to, score: 0, level: 'none' as const })
  const last = curve.at(-1)?.level ?? 'none'
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      className={classes['curve']}
      role="img"
      aria-label={`Risk over the last 30 days: at most ${top.level} on ${dayText(top.time)}, ${last} now.`}
    >
      {bounds.map(({ name, from: score }) => (
        <g key={name}>
          <line x1={left} x2={width - 8} y1={across(score)} y2={across(score)} className={classes['bound']} />
          <text x={left - 8} y={across(score) + 4} textAnchor="end">
            {name}
          </text>
        </g>
      ))}
      <path d={line} className={classes['line']} />
      <text x={left} y={height - 6}>
        {dayText(from)}
      </text>
      <text x={width - 8} y={height - 6} textAnchor="end">
        {dayText(to)}
      </text>
    </svg>
  )
}
