/** Shown instead of a page that failed by a mistake of ours, so that the rest stays usable. */
import { Button } from '@mantine/core'
import { messageOf } from '../wire/problem.ts'
import { Page } from './page.tsx'

export function Broken({ error }: { readonly error: unknown }) {
  return (
    <Page title="This page failed">
      <p role="alert">
        That is a mistake in Tocsin, not in your logs. The incidents are safe on the server. Load the page again; if it fails again, report
        this: <code>{messageOf(error)}</code>
      </p>
      <div>
        <Button onClick={() => window.location.reload()}>Load the page again</Button>
      </div>
    </Page>
  )
}
