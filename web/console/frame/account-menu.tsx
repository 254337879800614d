/** Who is signed in, and the way out. */
import { ActionIcon, Menu } from '@mantine/core'
import { IconLogout, IconUserCircle } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { LogText } from '../text/log-text.tsx'
import { sessionRead } from '../wire/reads.ts'
import { signOut } from '../wire/writes.ts'
import classes from './bar.module.css'

export function AccountMenu() {
  const client = useQueryClient()
  const name = useQuery(sessionRead).data?.name ?? ''
  const out = useMutation({
    mutationFn: signOut,
    onSuccess: () => {
      client.clear()
      client.setQueryData(sessionRead.queryKey, null)
      window.location.reload()
    },
  })
  return (
    <Menu position="bottom-end" withinPortal={false}>
      <Menu.Target>
        <ActionIcon size={40} className={classes['tool'] ?? ''} aria-label={`Account: ${name}`} title={`Account: ${name}`}>
          <IconUserCircle size={22} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          Signed in as <LogText max={80}>{name}</LogText>
        </Menu.Label>
        <Menu.Item leftSection={<IconLogout size={18} aria-hidden />} onClick={() => out.mutate()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
