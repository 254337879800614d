/** Saved queries: opening, saving under a name, removing. */
import { Button, Skeleton, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { SavedQuery } from '../../../../src/8-server/hunting/wire.ts'
import { Modal } from '../../frame/modal.tsx'
import { Failed } from '../../look/failed.tsx'
import { clean } from '../../text/clean.ts'
import { ago } from '../../text/time.ts'
import { savedQueriesRead } from '../../wire/reads.ts'
import { removeSavedQuery, saveQuery } from '../../wire/writes.ts'
import { newId } from '../run/use-run.ts'
import classes from './dialogs.module.css'

interface SavedDialogProps {
  readonly open: boolean
  readonly close: () => void
  /** What would be saved. */
  readonly text: string
  readonly take: (text: string) => void
}

export function SavedDialog(props: SavedDialogProps) {
  return (
    <Modal title="Saved queries" open={props.open} close={props.close}>
      <SaveForm text={props.text} />
      <List take={props.take} />
    </Modal>
  )
}

function SaveForm({ text }: Pick<SavedDialogProps, 'text'>) {
  const client = useQueryClient()
  const { data = [] } = useQuery(savedQueriesRead)
  const [name, setName] = useState('')
  const known = data.find((one) => one.name === name.trim())
  const save = useMutation({
    mutationFn: () => saveQuery(known?.id ?? newId(), name.trim(), text),
    onSuccess: async () => {
      setName('')
      await client.invalidateQueries({ queryKey: savedQueriesRead.queryKey })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim() !== '' && text.trim() !== '') save.mutate()
  }
  return (
    <form className={classes['save']} onSubmit={submit} noValidate>
      <TextInput
        label="Save the query under the cursor as"
        placeholder="Refused prompts by person"
        maxLength={200}
        value={name}
        disabled={text.trim() === ''}
        description={text.trim() === '' ? 'There is no query in the editor.' : undefined}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Button type="submit" loading={save.isPending} disabled={name.trim() === '' || text.trim() === ''}>
        {known === undefined ? 'Save' : 'Replace'}
      </Button>
      {save.isError && <Failed what="The query was not saved." error={save.error} />}
    </form>
  )
}

function List({ take }: Pick<SavedDialogProps, 'take'>) {
  const client = useQueryClient()
  const read = useQuery(savedQueriesRead)
  const remove = useMutation({
    mutationFn: (id: string) => removeSavedQuery(id),
    onSettled: () => client.invalidateQueries({ queryKey: savedQueriesRead.queryKey }),
  })
  if (read.isError) return <Failed what="The saved queries could not be read." error={read.error} retry={() => void read.refetch()} />
  if (read.isPending) return <Skeleton h={64} radius={8} />
  if (read.data.length === 0) return <p className={classes['none']}>None are saved yet.</p>
  return (
    <ul className={classes['list']}>
      {read.data.map((query) => (
        <Saved key={query.id} query={query} take={take} remove={() => remove.mutate(query.id)} />
      ))}
    </ul>
  )
}

function Saved({
  query,
  take,
  remove,
}: {
  readonly query: SavedQuery
  readonly take: (text: string) => void
  readonly remove: () => void
}) {
  const [sure, setSure] = useState(false)
  return (
    <li className={classes['item']}>
      <button type="button" className={classes['open']} onClick={() => take(query.text)}>
        <strong>{clean(query.name, 200)}</strong>
        <span className={classes['about']}>
          {clean(query.by, 60)}, {ago(query.updated, Date.now())}
        </span>
        <code>{clean(query.text.replace(/\s+/g, ' '), 160)}</code>
      </button>
      <Button
        size="compact-sm"
        variant={sure ? 'filled' : 'default'}
        color={sure ? 'red' : 'yellow'}
        onClick={() => (sure ? remove() : setSure(true))}
        onBlur={() => setSure(false)}
      >
        {sure ? 'Really remove' : 'Remove'}
      </Button>
    </li>
  )
}
