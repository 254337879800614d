/** Puts an account with another person, or makes it a person of its own. */
import { TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Modal } from '../frame/modal.tsx'
import { Failed } from '../look/failed.tsx'
import { aliasText } from '../text/alias.ts'
import { LogText } from '../text/log-text.tsx'
import { personsRead } from '../wire/reads.ts'
import { correctAlias } from '../wire/writes.ts'
import classes from './aliases.module.css'

interface MoveAliasProps {
  /** Open while there is one. */
  readonly alias: string | undefined
  readonly from: { readonly id: string; readonly name: string }
  readonly close: () => void
}

export function MoveAlias({ alias, from, close }: MoveAliasProps) {
  return (
    <Modal title="Whose account is this?" open={alias !== undefined} close={close}>
      {alias !== undefined && <Choose alias={alias} from={from} close={close} />}
    </Modal>
  )
}

function Choose({ alias, from, close }: MoveAliasProps & { readonly alias: string }) {
  const client = useQueryClient()
  const [search, setSearch] = useState('')
  const [settled] = useDebouncedValue(search, 250)
  const persons = useQuery(personsRead(settled))
  const move = useMutation({
    mutationFn: (person: string) => correctAlias(alias, person),
    onSuccess: async () => {
      close()
      await client.invalidateQueries()
    },
  })
  const others = (persons.data ?? []).filter(({ id }) => id !== from.id)
  return (
    <>
      <p>
        <code>
          <LogText max={160}>{aliasText(alias)}</LogText>
        </code>{' '}
        is now taken for <LogText max={120}>{from.name}</LogText>.
      </p>
      {move.isError && <Failed what="The account was not moved." error={move.error} />}
      {alias === from.id ? (
        <p className={classes['small']}>The person is named after this account. To part them, move the other accounts.</p>
      ) : (
        <button type="button" className={classes['choice']} disabled={move.isPending} onClick={() => move.mutate(alias)}>
          It is a person of its own
        </button>
      )}
      <TextInput
        label="Or it belongs to"
        placeholder="Search by name or account"
        value={search}
        onChange={(e) => setSearch(e.currentTarget.value)}
      />
      {persons.isError && <Failed what="The persons could not be read." error={persons.error} retry={() => void persons.refetch()} />}
      <ul className={classes['choices']} aria-label="Persons">
        {others.map((person) => (
          <li key={person.id}>
            <button type="button" className={classes['choice']} disabled={move.isPending} onClick={() => move.mutate(person.id)}>
              <LogText max={120}>{person.displayName ?? person.name}</LogText>
              <span className={classes['small']}>
                <LogText max={160}>{person.aliases.slice(0, 3).map(aliasText).join(', ')}</LogText>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </>
  )
}
