/** What an empty page shows: queries to begin with, and the tables that hold something. */
import { useQuery } from '@tanstack/react-query'
import { Card } from '../../look/card.tsx'
import { clean } from '../../text/clean.ts'
import { count } from '../../text/count.ts'
import { statusRead } from '../../wire/reads.ts'
import classes from './start.module.css'
import { starters } from './starters.ts'

export function Start({ take }: { readonly take: (text: string) => void }) {
  const tables = Object.entries(useQuery(statusRead).data?.tables ?? {})
    .filter(([, rows]) => rows > 0)
    .sort(([, one], [, other]) => other - one)
  return (
    <>
      {tables.length > 0 && (
        <Card title="Tables that hold something">
          <ul className={classes['tables']}>
            {tables.map(([name, rows]) => (
              <li key={name}>
                <button type="button" onClick={() => take(`${name}\n| take 100`)}>
                  <code>{clean(name, 80)}</code> <span>{count(rows, 'row')}</span>
                </button>
              </li>
            ))}
          </ul>
        </Card>
      )}
      <Card title="Queries to begin with">
        <ul className={classes['starters']}>
          {starters.map(({ title, text }) => (
            <li key={title}>
              <button type="button" onClick={() => take(text)}>
                <strong>{title}</strong>
                <code>{text}</code>
              </button>
            </li>
          ))}
        </ul>
      </Card>
    </>
  )
}
