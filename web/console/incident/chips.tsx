/** What had never been seen before, and the findings that begin with this event. */
import { goTo } from '../look/scroll.ts'
import classes from './timeline.module.css'

interface ChipsProps {
  readonly strange: readonly string[]
  readonly findings: readonly string[]
  readonly titles: ReadonlyMap<string, string>
}

export function Chips({ strange, findings, titles }: ChipsProps) {
  // Several findings may have one title; the first of them stands for all.
  const known = [...new Map(findings.flatMap((id) => (titles.has(id) ? [[titles.get(id), id] as const] : []))).entries()]
  if (strange.length === 0 && known.length === 0) return null
  return (
    <ul className={classes['chips']}>
      {strange.map((what) => (
        <li key={what} className={classes['strange']}>
          New {what}
        </li>
      ))}
      {known.map(([title, id]) => (
        <li key={id}>
          <a href={`#finding-${id}`} onClick={(click) => jump(click, id)} className={classes['finding']}>
            Led to: {title}
          </a>
        </li>
      ))}
    </ul>
  )
}

/** By hand, because the part of the address behind `#` belongs to the router. */
function jump(click: React.MouseEvent, id: string): void {
  click.preventDefault()
  goTo(`finding-${id}`)
}
