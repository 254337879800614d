/** What the analysts want each other to know, and closing the incident. */
import { Button, Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { IncidentDetail } from '../../../src/8-server/wire.ts'
import { useClose } from '../incidents/use-close.tsx'
import { Card } from '../look/card.tsx'
import { Failed } from '../look/failed.tsx'
import { keepIncident } from '../wire/take.ts'
import { changeIncident } from '../wire/writes.ts'
import classes from './note.module.css'

const noteMax = 4000

export function Note({ incident }: { readonly incident: IncidentDetail }) {
  const client = useQueryClient()
  const turn = useClose()
  const [note, setNote] = useState(incident.note)
  const keep = useMutation({
    mutationFn: () => changeIncident(incident.id, { note }),
    onSuccess: (changed) => keepIncident(client, changed),
  })
  const changed = note !== incident.note
  return (
    <Card title="Note">
      <Textarea
        aria-label="Note"
        placeholder="Whom you called, what they said, what you did"
        rows={4}
        maxLength={noteMax}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      {keep.isError && <Failed what="The note was not kept." error={keep.error} />}
      <div className={classes['buttons']}>
        <Button variant="default" disabled={!changed} loading={keep.isPending} onClick={() => keep.mutate()}>
          Keep the note
        </Button>
        <span role="status" className={classes['kept']}>
          {keep.isSuccess && !changed ? 'Kept' : ''}
        </span>
        <Button onClick={() => turn(incident)}>{incident.state === 'open' ? 'Close the incident' : 'Open it again'}</Button>
      </div>
    </Card>
  )
}
