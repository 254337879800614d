/** Working the incident: whose it is, what one has to say, and closing it with what it was. */
import { Button, NativeSelect, Textarea } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { IncidentDetail } from '../../../src/8-server/wire.ts'
import { Card } from '../look/card.tsx'
import { Failed } from '../look/failed.tsx'
import { incidentRead, sessionRead } from '../wire/reads.ts'
import { keepIncident } from '../wire/take.ts'
import { changeIncident } from '../wire/writes.ts'
import { CloseForm } from './close-form.tsx'
import classes from './work.module.css'

const commentMax = 4000
type Change = Parameters<typeof changeIncident>[1]

export function Work({ incident }: { readonly incident: IncidentDetail }) {
  const client = useQueryClient()
  const me = useQuery(sessionRead).data?.name
  const [comment, setComment] = useState('')
  const [closing, setClosing] = useState(false)
  const change = useMutation({
    mutationFn: (wish: Change) => changeIncident(incident.id, wish),
    onSuccess: async (changed, wish) => {
      keepIncident(client, changed)
      if (wish.comment !== undefined) setComment('')
      setClosing(false)
      await client.invalidateQueries({ queryKey: incidentRead(incident.id).queryKey })
    },
  })
  const written = comment.trim() === '' ? undefined : comment.trim()
  return (
    <Card title="Work">
      <Assign incident={incident} me={me} give={(assignedTo) => change.mutate({ assignedTo })} />
      <Textarea
        label="Comment"
        placeholder="Whom you called, what they said, what you did"
        rows={3}
        maxLength={commentMax}
        value={comment}
        onChange={(event) => setComment(event.currentTarget.value)}
      />
      {change.isError && <Failed what="Nothing was changed." error={change.error} />}
      {closing ? (
        <CloseForm
          close={(said) => change.mutate({ ...said, status: 'closed', ...(written === undefined ? {} : { comment: written }) })}
          back={() => setClosing(false)}
          busy={change.isPending}
        />
      ) : (
        <div className={classes['buttons']}>
          <Button
            variant="default"
            disabled={written === undefined}
            loading={change.isPending && change.variables.comment !== undefined}
            onClick={() => written !== undefined && change.mutate({ comment: written })}
          >
            Add the comment
          </Button>
          <span className={classes['space']} />
          {incident.state === 'open' ? (
            <Button onClick={() => setClosing(true)}>Close the incident</Button>
          ) : (
            <Button onClick={() => change.mutate({ status: 'active' })}>Open it again</Button>
          )}
        </div>
      )}
    </Card>
  )
}

interface AssignProps {
  readonly incident: IncidentDetail
  readonly me: string | undefined
  readonly give: (to: string | null) => void
}

const nobody = ''

function Assign({ incident: { assignedTo, assignable }, me, give }: AssignProps) {
  const names = [...new Set([...(me === undefined ? [] : [me]), ...assignable, ...(assignedTo === undefined ? [] : [assignedTo])])]
  const data = [{ value: nobody, label: 'Nobody' }, ...names.map((name) => ({ value: name, label: name === me ? `${name} (you)` : name }))]
  return (
    <NativeSelect
      label="With"
      data={data}
      value={assignedTo ?? nobody}
      onChange={(event) => give(event.currentTarget.value === nobody ? null : event.currentTarget.value)}
    />
  )
}
