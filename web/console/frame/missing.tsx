/** An address that leads nowhere. */
import { Link } from '@tanstack/react-router'
import { Page } from './page.tsx'

export function Missing() {
  return (
    <Page title="There is no such page">
      <p>
        The address may be from an older version, or was cut when it was copied. <Link to="/">Go to the incidents</Link>.
      </p>
    </Page>
  )
}
