/** Who is signed in, and the way out. */
import { ActionIcon, Button } from '@mantine/core'
import { IconLogout, IconUserCircle } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Failed } from '../look/failed.tsx'
import { LogText } from '../text/log-text.tsx'
import { sessionRead } from '../wire/reads.ts'
import { signOut } from '../wire/writes.ts'
import classes from './bar.module.css'
import { Modal } from './modal.tsx'

export function Account() {
  const name = useQuery(sessionRead).data?.name ?? ''
  const [open, setOpen] = useState(false)
  // A new page, so that nothing of the session stays in memory.
  const out = useMutation({ mutationFn: signOut, onSuccess: () => window.location.reload() })
  return (
    <>
      <ActionIcon size={40} className={classes['tool'] ?? ''} aria-label="Account" title="Account" onClick={() => setOpen(true)}>
        <IconUserCircle size={22} aria-hidden />
      </ActionIcon>
      <Modal title="Account" open={open} close={() => setOpen(false)}>
        <p>
          Signed in as{' '}
          <strong>
            <LogText max={100}>{name}</LogText>
          </strong>
        </p>
        {out.isError && <Failed what="You are still signed in." error={out.error} />}
        <Button variant="default" leftSection={<IconLogout size={18} aria-hidden />} loading={out.isPending} onClick={() => out.mutate()}>
          Sign out
        </Button>
      </Modal>
    </>
  )
}
