/** An application just registered, or given a new secret: what to put into its settings. */
import { Button } from '@mantine/core'
import { useEffect, useRef } from 'react'
import type { ClientMade } from '../../../src/7-provider/oidc/wire.ts'
import { Card } from '../look/card.tsx'
import { Command } from '../play/command.tsx'
import { clean } from '../text/clean.ts'

export function MadeApplication({ made, done }: { readonly made: ClientMade; readonly done: () => void }) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => place.current?.focus(), [])
  return (
    <div ref={place} tabIndex={-1} role="status">
      <Card title={`What ${clean(made.settings.name, 80)} needs`}>
        <p>Issuer</p>
        <Command text={made.issuer} what="the issuer" />
        <p>Client id</p>
        <Command text={made.id} what="the client id" />
        {made.secret !== undefined && (
          <>
            <p>Client secret. Copy it now: it is not kept in a readable form and cannot be shown again.</p>
            <Command text={made.secret} what="the client secret" />
          </>
        )}
        <div>
          <Button variant="default" onClick={done}>
            I have kept it
          </Button>
        </div>
      </Card>
    </div>
  )
}
