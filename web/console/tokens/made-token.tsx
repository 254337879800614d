/** A token just made: the only time that its secret is shown. */
import { Button } from '@mantine/core'
import { useEffect, useRef } from 'react'
import type { TokenView } from '../../../src/8-server/wire.ts'
import { Card } from '../look/card.tsx'
import { Command } from '../play/command.tsx'

export function MadeToken({ token, done }: { readonly token: TokenView; readonly done: () => void }) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => place.current?.focus(), [])
  return (
    <div ref={place} tabIndex={-1} role="status">
      <Card title={`The token for ${token.label}`}>
        <p>Copy it now. It is not kept in a readable form and cannot be shown again.</p>
        <Command text={token.secret ?? ''} what="the token" />
        <div>
          <Button variant="default" onClick={done}>
            I have kept it
          </Button>
        </div>
      </Card>
    </div>
  )
}
