/** The accounts of one person, each with the way to put it elsewhere or to take such a correction back. */
import { Button, VisuallyHidden } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Failed } from '../look/failed.tsx'
import { aliasText } from '../text/alias.ts'
import { LogText } from '../text/log-text.tsx'
import { undoCorrection } from '../wire/writes.ts'
import classes from './aliases.module.css'
import { MoveAlias } from './move-alias.tsx'

interface AliasesProps {
  readonly person: { readonly id: string; readonly name: string }
  readonly aliases: readonly string[]
  /** Those an administrator put here. */
  readonly corrected: readonly string[]
}

export function Aliases({ person, aliases, corrected }: AliasesProps) {
  const client = useQueryClient()
  const [moving, setMoving] = useState<string>()
  const undo = useMutation({ mutationFn: undoCorrection, onSuccess: () => client.invalidateQueries() })
  return (
    <>
      <ul className={classes['list']}>
        {aliases.map((alias) => (
          <li key={alias}>
            <span className={classes['alias']}>
              <LogText max={160}>{aliasText(alias)}</LogText>
            </span>
            {corrected.includes(alias) ? (
              <Button
                size="compact-sm"
                variant="default"
                loading={undo.isPending && undo.variables === alias}
                onClick={() => undo.mutate(alias)}
              >
                Undo correction<VisuallyHidden component="span"> of {alias}</VisuallyHidden>
              </Button>
            ) : (
              <Button size="compact-sm" variant="default" onClick={() => setMoving(alias)}>
                {aliases.length === 1 ? 'Same as another?' : 'Not this person?'}
                <VisuallyHidden component="span"> {alias}</VisuallyHidden>
              </Button>
            )}
          </li>
        ))}
      </ul>
      {undo.isError && <Failed what="The correction was not undone." error={undo.error} />}
      <MoveAlias alias={moving} from={person} close={() => setMoving(undefined)} />
    </>
  )
}
