/** What stands on the page before anything is known: the bell, and after a while or a failure, why. */
import { Button } from '@mantine/core'
import { Bell } from '../look/bell.tsx'
import classes from './curtain.module.css'

export function Curtain({ message, retry }: { readonly message?: string; readonly retry?: () => void }) {
  return (
    <main className={classes['curtain']} aria-busy={message === undefined}>
      <Bell size={56} />
      {message === undefined ? (
        <p className={classes['late']}>Waiting for the server…</p>
      ) : (
        <div role="alert" className={classes['failed']}>
          <h1>Tocsin cannot be reached</h1>
          <p>{message}</p>
          {retry !== undefined && <Button onClick={retry}>Try again</Button>}
        </div>
      )}
    </main>
  )
}
