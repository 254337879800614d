/** The dialog that registers an application. */
import { Button, Radio, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { ClientMade } from '../../../src/7-provider/oidc/wire.ts'
import classes from '../accounts/accounts.module.css'
import { Modal } from '../frame/modal.tsx'
import { Failed } from '../look/failed.tsx'
import { applicationsRead } from '../wire/reads.ts'
import { makeApplication, type NewApplication } from '../wire/writes.ts'
import { linesOf } from './lines.ts'

interface MakeApplicationProps {
  readonly open: boolean
  readonly close: () => void
  readonly made: (application: ClientMade) => void
}

export function MakeApplication({ open, close, made }: MakeApplicationProps) {
  return (
    <Modal title="Register an application" open={open} close={close}>
      <MakeForm made={made} />
    </Modal>
  )
}

const types = [
  { type: 'web', label: 'On a server', means: 'It keeps a secret.' },
  { type: 'spa', label: 'In the browser', means: 'No secret; its tokens are bound to a key of the browser.' },
  { type: 'native', label: 'On a device', means: 'An app on a phone or a desk; no secret.' },
] as const

function MakeForm({ made }: Pick<MakeApplicationProps, 'made'>) {
  const client = useQueryClient()
  const [name, setName] = useState('')
  const [type, setType] = useState<NewApplication['type']>('web')
  const [back, setBack] = useState('')
  const [out, setOut] = useState('')
  const make = useMutation({
    mutationFn: () =>
      makeApplication({
        name: name.trim(),
        type,
        auth: type === 'web' ? 'client_secret_basic' : 'none',
        redirectUris: linesOf(back),
        postLogoutRedirectUris: linesOf(out),
      }),
    onSuccess: async (application) => {
      made(application)
      await client.invalidateQueries({ queryKey: applicationsRead.queryKey })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim() !== '') make.mutate()
  }
  return (
    <form className={classes['form']} onSubmit={submit}>
      <TextInput
        required
        label="Name"
        description="People see it on the sign-in page and on their phone."
        maxLength={80}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Radio.Group
        label="Where it runs"
        value={type}
        onChange={(value) => setType(types.find((each) => each.type === value)?.type ?? 'web')}
      >
        <div className={classes['form']}>
          {types.map((each) => (
            <Radio
              key={each.type}
              color="var(--amber)"
              iconColor="var(--on-amber)"
              value={each.type}
              label={each.label}
              description={each.means}
            />
          ))}
        </div>
      </Radio.Group>
      <Textarea
        label="Redirect addresses"
        description="Where people come back to after signing in. One a line, exactly as the application sends them."
        placeholder="https://app.example.com/callback"
        autosize
        minRows={2}
        value={back}
        onChange={(event) => setBack(event.currentTarget.value)}
      />
      <Textarea
        label="Addresses after signing out"
        placeholder="https://app.example.com/"
        autosize
        minRows={1}
        value={out}
        onChange={(event) => setOut(event.currentTarget.value)}
      />
      {make.isError && <Failed what="The application was not registered." error={make.error} />}
      <Button type="submit" loading={make.isPending}>
        Register
      </Button>
    </form>
  )
}
