/** Low, medium or high: as many bars, and the word. */
import type { Level } from '../../../src/3-detect/finding.ts'
import classes from './level-sign.module.css'

const height: Readonly<Record<Level, number>> = { low: 1, medium: 2, high: 3 }
const levelText: Readonly<Record<Level, string>> = { low: 'Low', medium: 'Medium', high: 'High' }

export function LevelSign({ level }: { readonly level: Level }) {
  return (
    <span className={classes['level']} data-level={level}>
      <svg width="16" height="14" viewBox="0 0 16 14" aria-hidden="true">
        {[1, 2, 3].map((bar) => (
          <rect
            key={bar}
            x={(bar - 1) * 5.5 + 0.5}
            y={13 - bar * 4}
            width="4"
            height={bar * 4}
            rx="1"
            data-on={bar <= height[level] || undefined}
          />
        ))}
      </svg>
      {levelText[level]}
    </span>
  )
}
