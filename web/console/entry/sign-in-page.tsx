/** Name and password. */
import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useRef, useState } from 'react'
import { messageOf } from '../wire/problem.ts'
import { sessionRead } from '../wire/reads.ts'
import { signIn } from '../wire/writes.ts'
import classes from './door.module.css'
import { Door } from './door.tsx'

export function SignInPage() {
  const client = useQueryClient()
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const passwordField = useRef<HTMLInputElement>(null)
  const enter = useMutation({
    mutationFn: () => signIn(name.trim(), password),
    onSuccess: (session) => client.setQueryData(sessionRead.queryKey, session),
    onError: () => {
      setPassword('')
      passwordField.current?.focus()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    enter.mutate()
  }
  return (
    <Door title="Sign in" lead="With the account that was made when Tocsin was first started.">
      <form className={classes['form']} onSubmit={submit}>
        <TextInput label="Name" autoComplete="username" autoFocus value={name} onChange={(e) => setName(e.currentTarget.value)} />
        <PasswordInput
          ref={passwordField}
          label="Password"
          autoComplete="current-password"
          value={password}
          onChange={(e) => setPassword(e.currentTarget.value)}
        />
        {enter.isError && (
          <p role="alert" className={classes['failed']}>
            {messageOf(enter.error)}
          </p>
        )}
        <Button type="submit" size="md" loading={enter.isPending} disabled={name.trim() === '' || password === ''}>
          Sign in
        </Button>
      </form>
    </Door>
  )
}
