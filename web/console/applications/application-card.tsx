/** One application: its id, its addresses, a new secret, removing it. */
import { Button, Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ClientAnswer, ClientMade } from '../../../src/7-provider/oidc/wire.ts'
import classes from '../accounts/accounts.module.css'
import { Confirm } from '../accounts/confirm.tsx'
import { Card } from '../look/card.tsx'
import { Failed } from '../look/failed.tsx'
import { clean } from '../text/clean.ts'
import { applicationsRead } from '../wire/reads.ts'
import { putApplication, removeApplication, rotateSecret } from '../wire/writes.ts'
import { linesOf } from './lines.ts'

interface ApplicationCardProps {
  readonly application: ClientAnswer
  readonly made: (application: ClientMade) => void
}

const types = { web: 'On a server', spa: 'In the browser', native: 'On a device' } as const

export function ApplicationCard({ application, made }: ApplicationCardProps) {
  const client = useQueryClient()
  const refresh = () => client.invalidateQueries({ queryKey: applicationsRead.queryKey })
  const [editing, setEditing] = useState(false)
  const rotate = useMutation({ mutationFn: () => rotateSecret(application.id), onSuccess: made })
  const remove = useMutation({ mutationFn: () => removeApplication(application.id), onSuccess: refresh })
  const { settings } = application
  const name = clean(settings.name, 80)
  return (
    <Card title={name} aside={<span className={classes['tag']}>{types[settings.type]}</span>}>
      <dl className={classes['facts']}>
        <dt>Client id</dt>
        <dd>{application.id}</dd>
        <dt>Registered by</dt>
        <dd>{clean(application.by, 100)}</dd>
        {!editing && (
          <>
            <dt>Back to</dt>
            <dd>{settings.redirectUris.length === 0 ? 'Nowhere yet' : settings.redirectUris.map((uri) => <div key={uri}>{uri}</div>)}</dd>
          </>
        )}
      </dl>
      {editing && <Addresses application={application} done={() => setEditing(false)} />}
      {rotate.isError && <Failed what="There is no new secret." error={rotate.error} />}
      {remove.isError && <Failed what="The application was not removed." error={remove.error} />}
      <div className={classes['buttons']}>
        {!editing && (
          <Button variant="default" aria-label={`Change the addresses of ${name}`} onClick={() => setEditing(true)}>
            Change addresses
          </Button>
        )}
        {settings.auth.startsWith('client_secret') && (
          <Confirm
            ask="New secret"
            label={`New secret for ${name}`}
            sure="End the old secret now"
            pending={rotate.isPending}
            act={() => rotate.mutate()}
          />
        )}
        <Confirm
          ask="Remove"
          label={`Remove ${name}`}
          sure="Remove it and end its tokens"
          pending={remove.isPending}
          act={() => remove.mutate()}
        />
      </div>
    </Card>
  )
}

function Addresses({ application, done }: { readonly application: ClientAnswer; readonly done: () => void }) {
  const client = useQueryClient()
  const { settings } = application
  const [back, setBack] = useState(settings.redirectUris.join('\n'))
  const save = useMutation({
    mutationFn: () => putApplication(application.id, { ...settings, redirectUris: linesOf(back) }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: applicationsRead.queryKey })
      done()
    },
  })
  return (
    <>
      <Textarea
        label="Redirect addresses, one a line"
        autosize
        minRows={2}
        value={back}
        onChange={(event) => setBack(event.currentTarget.value)}
      />
      {save.isError && <Failed what="The addresses were not changed." error={save.error} />}
      <div className={classes['buttons']}>
        <Button loading={save.isPending} onClick={() => save.mutate()}>
          Save addresses
        </Button>
        <Button variant="default" onClick={done}>
          Leave them
        </Button>
      </div>
    </>
  )
}
