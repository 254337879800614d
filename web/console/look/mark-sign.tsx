/** The shape of one outcome; words stand beside it, so screen readers skip the shape. */

import classes from './mark-sign.module.css'
import { type Mark, markPath } from './outcome.ts'

export function MarkSign({ mark, size = 16 }: { readonly mark: Mark; readonly size?: number }) {
  const { path, filled } = markPath[mark]
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      aria-hidden="true"
      className={classes['sign']}
      data-mark={mark}
      data-filled={filled || undefined}
    >
      <path d={path} />
    </svg>
  )
}
