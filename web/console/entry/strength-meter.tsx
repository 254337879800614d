/** The strength of a password while it is typed: four bars and a sentence. */
import type { Strength } from './strength.ts'
import classes from './strength-meter.module.css'

const bars = [1, 2, 3, 4]

export function StrengthMeter({ strength, id }: { readonly strength: Strength; readonly id: string }) {
  return (
    <div className={classes['meter']}>
      <div className={classes['bars']} aria-hidden="true">
        {bars.map((bar) => (
          <span key={bar} data-on={bar <= strength.score || undefined} data-weak={strength.score <= 2 || undefined} />
        ))}
      </div>
      <p id={id} aria-live="polite">
        {strength.hint}
      </p>
    </div>
  )
}
