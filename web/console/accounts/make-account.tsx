/** The dialog that makes an account. */
import { Button, Checkbox, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { Modal } from '../frame/modal.tsx'
import { Failed } from '../look/failed.tsx'
import { makeAccount } from '../wire/writes.ts'
import classes from './accounts.module.css'

export function MakeAccount({ open, close }: { readonly open: boolean; readonly close: () => void }) {
  return (
    <Modal title="Make an account" open={open} close={close}>
      <MakeForm />
    </Modal>
  )
}

function MakeForm() {
  const client = useQueryClient()
  const navigate = useNavigate()
  const [name, setName] = useState('')
  const [displayName, setDisplayName] = useState('')
  const [email, setEmail] = useState('')
  const [privileged, setPrivileged] = useState(false)
  const make = useMutation({
    mutationFn: () => makeAccount({ name, displayName: displayName || null, email: email || null, privileged }),
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: ['accounts'] })
      await navigate({ to: '/accounts/$id', params: { id } })
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
        label="Name to sign in with"
        description="Often the e-mail address."
        autoComplete="off"
        maxLength={256}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        label="Called"
        autoComplete="off"
        maxLength={256}
        value={displayName}
        onChange={(event) => setDisplayName(event.currentTarget.value)}
      />
      <TextInput
        type="email"
        label="E-mail address"
        description="Where notices about the account go."
        autoComplete="off"
        maxLength={254}
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <Checkbox
        color="var(--amber)"
        iconColor="var(--on-amber)"
        label="Privileged"
        description="More to lose: the number on the phone is longer, and detections speak earlier."
        checked={privileged}
        onChange={(event) => setPrivileged(event.currentTarget.checked)}
      />
      {make.isError && <Failed what="The account was not made." error={make.error} />}
      <p className={classes['small']}>
        You choose no password: the person signs in with an access pass, which you can give next, and chooses their own.
      </p>
      <Button type="submit" loading={make.isPending}>
        Make the account
      </Button>
    </form>
  )
}
