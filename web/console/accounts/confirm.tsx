/** A button that asks once more before it does what cannot be undone. */
import { Button } from '@mantine/core'
import { useState } from 'react'
import classes from './accounts.module.css'

interface ConfirmProps {
  readonly ask: string
  /** For those who cannot see what stands beside it. */
  readonly label?: string
  readonly sure: string
  readonly pending: boolean
  readonly act: () => void
}

export function Confirm({ ask, label = ask, sure, pending, act }: ConfirmProps) {
  const [asked, setAsked] = useState(false)
  if (!asked)
    return (
      <Button variant="default" aria-label={label} onClick={() => setAsked(true)}>
        {ask}
      </Button>
    )
  return (
    <div className={classes['buttons']}>
      <Button color="red" loading={pending} onClick={act}>
        {sure}
      </Button>
      <Button variant="default" onClick={() => setAsked(false)}>
        No
      </Button>
    </div>
  )
}
