/** Says that something could not be read, why, and offers to try again. */
import { Button } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { messageOf } from '../wire/problem.ts'
import classes from './failed.module.css'

export function Failed({ what, error, retry }: { readonly what: string; readonly error: unknown; readonly retry?: () => void }) {
  return (
    <div role="alert" className={classes['failed']}>
      <IconAlertTriangle size={22} aria-hidden />
      <div>
        <strong>{what}</strong>
        <p>{messageOf(error)}</p>
      </div>
      {retry !== undefined && (
        <Button variant="default" size="compact-md" onClick={retry}>
          Try again
        </Button>
      )}
    </div>
  )
}
