/** The mark of Tocsin: an alarm bell that swings. */
import classes from './bell.module.css'

/** `ringing` swings it twice, then leaves it tilted; a new `key` swings it again. */
export function Bell({ size = 28, ringing = false }: { readonly size?: number; readonly ringing?: boolean }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false" className={classes['mark']}>
      <g className={ringing ? classes['ringing'] : undefined}>
        <path d="M16 4.5c-5 0-8 3.6-8 8.7v5.2l-2.4 4.1h20.8L24 18.4v-5.2c0-5.1-3-8.7-8-8.7Z" fill="currentColor" />
        <circle cx="16" cy="26" r="2.8" fill="currentColor" />
      </g>
      <path className={classes['waves']} d="M4.6 6.4a13 13 0 0 0-2.3 6M27.4 6.4a13 13 0 0 1 2.3 6" />
    </svg>
  )
}
