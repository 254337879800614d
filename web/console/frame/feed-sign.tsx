/** Whether the page is live: a shape, a word, and when it tries again. */

import { useNow } from '../text/clock.ts'
import { ago } from '../text/time.ts'
import { feedState } from '../wire/feed.ts'
import classes from './feed-sign.module.css'

export function FeedSign() {
  const state = feedState.use()
  const now = useNow()
  const words =
    state.kind === 'live'
      ? 'Live'
      : state.kind === 'connecting'
        ? 'Connecting…'
        : `Not live (${ago(Math.min(state.since, now), now)}); trying again`
  return (
    <span className={classes['sign']} data-kind={state.kind} role="status">
      <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
        {state.kind === 'broken' ? <path d="M2 2l8 8M10 2l-8 8" /> : <circle cx="6" cy="6" r="4" />}
      </svg>
      {words}
    </span>
  )
}
