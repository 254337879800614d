/** Files from this device, or the commands that send them. */
import { Button } from '@mantine/core'
import { IconFileUpload } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useRef } from 'react'
import { Card } from '../look/card.tsx'
import { send } from '../upload/uploads.ts'
import classes from './add-logs.module.css'
import { Command } from './command.tsx'

/** Where the server is, without the page's own address behind `#`. */
const here = (): string => new URL('ingest/auto', document.baseURI.split('#')[0]).href

export function AddLogs() {
  const chooser = useRef<HTMLInputElement>(null)
  return (
    <Card title="Add your logs">
      <div className={classes['drop']}>
        <IconFileUpload size={34} stroke={1.5} aria-hidden />
        <p>
          <strong>Drop files or folders anywhere on this page</strong>, or
        </p>
        <Button onClick={() => chooser.current?.click()}>Choose files</Button>
        <input
          ref={chooser}
          type="file"
          multiple
          hidden
          aria-label="Log files"
          onChange={(event) => {
            send([...(event.currentTarget.files ?? [])])
            event.currentTarget.value = ''
          }}
        />
        <p className={classes['kinds']}>
          Entra ID, Microsoft 365, Okta, Duo, Keycloak, Google Workspace, Auth0, OneLogin, PingID. NDJSON, JSON or CSV, also as .gz or .zst;
          which it is, Tocsin finds out by itself.
        </p>
      </div>
      <h3>Many or large files, on this machine</h3>
      <Command text="npx tocsin ingest PATH…" what="the ingest command" />
      <h3>From another machine</h3>
      <Command text={`curl --data-binary @signins.json -H "Authorization: Bearer $TOKEN" ${here()}`} what="the curl command" />
      <p className={classes['kinds']}>
        It needs a token that may <em>ingest</em>: <Link to="/tokens">make a token</Link>.
      </p>
    </Card>
  )
}
