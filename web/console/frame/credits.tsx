/** Whose data the places and networks come from, where a licence wants it said; nothing otherwise. */
import { useQuery } from '@tanstack/react-query'
import { referenceRead } from '../wire/reads.ts'
import classes from './credits.module.css'

export function Credits() {
  const credits = useQuery(referenceRead).data?.credits ?? []
  if (credits.length === 0) return null
  return (
    <footer className={classes['credits']}>
      {credits.map(({ text, url }) => (
        <a key={url} href={url} rel="noreferrer" target="_blank">
          {text}
        </a>
      ))}
    </footer>
  )
}
