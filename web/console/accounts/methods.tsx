/** The ways to sign in, as signs and words. */
import { IconClock2, IconDeviceMobile, IconFingerprint, IconLifebuoy, IconTicket } from '@tabler/icons-react'
import type { MethodKind } from '../../../src/2-store/identity/schema.ts'
import classes from './accounts.module.css'

const kinds = {
  passkey: { label: 'Passkey', Icon: IconFingerprint },
  push: { label: 'Authenticator', Icon: IconDeviceMobile },
  totp: { label: 'Code app', Icon: IconClock2 },
  'recovery-code': { label: 'Recovery codes', Icon: IconLifebuoy },
  'access-pass': { label: 'Access pass', Icon: IconTicket },
} as const satisfies Record<MethodKind, object>

export const methodLabel = (kind: MethodKind): string => kinds[kind].label

export function MethodSign({ kind }: { readonly kind: MethodKind }) {
  const { Icon } = kinds[kind]
  return <Icon size={20} aria-hidden />
}

export function MethodSigns({ methods }: { readonly methods: readonly MethodKind[] }) {
  if (methods.length === 0) return <span className={classes['small']}>No method yet</span>
  return (
    <span className={classes['signs']}>
      {methods.map((kind) => (
        <span key={kind} role="img" aria-label={methodLabel(kind)} title={methodLabel(kind)}>
          <MethodSign kind={kind} />
        </span>
      ))}
    </span>
  )
}
