/** Each change of a person's risk, newest first, in words, and what people said with the way to take it back. */
import { Button, VisuallyHidden } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { PersonRisk } from '../../../src/8-server/risk-wire.ts'
import { Failed } from '../look/failed.tsx'
import { clean } from '../text/clean.ts'
import { LogText } from '../text/log-text.tsx'
import { When } from '../text/when.tsx'
import { undoRisk } from '../wire/writes.ts'
import classes from './person-page.module.css'
import { levelWords, saidWords } from './risk-words.ts'

export function RiskHistory({ risk }: { readonly risk: PersonRisk }) {
  const client = useQueryClient()
  const undo = useMutation({ mutationFn: (word: string) => undoRisk(risk.person.id, word), onSuccess: () => client.invalidateQueries() })
  return (
    <>
      {risk.changes.length === 0 && <p>Nothing has happened that made this person a risk.</p>}
      <ol className={classes['plain']} reversed>
        {risk.changes.map(({ id, time, level, because, by }) => (
          <li key={id}>
            <strong>{levelWords[level]}</strong>: <LogText max={300}>{because}</LogText>
            <span className={classes['small']}>
              {' '}
              <When time={time} />
              {by !== undefined && !because.startsWith(by) && ` by ${clean(by, 80)}`}
            </span>
          </li>
        ))}
      </ol>
      {undo.isError && <Failed what="It was not taken back." error={undo.error} />}
      {risk.said.length > 0 && (
        <>
          <h3>What was said</h3>
          <ul className={classes['plain']}>
            {[...risk.said].reverse().map(({ id, says, by, reason }) => (
              <li key={id} className={classes['said']}>
                <span>
                  {saidWords[says]}
                  {by !== undefined && ` by ${clean(by, 80)}`}
                  {reason !== '' && (
                    <>
                      : <LogText max={300}>{reason}</LogText>
                    </>
                  )}
                </span>
                <Button
                  size="compact-sm"
                  variant="default"
                  loading={undo.isPending && undo.variables === id}
                  onClick={() => undo.mutate(id)}
                >
                  Take back<VisuallyHidden component="span"> {saidWords[says]}</VisuallyHidden>
                </Button>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}
