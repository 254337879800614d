/** The dialog that makes a token. */
import { Button, Checkbox, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { TokenView } from '../../../src/8-server/wire.ts'
import { Modal } from '../frame/modal.tsx'
import { Failed } from '../look/failed.tsx'
import { tokensRead } from '../wire/reads.ts'
import { makeToken } from '../wire/writes.ts'
import { type Scope, scopes } from './scopes.ts'
import classes from './tokens-page.module.css'

interface MakeTokenProps {
  readonly open: boolean
  readonly close: () => void
  readonly made: (token: TokenView) => void
}

export function MakeToken({ open, close, made }: MakeTokenProps) {
  return (
    <Modal title="Make a token" open={open} close={close}>
      <MakeForm made={made} />
    </Modal>
  )
}

function MakeForm({ made }: Pick<MakeTokenProps, 'made'>) {
  const client = useQueryClient()
  const [label, setLabel] = useState('')
  const [chosen, setChosen] = useState<readonly Scope[]>(['ingest'])
  const [tried, setTried] = useState(false)
  const make = useMutation({
    mutationFn: () => makeToken(label.trim(), chosen),
    onSuccess: async (token) => {
      made(token)
      await client.invalidateQueries({ queryKey: tokensRead.queryKey })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (label.trim() !== '' && chosen.length > 0) make.mutate()
  }
  return (
    <form className={classes['form']} onSubmit={submit} noValidate>
      <TextInput
        label="What for"
        placeholder="Vector on mail-gateway-2"
        maxLength={200}
        value={label}
        error={tried && label.trim() === '' ? 'Say what it is for, so that it can be revoked one day.' : undefined}
        onChange={(event) => setLabel(event.currentTarget.value)}
      />
      <Checkbox.Group
        label="It may"
        value={[...chosen]}
        error={tried && chosen.length === 0 ? 'Choose at least one.' : undefined}
        onChange={(values) => setChosen(scopes.map(({ scope }) => scope).filter((scope) => values.includes(scope)))}
      >
        <div className={classes['scopes']}>
          {scopes.map(({ scope, label: name, means }) => (
            <Checkbox color="var(--amber)" iconColor="var(--on-amber)" key={scope} value={scope} label={name} description={means} />
          ))}
        </div>
      </Checkbox.Group>
      {make.isError && <Failed what="The token was not made." error={make.error} />}
      <Button type="submit" loading={make.isPending}>
        Make the token
      </Button>
    </form>
  )
}
