/** The first start: whoever holds the one-time link makes the administrator. */
import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Navigate, useNavigate } from '@tanstack/react-router'
import { type FormEvent, useId, useState } from 'react'
import { messageOf } from '../wire/problem.ts'
import { sessionRead, setupRead } from '../wire/reads.ts'
import { setUp } from '../wire/writes.ts'
import classes from './door.module.css'
import { Door } from './door.tsx'
import { mistakes } from './mistakes.ts'
import { strength } from './strength.ts'
import { StrengthMeter } from './strength-meter.tsx'

export function SetUpPage({ token }: { readonly token: string }) {
  const session = useQuery(sessionRead)
  const setup = useQuery(setupRead)
  if (session.data !== undefined && session.data !== null) return <Navigate to="/" replace />
  if (setup.data?.needsSetup === false || token === '') return <NoSetUp used={setup.data?.needsSetup === false} />
  return (
    <Door
      title="Make the administrator"
      lead="This link works once. The account you make here can see every incident and make tokens for programs."
    >
      <SetUpForm token={token} />
    </Door>
  )
}

function NoSetUp({ used }: { readonly used: boolean }) {
  const navigate = useNavigate()
  const lead = used
    ? 'Tocsin has its administrator already, so this link is no longer good.'
    : 'The address has no token. Copy the whole link that Tocsin printed when it started.'
  return (
    <Door title={used ? 'Set-up is done' : 'The link is not whole'} lead={lead}>
      <Button onClick={() => void navigate({ to: '/' })}>{used ? 'Sign in' : 'Go on'}</Button>
    </Door>
  )
}

function SetUpForm({ token }: { readonly token: string }) {
  const client = useQueryClient()
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [again, setAgain] = useState('')
  const [tried, setTried] = useState(false)
  const hint = useId()
  const wrong = tried ? mistakes({ name, password, again }) : {}
  const make = useMutation({
    mutationFn: setUp,
    onSuccess: (session) => client.setQueryData(sessionRead.queryKey, session),
  })

  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (Object.keys(mistakes({ name, password, again })).length === 0) make.mutate({ token, name: name.trim(), password })
  }
  return (
    <form className={classes['form']} onSubmit={submit} noValidate>
      <TextInput
        label="Name"
        autoComplete="username"
        autoFocus
        value={name}
        error={wrong.name}
        onChange={(e) => setName(e.currentTarget.value)}
      />
      <PasswordInput
        label="Password"
        autoComplete="new-password"
        aria-describedby={hint}
        value={password}
        error={wrong.password}
        onChange={(e) => setPassword(e.currentTarget.value)}
      />
      <StrengthMeter strength={strength(password, name)} id={hint} />
      <PasswordInput
        label="Password again"
        autoComplete="new-password"
        value={again}
        error={wrong.again}
        onChange={(e) => setAgain(e.currentTarget.value)}
      />
      {make.isError && (
        <p role="alert" className={classes['failed']}>
          {messageOf(make.error)}
        </p>
      )}
      <Button type="submit" size="md" loading={make.isPending}>
        Make the administrator
      </Button>
    </form>
  )
}
