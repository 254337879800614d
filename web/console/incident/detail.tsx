/** For which app, from where, on what, sent where, answered where, told by which provider: what of it is new. */
import { sourceText } from '../look/source.ts'
import { LogText } from '../text/log-text.tsx'
import { deviceText, fromText } from '../text/place.ts'
import type { Told } from './tell.ts'
import classes from './timeline.module.css'

export function Detail({ told }: { readonly told: Told }) {
  const { event } = told.item
  const place = told.place ? [fromText(event.src), deviceText(event.src)].filter((part) => part !== undefined) : []
  const app = told.place ? event.app?.name : undefined
  const target = told.target && event.kind === 'prompt' ? event.target : undefined
  const phone = told.target && event.kind === 'prompt' ? fromText(event.answeredFrom) : undefined
  if (!told.place && target === undefined) return null
  return (
    <p className={classes['detail']}>
      {app !== undefined && (
        <span>
          For <LogText max={90}>{app}</LogText>
        </span>
      )}
      {place.map((part) => (
        <LogText key={part} max={200}>
          {part}
        </LogText>
      ))}
      {target !== undefined && (
        <span>
          Sent to <LogText max={60}>{target}</LogText>
        </span>
      )}
      {phone !== undefined && (
        <span>
          Phone: <LogText max={200}>{phone}</LogText>
        </span>
      )}
      {told.place && <span>{sourceText(event.source)}</span>}
    </p>
  )
}
